"""Search is measured with the questions that are published, over a catalogue that is the same for everybody."""

import random
from collections import Counter

from bench.search_catalogue import MARKETS, OFFERS_PER_PRODUCT, catalogue
from bench.search_queries import PARTS, QUESTIONS, mistyped, mistyped_questions, questions
from chalicelib.catalog import category_tree

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


def test_the_mix_has_its_published_parts_and_is_always_the_same() -> None:
    mix = questions(titles())
    assert Counter(each.kind for each in mix) == dict(PARTS)
    assert dict(PARTS) == {"words": 80, "prefix": 60, "typo": 40, "browse": 20}
    assert len(mix) == QUESTIONS == 200
    assert questions(titles()) == mix


def test_every_mistyped_question_has_an_error_in_it() -> None:
    for each in mistyped_questions(titles(), 50):
        assert each.wanted
        assert each.parameters["q"] not in each.wanted.lower()


def test_an_error_is_one_letter_or_two_neighbours() -> None:
    dice = random.Random(1)
    for _ in range(200):
        wrong = mistyped("galaxy", dice)
        assert abs(len(wrong) - len("galaxy")) <= 1
        assert sum((Counter(wrong) - Counter("galaxy")).values()) <= 1
