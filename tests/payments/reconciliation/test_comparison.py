"""Comparison of Stripe's transactions with the journals, each looked for by its key."""

import pytest

from chalicelib.gateways.stripe import BalanceSource, BalanceTransaction
from chalicelib.payments.reconciliation import comparison

DAY = "2026-11-23"
NOON = 1_795_435_200


def movement(number: int, kind: str, amount_minor: int, source: BalanceSource) -> BalanceTransaction:
    return BalanceTransaction(
        id=f"txn_{number}",
        type=kind,
        amount_minor=amount_minor,
        fee_minor=0,
        currency="eur",
        created=NOON + number,
        source=source,
    )


@pytest.mark.usefixtures("cell")
def test_a_refund_that_failed_before_its_success_was_known_is_booked_out_and_in() -> None:
    failed = BalanceSource(id="re_1", object="refund", status="failed", metadata={"order_id": "ord_eu_1"})
    page = [movement(1, "refund", -700, failed), movement(2, "refund_failure", 700, failed)]
    found = comparison.compare(DAY, page)
    assert found.named == {"refund_unsettled#re_1": "txn_1", "refund_unsettled_returned#re_1": "txn_2"}
    assert (found.matched, found.unexplained) == (frozenset({"txn_1", "txn_2"}), [])
    assert [(one.journal_id, one.postings) for one in found.to_book[:2]] == [
        ("refund_unsettled#re_1", {"stripe": -700, "owed_back": 700}),
        ("refund_unsettled_returned#re_1", {"stripe": 700, "owed_back": -700}),
    ]


@pytest.mark.usefixtures("cell")
def test_money_whose_payment_stripe_does_not_know_belongs_to_no_order() -> None:
    charge = BalanceSource(id="ch_1", object="charge", payment_intent="pi_of_another_platform")
    ((moved, unexplained),) = comparison.compare(DAY, [movement(1, "charge", 700, charge)]).unexplained
    assert (moved.id, unexplained.reason, unexplained.order_id) == ("txn_1", "NO_ORDER", "")
