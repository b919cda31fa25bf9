"""Price tags: the whole total, what is saved by it and what it came down from, one arithmetic for every page."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.catalog.offers import price_tags
from chalicelib.catalog.offers.offer import MarketPrice
from chalicelib.catalog.products.product import ReferencePrice
from chalicelib.catalog.served_markets import served_market
from chalicelib.catalog.views import box_view, card_view
from chalicelib.kernel.values.money import Money
from chalicelib.search.index.card import card_of
from chalicelib.search.index.document import documents_of
from chalicelib.search.index.sort_keys import key
from chalicelib.search.views import card_view as found_card_view
from tests.catalog.sample_offers import a_product
from tests.search.sample_products import a_box

ON = "2026-11-24T12:00:00.000Z"
NEW = ReferencePrice(amount_minor=90_900, currency="EUR", source="Apple", dated="2021-09-24")
SHOWN = ("price", "shipping", "service_fee", "total", "reduction", "savings")


@given(st.integers(1, 500_000), st.integers(0, 10_000))
def test_the_total_is_the_sum_of_all_that_is_shown_with_it(price_minor: int, shipping_minor: int) -> None:
    market = served_market("FR")
    shown = price_tags.charged(price_minor, shipping_minor, market, ON)
    parts = (shown["price"], shown["shipping"], shown["service_fee"])
    assert shown["total"] == Money(sum(part.amount_minor for part in parts), "EUR")
    assert shown["total"].amount_minor == price_tags.total_minor(price_minor, shipping_minor, market, ON)


def test_what_is_not_below_the_price_new_saves_nothing_and_a_cent_below_saves_a_cent() -> None:
    assert price_tags.savings(NEW, 90_900) is None
    assert price_tags.savings(NEW, 90_899) == {"amount": Money(1, "EUR"), "basis_points": 0}
    assert price_tags.savings(NEW, 45_450) == {"amount": Money(45_450, "EUR"), "basis_points": 5_000}


def test_a_price_without_a_prior_one_came_down_from_nothing() -> None:
    price = MarketPrice(price_minor=36_000, terms_version=1, applied_at=ON)
    assert price_tags.reduction(price, "EUR", ON) is None
    reduced = MarketPrice(price_minor=36_000, terms_version=1, applied_at=ON, prior_lowest_minor=40_000)
    prior = Money(40_000, "EUR")
    assert price_tags.reduction(reduced, "EUR", ON) == {"prior_lowest": prior, "basis_points": 1_000, "since": ON}


def test_a_page_of_the_catalogue_a_result_of_search_and_its_place_among_them_say_the_same(tables: Any) -> None:  # noqa: ARG001
    product, market = a_product(), served_market("FR")
    box = a_box(product.product_id, applied_at="2026-11-20T00:00:00.000Z", prior_lowest_minor=39_900)
    page: Any = box_view(box, product, market, ON)
    found: Any = found_card_view(card_of(product, [box], "EUR"), market, ON)
    assert None not in (page["reduction"], page["savings"])
    assert {name: page[name] for name in SHOWN} == {name: found["boxes"][0][name] for name in SHOWN}
    card: Any = card_view(product, [box], market, ON)
    assert (card["from"]["total"], card["from"]["savings"]) == (page["total"], page["savings"])
    document = documents_of(product, [box], [market], ON)["FR"]
    assert document.price_keys[""] == key(page["total"].amount_minor, product.product_id)
