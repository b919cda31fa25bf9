"""A draft's faults that no client of the API can reach one by one: the rules alone, without tables."""

import msgspec

from chalicelib.catalog.categories.category_tree import category
from chalicelib.catalog.offers.draft import SHIPPING_OPTIONS_MAX, faults
from chalicelib.catalog.products.creation import described_as
from chalicelib.kernel.values.money import Money
from chalicelib.markets import directory
from testing.builders import a_description, a_draft, shipping

PRODUCT = described_as(a_description(), "prd_eu_00000000000000000000000001", "2026-11-01T00:00:00.000Z")
PHONES = category(PRODUCT.category)
TODAY = "2026-11-23"


def _found(**changed: object) -> dict[str, str]:
    markets = {market.code: market for cell in ("eu", "us") for market in directory.markets(cell)}
    draft = msgspec.structs.replace(a_draft(PRODUCT.product_id), **changed)
    return dict(faults(draft, PRODUCT, PHONES, markets=markets, on=TODAY))


def test_an_honest_draft_has_no_fault() -> None:
    assert _found() == {}


def test_a_draft_has_room_for_so_many_ways_of_shipping() -> None:
    assert "/shipping" in _found(shipping=tuple(shipping() for _ in range(SHIPPING_OPTIONS_MAX + 1)))
    assert "/shipping" not in _found(shipping=tuple(shipping() for _ in range(SHIPPING_OPTIONS_MAX)))


def test_shipping_costs_nothing_or_more() -> None:
    assert _found(shipping=(shipping(-1),)) == {"/shipping/0/cost/amount_minor": "must be 0 or more"}


def test_shipping_names_its_carrier() -> None:
    unnamed = msgspec.structs.replace(shipping(), carrier=" ")
    assert _found(shipping=(unnamed,)) == {"/shipping/0/carrier": "must name the carrier"}


def test_the_margin_scheme_is_for_markets_with_vat() -> None:
    american = msgspec.structs.replace(
        PRODUCT, reference_price=(msgspec.structs.replace(PRODUCT.reference_price[0], currency="USD"),)
    )
    draft = msgspec.structs.replace(
        a_draft(american.product_id),
        prices={"US": Money(30_000, "USD")},
        shipping=(shipping(countries=("US",)),),
    )
    markets = {market.code: market for market in directory.markets("us")}
    found = dict(faults(draft, american, PHONES, markets=markets, on=TODAY))
    assert found["/vat_scheme"] == "must be REGULAR where there is no VAT"
