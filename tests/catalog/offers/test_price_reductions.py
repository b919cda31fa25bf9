"""Reductions: "x % less" is true of the offer's own last 30 days, or is not said."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.catalog.offers.offer import MarketPrice, OfferStatus, Publication
from chalicelib.catalog.offers.price_reductions import PERIOD, prior_lowest_minor, reduction_bp
from chalicelib.kernel.runtime import clock
from tests.catalog.offers.test_offer import publication

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
PRICES = st.integers(1, 500_000)


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
