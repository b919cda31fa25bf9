"""Files that pages refer to."""

import xml.etree.ElementTree as xml

import pytest

from chalicelib.catalog.categories.category_tree import categories
from chalicelib.kernel.values.problems import NotFound
from chalicelib.storefront.pages import drawing
from chalicelib.web import assets
from tests.storefront.browser import Browser


@pytest.mark.parametrize("address", sorted({drawing(category.slug) for category in categories()}))
def test_every_category_has_a_drawing_that_is_an_image(browser: Browser, address: str) -> None:
    answer = browser.send("GET", address)
    assert answer.status == 200
    assert xml.fromstring(answer.body.decode()).tag == "{http://www.w3.org/2000/svg}svg"


def test_an_asset_under_its_hash_may_be_kept_for_ever(browser: Browser) -> None:
    for name in ("style.css", "payment.js", "files.js", "mark.svg"):
        headers = dict(browser.send("GET", assets.address(name)).headers)
        assert headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_an_outdated_hash_finds_todays_file_and_is_not_kept(browser: Browser) -> None:
    answer = browser.send("GET", "/assets/style.000000000000.css")
    assert answer.status == 200
    assert dict(answer.headers)["Cache-Control"] == "no-store"


@pytest.mark.parametrize("name", ["drawings.json", "..css", "style.css", "style.1.js", "../routes.1.py", "x.1.svg", ""])
def test_nothing_else_of_the_disk_is_served(name: str) -> None:
    with pytest.raises(NotFound):
        assets.asset(name)
