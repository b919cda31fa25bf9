"""Pictures of the demo market: every category has one, it is titled and it survives a dark page."""

from xml.etree import ElementTree

import pytest

from chalicelib.catalog.categories.category_tree import Category, UnknownCategory, categories
from local.demo.pictures import DRAWINGS, drawing, picture

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("language", ["en", "fr", "de"])
@pytest.mark.parametrize("each", categories(), ids=lambda each: each.slug)
def test_every_category_has_a_well_formed_picture_titled_with_its_name(language: str, each: Category) -> None:
    root = ElementTree.fromstring(picture(each.slug, language))
    assert root.tag == f"{SVG}svg"
    assert root.findtext(f"{SVG}title") == each.names.spoken_in(language) == root.get("aria-label")
    assert root.get("role") == "img"


def test_a_picture_has_a_line_colour_for_light_and_another_for_dark() -> None:
    style = ElementTree.fromstring(picture("iphones")).findtext(f"{SVG}style")
    assert style is not None
    light, dark = style.split("@media (prefers-color-scheme:dark)")
    assert "stroke:#2b3440" in light
    assert "stroke:#e6ebf1" in dark


def test_every_drawing_is_used_and_siblings_borrow_from_the_nearest_above() -> None:
    assert {drawing(each.slug) for each in categories()} == set(DRAWINGS)
    assert drawing("iphones") == "phone"
    assert drawing("gaming-laptops") == "laptop"
    assert drawing("feature-phones") == "key-phone"


@pytest.mark.parametrize("slug", [each.slug for each in categories()])
def test_a_drawing_stays_on_its_field_and_brings_no_script_or_link(slug: str) -> None:
    tags = {element.tag.removeprefix(SVG) for element in ElementTree.fromstring(picture(slug)).iter()}
    assert tags <= {"svg", "title", "style", "g", "path", "rect", "circle"}


def test_what_is_no_category_has_no_picture() -> None:
    with pytest.raises(UnknownCategory):
        picture("teleporters")
