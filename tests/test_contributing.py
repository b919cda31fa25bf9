"""The page for newcomers shows the house as the rules of imports know it."""

import re

import pytest

from tests.doc_pages import ROOT
from tests.import_rules import LAYERS

PAGE = (ROOT / "CONTRIBUTING.md").read_text()
ROOMS = {path.name for path in (ROOT / "chalicelib").iterdir() if (path / "__init__.py").exists()}


def shown_rooms(text: str) -> set[str]:
    """The folders of the application that the page's map shows."""
    tree = text.split("```")[1]
    return set(re.findall(r"(\w+)/", tree[tree.index("chalicelib/") : tree.index("doubles/")])) - {"chalicelib"}


def shown_order(text: str) -> list[set[str]]:
    """The order of imports that the page states, from the top down; rooms of one row together."""
    (stated,) = re.findall(r"Imports run one way: `([^`]*)`", text)
    return [set(re.findall(r"\w+", row)) for row in stated.split("→")]


def kept_order() -> list[set[str]]:
    """The rows of the rules that exist, from the top down."""
    there = ROOMS | {"app", "subscriptions"}
    return [row for row in ({room for room in rooms if room in there} for rooms in reversed(LAYERS)) if row]


def test_the_map_shows_every_room_and_no_other() -> None:
    assert shown_rooms(PAGE) == ROOMS


def test_the_order_of_imports_is_the_one_that_is_kept() -> None:
    assert shown_order(PAGE) == kept_order()


@pytest.mark.parametrize("room", ["webhooks", "access", "kernel"])
def test_a_room_that_is_missing_from_the_page_is_noticed(room: str) -> None:
    page = re.sub(rf"\b{room}\b[/,]?", "", PAGE)
    assert shown_rooms(page) != ROOMS
    assert shown_order(page) != kept_order()
