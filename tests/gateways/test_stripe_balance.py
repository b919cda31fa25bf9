"""Stripe's list of balance transactions is read in pages, each with what moved the money."""

from collections.abc import Iterator

import pytest

from chalicelib.gateways import stripe
from chalicelib.gateways.stripe import OutcomeUnknown
from testing.cell import Cell, open_cell


@pytest.fixture
def cell(tables: None) -> Iterator[Cell]:  # noqa: ARG001 - it stands on the tables
    with open_cell(Cell) as found:
        yield found


def sell(cell: Cell, order_id: str) -> None:
    parameters = {
        "amount": 349_00,
        "currency": "eur",
        "payment_method_types": ["card"],
        "metadata": {"order_id": order_id},
    }
    cell.confirm(stripe.create_intent(parameters, f"{order_id}:pay#1").id)


def test_balance_transactions_are_read_in_pages_with_what_moved_the_money(cell: Cell) -> None:
    for number in range(3):
        sell(cell, f"ord_eu_{number}")
    now = int(cell.clock.moment.timestamp())
    first = stripe.balance_page(since=now - 60, before=now + 60, limit=2)
    assert (len(first.items), first.has_more) == (2, True)
    second = stripe.balance_page(since=now - 60, before=now + 60, after=first.items[-1].id, limit=2)
    assert (len(second.items), second.has_more) == (1, False)
    (charge,) = second.items
    assert (charge.type, charge.amount_minor, charge.fee_minor, charge.currency) == ("charge", 349_00, 549, "eur")
    assert isinstance(charge.source, stripe.BalanceSource)
    assert (charge.source.object, charge.source.order_id) == ("charge", "ord_eu_0")
    assert charge.source.payment_intent
    assert stripe.balance_page(since=now + 60, before=now + 120).items == []


def test_a_balance_that_cannot_be_read_is_unknown(cell: Cell) -> None:
    cell.stripe.inject("error_before", times=1, method="GET", path="/v1/balance_transactions")
    with pytest.raises(OutcomeUnknown):
        stripe.balance_page(since=0, before=1)
