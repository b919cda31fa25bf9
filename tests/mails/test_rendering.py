"""Every language says the same things, and every template finds what it says."""

import string

import pytest

from chalicelib.mails.rendering import TEMPLATES, TEXTS


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", sorted(TEXTS))
def test_every_language_has_the_texts_and_figures_of_english(language: str) -> None:
    english, other = TEXTS["en"], TEXTS[language]
    assert list(other) == list(english)
    assert {key: fields(text) for key, text in other.items() if key != "cancelled_by_BUYER"} == {
        key: fields(text) for key, text in english.items() if key != "cancelled_by_BUYER"
    }


@pytest.mark.parametrize("language", sorted(set(TEXTS) - {"en"}))
def test_no_text_was_left_in_english(language: str) -> None:
    same = {key for key, text in TEXTS[language].items() if text == TEXTS["en"][key]}
    assert same <= {"colon"}


def test_every_letter_has_both_parts() -> None:
    names = {path.stem for path in TEMPLATES.iterdir()} - {"layout", "closing"}
    assert names == {"order_confirmation", "order_link", "line_shipped", "line_cancelled", "endpoint_disabled"}
    assert all((TEMPLATES / f"{name}.{part}").is_file() for name in names for part in ("txt", "html"))
