"""The terms of payouts: days by standing, a reserve for new sellers, a minimum, and never above what is there."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.payments.payouts.funds_entry import Funds
from chalicelib.payments.payouts.payout_terms import (
    TERMS,
    PayoutTier,
    is_anybodys_payout_day,
    is_payout_day,
    payout_minor,
    reserve_minor,
    tier_of,
    usual_days,
)

DAY = date(2026, 12, 6)
MINORS = st.integers(-(10**9), 10**12)


def funds(balance_minor: int, carried_minor: int = 0) -> Funds:
    return Funds(seller_id="sel_eu_1", currency="EUR", balance_minor=balance_minor, carried_minor=carried_minor)


@pytest.mark.parametrize(
    ("admitted_at", "lapses", "tier"),
    [
        ("2026-12-06T00:00:00.000Z", 0, PayoutTier.NEW),
        ("2026-10-08T00:00:00.000Z", 0, PayoutTier.NEW),
        ("2026-10-07T23:59:59.999Z", 0, PayoutTier.STANDARD),
        ("2026-06-09T00:00:00.000Z", 1, PayoutTier.STANDARD),
        ("2026-06-09T00:00:00.000Z", 0, PayoutTier.BEST),
        ("2026-06-10T00:00:00.000Z", 0, PayoutTier.STANDARD),
    ],
)
def test_a_sellers_tier_is_its_time_on_the_platform_and_the_sales_it_honoured(
    admitted_at: str, lapses: int, tier: PayoutTier
) -> None:
    assert tier_of(admitted_at, lapses=lapses, on=DAY) is tier


@pytest.mark.parametrize(("cell", "currency"), [("eu", "EUR"), ("us", "USD")])
def test_sellers_are_paid_on_the_markets_days_and_the_best_ones_sooner(cell: str, currency: str) -> None:
    assert usual_days(currency, cell, DAY) == (6, 16, 26)
    december = [date(2026, 12, day) for day in range(1, 32)]
    paid = {tier: [day.day for day in december if is_payout_day(tier, currency, cell, day)] for tier in PayoutTier}
    assert paid[PayoutTier.NEW] == paid[PayoutTier.STANDARD] == [6, 16, 26]
    assert paid[PayoutTier.BEST] == [1, 6, 11, 16, 21, 26]
    assert [day.day for day in december if is_anybodys_payout_day(cell, day)] == [1, 6, 11, 16, 21, 26]


def test_a_new_seller_leaves_a_tenth_of_what_came_in_since_the_last_payout() -> None:
    assert reserve_minor(funds(100_000), PayoutTier.NEW, DAY) == 10_000
    assert reserve_minor(funds(100_000, carried_minor=40_000), PayoutTier.NEW, DAY) == 6_000
    assert reserve_minor(funds(100_000), PayoutTier.STANDARD, DAY) == 0


def test_less_than_the_minimum_waits_for_more() -> None:
    least = TERMS[PayoutTier.STANDARD].at("2026-12-06").minimum_minor
    paid = [
        payout_minor(funds(minor), PayoutTier.STANDARD, at_stripe_minor=minor, on=DAY) for minor in (least - 1, least)
    ]
    assert paid == [0, least]


@given(MINORS, MINORS, MINORS, st.sampled_from(PayoutTier))
def test_no_payout_is_above_the_funds_or_above_what_stripe_has(
    balance_minor: int, carried_minor: int, at_stripe_minor: int, tier: PayoutTier
) -> None:
    found = funds(balance_minor, carried_minor)
    paid_minor = payout_minor(found, tier, at_stripe_minor=at_stripe_minor, on=DAY)
    assert 0 <= paid_minor <= max(balance_minor - reserve_minor(found, tier, DAY), 0)
    assert paid_minor <= max(at_stripe_minor, 0)
