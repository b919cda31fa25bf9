"""Search is measured with the questions that are published, over a catalogue that is the same for everybody."""

import random
from collections import Counter

import pytest

from bench.search_catalogue import MARKETS, OFFERS_PER_PRODUCT, catalogue
from bench.search_queries import (
    ANSWERED_BY,
    DRAWN_FOR_ONE,
    PARTS,
    Answer,
    MixTooThin,
    Question,
    drawn,
    mistyped,
    mistyped_questions,
    mix,
)
from chalicelib.catalog.categories import category_tree
from chalicelib.search.text_analysis import words

PRODUCTS = 400


def titles() -> list[str]:
    return [each.product.title for each in catalogue(PRODUCTS)]


def test_the_same_seed_makes_the_same_catalogue_and_another_one_another() -> None:
    assert list(catalogue(20)) == list(catalogue(20))
    assert list(catalogue(20)) != list(catalogue(20, seed=1))


def test_the_catalogue_has_ten_offers_to_a_product_and_boxes_in_every_market() -> None:
    made = list(catalogue(PRODUCTS))
    assert abs(sum(len(each.offers) for each in made) / PRODUCTS - OFFERS_PER_PRODUCT) < 1
    assert all(category_tree.category(each.product.category).is_leaf for each in made)
    assert len(set(titles())) > PRODUCTS * 0.9
    for each in made[:50]:
        boxes = each.boxes()
        assert {box.market for box in boxes} in (set(MARKETS), set())
        assert len({box.place for box in boxes}) == len(boxes)


def answered(question: Question, total: int = 24) -> Answer:
    return Answer(total, ANSWERED_BY[question.kind])


def test_the_mix_has_its_published_parts_and_is_always_the_same() -> None:
    candidates = drawn(titles())
    chosen = mix(candidates, (answered(each) for part in candidates for each in part))
    assert Counter(each.kind for each in chosen) == {"words": 80, "prefix": 60, "typo": 40, "browse": 20}
    assert len(chosen) == 200
    assert sum(part.count for part in PARTS if part.is_broad) >= 200 / 4
    assert chosen == mix(drawn(titles()), (answered(each) for part in candidates for each in part))


def test_what_does_not_fill_a_page_or_was_found_otherwise_is_not_asked() -> None:
    candidates = drawn(titles())
    every_other = [
        answered(each) if number % 3 == 0 else answered(each, 23) if number % 3 == 1 else Answer(24, "otherwise")
        for part in candidates
        for number, each in enumerate(part)
    ]
    chosen = mix(candidates, iter(every_other))
    assert sorted(chosen, key=str) == sorted(
        (each for part, some in zip(PARTS, candidates, strict=True) for each in some[: part.count * 3 : 3]), key=str
    )
    with pytest.raises(MixTooThin):
        mix(candidates, (answered(each, 23) for part in candidates for each in part))
    assert all(len(some) == part.count * DRAWN_FOR_ONE for part, some in zip(PARTS, candidates, strict=True))


def test_a_beginning_is_typed_of_a_word_and_never_of_a_figure() -> None:
    narrow = [part.kind == "prefix" and not part.is_broad for part in PARTS]
    begun_words = [each for is_narrow, some in zip(narrow, drawn(titles()), strict=True) if is_narrow for each in some]
    assert begun_words
    for each in begun_words:
        *whole, begun = each.parameters["q"].split()
        assert not begun.isdigit()
        assert any(word.startswith(begun) for word in words(each.wanted))
        assert set(whole) <= set(words(each.wanted))


def test_every_mistyped_question_has_an_error_in_it() -> None:
    mistyped = mistyped_questions(titles(), 50) + mistyped_questions(titles(), 50, anywhere=True)
    assert len(mistyped) == 100
    for each in mistyped:
        assert each.wanted
        assert each.parameters["q"] not in each.wanted.lower()


def test_an_error_is_one_letter_or_two_neighbours() -> None:
    rng = random.Random(1)
    for _ in range(200):
        wrong = mistyped("galaxy", rng)
        assert abs(len(wrong) - len("galaxy")) <= 1
        assert sum((Counter(wrong) - Counter("galaxy")).values()) <= 1
