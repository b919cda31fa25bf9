"""Transfers, reversals and what sellers owe back are explained day by day, and the books equal Stripe's balance."""

from datetime import date, timedelta

from chalicelib.payments.ledger import trial_balance
from chalicelib.payments.reconciliation import day_runs, due_days, unexplained_money
from chalicelib.payments.reconciliation.day_result import explained_ppm
from tests.payments.paid_sellers import Market

PAID_MINOR = 35_889
ALL_PPM = 1_000_000


def not_explained(market: Market, first: date) -> list[str]:
    """The days, of all from the first one on, of which not every cent is explained; each is run."""
    lacking = []
    for after in range((due_days.last_day() - first).days + 1):
        day = (first + timedelta(days=after)).isoformat()
        due_days.begin(day)
        market.settle()
        run = day_runs.of_day(day)
        if run.result is None or explained_ppm(run.result) != ALL_PPM:
            lacking.append(day)
    return lacking


def require_books_as_at_stripe(market: Market) -> None:
    accounts = trial_balance.trial_balance("EUR", "2026-01-01", "2027-12-31").accounts
    assert accounts["stripe"] == market.stripe.trial()["platform", "eur"]
    assert (sum(accounts.values()), unexplained_money.count()) == (0, 0)


def test_a_transfer_and_its_reversal_are_explained(market: Market) -> None:
    market.open_account()
    first = market.clock.moment.date()
    order = market.transferred_order()
    market.refund(order, PAID_MINOR)
    market.pass_days(1)
    assert not_explained(market, first) == []
    kinds = {one["type"] for one in market.stripe.world.all("balance_transaction") if one["_account"] is None}
    assert kinds == {"charge", "transfer", "refund", "transfer_refund"}
    require_books_as_at_stripe(market)


def test_a_debt_that_is_netted_moves_no_money_at_stripe_and_needs_no_counterpart(market: Market) -> None:
    market.open_account()
    first = market.clock.moment.date()
    order = market.transferred_order()
    market.pay_out_everything()
    market.refund(order, 10_000)
    market.transferred_order()
    market.pass_days(3)
    assert not_explained(market, first) == []
    require_books_as_at_stripe(market)


def test_a_transfer_made_in_the_dashboard_is_reported(market: Market) -> None:
    market.open_account()
    first = market.clock.moment.date()
    order = market.delivered_order()
    made = market.transfer_by_hand(order, 5_00)
    market.failed = []
    market.settle()
    market.pass_days(1)
    assert not_explained(market, first) != []
    found = [one for day in (0, 1) for one in unexplained_money.open_of_day(str(first + timedelta(days=day)))]
    assert [(one.object_id, one.amount_minor) for one in found] == [(made, -5_00)]
