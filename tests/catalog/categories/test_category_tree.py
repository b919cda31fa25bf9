"""The category tree: complete, translated, and strict about what a product states."""

import json
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from chalicelib.carbon.factors import CATEGORIES
from chalicelib.catalog.categories import category_tree
from chalicelib.catalog.categories.category_tree import (
    Attribute,
    Category,
    UnknownCategory,
    categories,
    category,
    check_attributes,
    children,
    path,
)

# Words that are the same in English, French and German; everything else must really be translated.
SAME_IN_ALL_LANGUAGES = {
    "Apple Watch",
    "Audio",
    "Chromebooks",
    "Fairphone",
    "MacBook Air",
    "MacBook Pro",
    "Mac mini",
    "Smartphones",
    "Webcams",
    "iMac",
    "iPad",
    "iPhone",
}

PHONE = {"storage_gigabytes": 128, "colour": "black"}


def written_tree() -> Any:
    return json.loads(Path(category_tree.__file__).with_suffix(".json").read_text())


def test_there_are_184_categories_every_node_counted_and_no_root_stored() -> None:
    assert len(categories()) == 184
    assert len({each.slug for each in categories()}) == 184


def test_every_category_is_reached_by_walking_down_from_the_departments() -> None:
    walked: list[str] = []
    waiting = list(children(None))
    while waiting:
        here = waiting.pop(0)
        walked.append(here.slug)
        waiting = [*children(here.slug), *waiting]
    assert walked == [each.slug for each in categories()]


@pytest.mark.parametrize("each", categories(), ids=lambda each: each.slug)
def test_the_tree_is_at_most_three_deep_and_a_path_starts_at_a_department(each: Category) -> None:
    steps = path(each.slug)
    assert 1 <= len(steps) <= 3
    assert steps[0].parent is None
    assert steps[-1] == each
    assert all(below.parent == above.slug for above, below in pairwise(steps))


@pytest.mark.parametrize("each", categories(), ids=lambda each: each.slug)
def test_a_category_either_holds_products_or_other_categories(each: Category) -> None:
    assert each.is_leaf != bool(children(each.slug))
    assert each.is_leaf or not (each.attributes or each.carbon_category or each.has_battery)


def test_a_parent_with_one_child_would_be_a_click_for_nothing() -> None:
    counts = Counter(each.parent for each in categories())
    assert [slug for slug, count in counts.items() if count < 2] == []


def test_phones_and_computers_come_first_then_consoles_and_televisions() -> None:
    departments = [each.slug for each in children(None)]
    assert departments[:5] == ["phones", "computers", "gaming", "tv-home-cinema", "tablets"]
    assert [each.order for each in categories()] == list(range(184))


def test_slugs_are_stable_plain_words() -> None:
    assert [each.slug for each in categories() if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", each.slug)] == []


@pytest.mark.parametrize("each", categories(), ids=lambda each: each.slug)
def test_every_category_is_named_in_three_languages_and_never_by_its_slug(each: Category) -> None:
    names = (each.names.en, each.names.fr, each.names.de)
    assert all(name.strip() == name and name for name in names)
    assert each.slug not in names


def test_names_are_translated_unless_the_word_is_the_same_everywhere() -> None:
    for each in categories():
        if each.names.en not in SAME_IN_ALL_LANGUAGES:
            assert each.names.en != each.names.fr or each.names.en != each.names.de, each.slug
    untranslated = {each.names.en for each in categories() if each.names.en == each.names.fr == each.names.de}
    assert untranslated == SAME_IN_ALL_LANGUAGES


def test_siblings_never_share_a_name_in_any_language() -> None:
    for parent in [None, *(each.slug for each in categories() if not each.is_leaf)]:
        siblings = children(parent)
        for language in ("en", "fr", "de"):
            assert len({each.names.spoken_in(language) for each in siblings}) == len(siblings)


def test_a_language_the_catalogue_is_not_written_in_reads_english() -> None:
    names = category("televisions").names
    assert (names.spoken_in("fr"), names.spoken_in("de")) == ("Téléviseurs", "Fernseher")
    assert names.spoken_in("nl") == names.spoken_in("en") == "TVs"


def test_no_attribute_group_attribute_or_word_is_written_and_never_used() -> None:
    tree = written_tree()
    leaves = [each["leaf"] for each in tree["categories"] if "leaf" in each]
    groups = tree["attribute_groups"]
    attributes = tree["attributes"]
    assert {group for leaf in leaves for group in leaf["attribute_groups"]} == set(groups)
    assert {name for group in groups.values() for name in group["required"] + group["optional"]} == set(attributes)
    assert {word for each in attributes.values() for word in each.get("choices", [])} == set(tree["choice_names"])


@pytest.mark.parametrize("each", [each for each in categories() if each.is_leaf], ids=lambda each: each.slug)
def test_every_leaf_has_attributes_and_none_of_them_twice(each: Category) -> None:
    names = [attribute.name for attribute in each.attributes]
    assert names
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    "attribute",
    {attribute.name: attribute for each in categories() for attribute in each.attributes}.values(),
    ids=lambda attribute: attribute.name,
)
def test_choices_have_words_and_integers_have_bounds(attribute: Attribute) -> None:
    assert (attribute.kind == "choice") == (len(attribute.choices) >= 2)
    assert all(choice.names.en and choice.names.fr and choice.names.de for choice in attribute.choices)
    if attribute.kind == "integer":
        assert attribute.minimum is not None
        assert attribute.maximum is not None
        assert attribute.minimum < attribute.maximum


def test_every_published_carbon_figure_is_reached_by_some_category() -> None:
    assert {each.carbon_category for each in categories() if each.carbon_category} == set(CATEGORIES)


def test_what_has_no_published_figure_says_none() -> None:
    assert [category(slug).carbon_category for slug in ("drones", "electric-bikes", "e-readers")] == [None] * 3


def test_exactly_the_devices_on_a_mobile_network_by_nature_carry_an_imei() -> None:
    smartphones = {each.slug for each in children("smartphones")}
    assert {each.slug for each in categories() if each.identifier_kind == "IMEI"} == smartphones | {
        "feature-phones",
        "mobile-hotspots",
    }
    assert all(category(slug).has_battery for slug in smartphones)


def test_a_television_has_no_battery_and_a_headphone_has() -> None:
    assert not category("oled-televisions").has_battery
    assert category("wireless-earbuds").has_battery


def test_an_unknown_slug_is_refused_everywhere() -> None:
    for ask in (category, children, path):
        with pytest.raises(UnknownCategory):
            ask("teleporters")


def test_right_attributes_are_taken() -> None:
    assert check_attributes("iphones", PHONE) == []
    assert check_attributes("iphones", PHONE | {"maker_colour": "Midnight", "network": "5g"}) == []


@pytest.mark.parametrize(
    ("attributes", "name"),
    [
        ({"colour": "black"}, "storage_gigabytes"),
        (PHONE | {"smell": "rose"}, "smell"),
        (PHONE | {"storage_gigabytes": "128"}, "storage_gigabytes"),
        (PHONE | {"storage_gigabytes": True}, "storage_gigabytes"),
        (PHONE | {"storage_gigabytes": 0}, "storage_gigabytes"),
        (PHONE | {"storage_gigabytes": 100_001}, "storage_gigabytes"),
        (PHONE | {"colour": "Midnight"}, "colour"),
        (PHONE | {"colour": None}, "colour"),
        (PHONE | {"maker_colour": 7}, "maker_colour"),
        (PHONE | {"maker_colour": "  "}, "maker_colour"),
        (PHONE | {"maker_colour": "x" * 81}, "maker_colour"),
    ],
)
def test_one_wrong_attribute_is_named_once(attributes: dict[str, object], name: str) -> None:
    assert [wrong for wrong, _ in check_attributes("iphones", attributes)] == [name]


def test_all_that_is_wrong_is_said_at_once() -> None:
    assert {name for name, _ in check_attributes("iphones", {"colour": "x", "smell": "y"})} == {
        "storage_gigabytes",
        "colour",
        "smell",
    }


def test_products_are_filed_under_leaves_only() -> None:
    assert check_attributes("smartphones", PHONE) == [("category", "holds other categories, not products")]
    assert check_attributes("teleporters", PHONE) == [("category", "is not a category")]
