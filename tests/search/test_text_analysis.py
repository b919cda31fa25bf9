"""The same thing written otherwise is the same words."""

import pytest
import tantivy
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.search.text_analysis import WORD_CHARACTERS_MAX, folded, may_begin_a_word, may_hold_a_typo, words


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Apple iPhone 13, 128 GB midnight", "apple iphone 13 128 gb midnight"),
        ("iphone13 128GB", "iphone 13 128 gb"),
        ("iPhone 13 128 Go", "iphone 13 128 gb"),
        ("i phone 13", "iphone 13"),
        ("MAC BOOK Air", "macbook air"),
        ("PS5", "playstation 5"),
        ("play station 5", "playstation 5"),
        ("Téléviseur 55 pouces", "television 55 inch"),
        ("Fernseher 55 Zoll", "television 55 inch"),
        ("Galaxy S22+", "galaxy s22"),
        ("Galaxy A52s", "galaxy a52s"),
        ("RTX3060Ti", "rtx 3060ti"),
        ("GSR 18V-55", "gsr 18v 55"),
        ("a laptop with 16 GB of memory", "laptop 16 gb memory"),
        ("grüße straße", "grusse strasse"),
        ("GB", "gb"),
        ("128 to 256", "128 tb 256"),
        ("İPHONE", "iphone"),
        ("Łódź Bjørk œuvre", "lodz bjork oeuvre"),
        ("Galaxy™ Tab ℠ 8", "galaxy tab 8"),
        ("🙂 \x00\x1b !?", ""),
        ("", ""),
    ],
)
def test_a_text_is_cut_into_words_that_others_would_write(written: str, read: str) -> None:
    assert " ".join(words(written)) == read


@given(st.text(max_size=300))
def test_any_text_at_all_is_cut_into_words_of_letters_and_figures(text: str) -> None:
    for word in words(text):
        assert 0 < len(word) <= WORD_CHARACTERS_MAX * 4
        assert " " not in word
    assert words(" ".join(words(text))) is not None


# Latin-1 and Latin Extended-A; of them ŉ is deprecated, and two letters by Unicode: an apostrophe and n.
@pytest.mark.parametrize("letter", sorted({chr(code) for code in range(0xC0, 0x180)} - set("×÷ŉ")))
def test_every_latin_letter_is_folded_as_the_engine_itself_would(letter: str) -> None:
    analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    engine = analyzer.filter(tantivy.Filter.ascii_fold()).filter(tantivy.Filter.lowercase()).build()
    assert folded(f"ab{letter}cd") == " ".join(engine.analyze(f"ab{letter}cd"))


@given(st.text(max_size=100))
def test_case_and_accents_change_no_word(text: str) -> None:
    assert words(text.casefold()) == words(text)


def test_a_name_is_compared_whatever_its_case_and_accents() -> None:
    assert folded("Citroën  & Fils") == folded("CITROEN FILS")


def test_a_figure_begins_no_other_and_a_single_letter_begins_nothing() -> None:
    assert not may_begin_a_word("13")
    assert not may_begin_a_word("s")
    assert may_begin_a_word("s2")


def test_only_longer_words_without_figures_may_hold_an_error() -> None:
    assert may_hold_a_typo("galxy")
    assert not may_hold_a_typo("pro")
    assert not may_hold_a_typo("s220")
    assert not may_hold_a_typo("1280")
