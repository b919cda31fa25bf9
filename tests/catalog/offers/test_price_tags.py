"""Price tags: the total, what is saved by it and what it came down from, computed alike for every page.

"x % less" is true of the offer's own last 30 days, or is not said.
"""

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.catalog.offers import price_tags
from chalicelib.catalog.offers.offer import MarketPrice, OfferStatus, Publication
from chalicelib.catalog.offers.price_tags import PERIOD, prior_lowest_minor, reduction_bp
from chalicelib.catalog.products.product import ReferencePrice
from chalicelib.catalog.served_markets import served_market
from chalicelib.catalog.views import box_view, card_view
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.values.money import Money
from chalicelib.search.index.card import card_of
from chalicelib.search.index.document import documents_of
from chalicelib.search.index.sort_keys import key
from chalicelib.search.views import card_view as found_card_view
from testing.builders import a_product
from tests.catalog.offers.test_offer import publication
from tests.search.sample_products import a_box

ON = "2026-11-24T12:00:00.000Z"
NEW = ReferencePrice(amount_minor=90_900, currency="EUR", source="Apple", dated="2021-09-24")
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
PRICES = st.integers(1, 500_000)
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


def ago(span: timedelta) -> str:
    return clock.stamp(NOW - span)


def history(*steps: tuple[timedelta, int | None]) -> list[Publication]:
    """Versions by how long ago they were published and their price, None for a withdrawal; the newest first."""
    versions = []
    for number, (span, price_minor) in enumerate(steps, start=1):
        prices = {"FR": MarketPrice(price_minor=price_minor or 1, terms_version=number)}
        status: OfferStatus = "ON_SALE" if price_minor else "WITHDRAWN"
        made = publication(number, 24, prices)
        versions.append(msgspec.structs.replace(made, published_at=ago(span), status=status))
    return sorted(versions, key=lambda version: version.version, reverse=True)


def prior(*steps: tuple[timedelta, int | None]) -> int | None:
    return prior_lowest_minor("FR", clock.stamp(NOW), history(*steps))


@given(PRICES, PRICES)
def test_the_percentage_shown_is_never_above_the_true_one(price_minor: int, prior_minor: int) -> None:
    shown = reduction_bp(price_minor, prior_minor, ago(MINUTE), clock.stamp(NOW))
    if shown is None:
        assert price_minor * 10_000 > prior_minor * 9_999
    else:
        true = Fraction(prior_minor - price_minor, prior_minor) * 10_000
        assert 0 < shown <= true < shown + 1


@given(st.lists(st.tuples(st.integers(1, 40 * 24 * 60), PRICES), min_size=1, max_size=12), PRICES)
def test_what_is_said_to_be_the_prior_price_is_the_lowest_that_applied(
    steps: list[tuple[int, int]], price_minor: int
) -> None:
    changes = sorted(((timedelta(minutes=minutes), price) for minutes, price in steps), reverse=True)
    found = prior(*changes)
    covered = [
        price
        for (_, price), (until, _) in zip(changes, [*changes[1:], (timedelta(), 0)], strict=True)
        if until < PERIOD
    ]
    if changes[0][0] < PERIOD:
        assert found is None
    else:
        assert found == min(covered)
    shown = reduction_bp(price_minor, found, clock.stamp(NOW), clock.stamp(NOW))
    assert shown is None or all(price_minor < price for price in covered)


@given(PRICES, st.integers(1, 500_000), st.integers(1, 29 * 24 * 60))
def test_raising_a_price_and_lowering_it_back_is_no_reduction(price_minor: int, raise_minor: int, minutes: int) -> None:
    raised = (timedelta(minutes=minutes), price_minor + raise_minor)
    found = prior((timedelta(days=90), price_minor), raised)
    assert found == price_minor
    assert reduction_bp(price_minor, found, clock.stamp(NOW), clock.stamp(NOW)) is None


@pytest.mark.parametrize(
    ("steps", "why"),
    [
        ([(timedelta(days=29), 50_000)], "younger than 30 days"),
        ([(timedelta(days=90), 50_000), (timedelta(days=9), None), (timedelta(days=8), 50_000)], "was withdrawn"),
        ([], "has no history"),
    ],
)
def test_where_thirty_days_are_not_known_nothing_is_said(steps: list[tuple[timedelta, int | None]], why: str) -> None:
    assert prior(*steps) is None, why


def test_a_market_entered_lately_has_no_prior_price_though_the_offer_is_old() -> None:
    assert prior_lowest_minor("DE", clock.stamp(NOW), history((timedelta(days=90), 50_000))) is None


def test_a_price_that_ended_before_the_thirty_days_does_not_count_and_one_that_reaches_in_does() -> None:
    assert prior((timedelta(days=90), 10_000), (timedelta(days=30), 50_000)) == 50_000
    assert prior((timedelta(days=90), 10_000), (timedelta(days=30) - MINUTE, 50_000)) == 10_000


def test_a_price_lowered_in_steps_is_compared_with_the_step_before() -> None:
    assert prior((timedelta(days=90), 50_000), (timedelta(days=2), 45_000)) == 45_000


def test_after_thirty_days_the_price_is_simply_the_price() -> None:
    since = clock.stamp(NOW)
    assert reduction_bp(40_000, 50_000, since, clock.stamp(NOW + PERIOD - MINUTE)) == 2_000
    assert reduction_bp(40_000, 50_000, since, clock.stamp(NOW + PERIOD)) is None


def test_what_was_stored_before_prior_prices_were_known_still_reads_and_says_nothing() -> None:
    old = msgspec.json.decode(b'{"price_minor":40000,"terms_version":3}', type=MarketPrice)
    assert reduction_bp(old.price_minor, old.prior_lowest_minor, old.applied_at, clock.stamp(NOW)) is None


@pytest.mark.parametrize(
    ("buyable_for", "is_told"), [(PERIOD, True), (PERIOD - timedelta(milliseconds=1), False), (None, False)]
)
def test_a_prior_price_is_told_if_the_offer_could_be_bought_for_all_thirty_days(
    buyable_for: timedelta | None, is_told: bool
) -> None:
    price = MarketPrice(price_minor=36_000, terms_version=1, applied_at=ago(MINUTE), prior_lowest_minor=40_000)
    since = None if buyable_for is None else ago(MINUTE + buyable_for)
    told = price_tags.price_told(price, since)
    assert told.prior_lowest_minor == (40_000 if is_told else None)
    assert msgspec.structs.replace(told, prior_lowest_minor=40_000) == price


def test_a_price_whose_start_is_not_known_is_told_without_a_prior_one() -> None:
    price = MarketPrice(price_minor=36_000, terms_version=1, prior_lowest_minor=40_000)
    assert price_tags.price_told(price, ago(timedelta(days=90))).prior_lowest_minor is None
