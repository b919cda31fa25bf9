"""Each movement of the Stripe balance has the journals that the trade gives it, and no other."""

from typing import Any

import pytest

from chalicelib.gateways.stripe import BalanceSource, BalanceTransaction
from chalicelib.payments.reconciliation import counterparts


def moved(kind: str, source: BalanceSource | str | None, amount_minor: int = 1_000, **more: Any) -> BalanceTransaction:
    given: dict[str, Any] = {"fee_minor": 0, "currency": "eur", "created": 1_795_000_000} | more
    return BalanceTransaction(id="txn_1", type=kind, amount_minor=amount_minor, source=source, **given)


def source(kind: str, id_: str = "xx_1", **more: Any) -> BalanceSource:
    return BalanceSource(id=id_, object=kind, **more)


CHARGE = source("charge", "ch_1", payment_intent="pi_1")


@pytest.mark.parametrize(
    ("transaction", "journals"),
    [
        (moved("charge", CHARGE), ("capture#pi_1", "late_capture#pi_1")),
        (moved("payment", CHARGE), ("capture#pi_1", "late_capture#pi_1")),
        (moved("charge", source("charge", "ch_1")), ()),
        (moved("refund", source("refund", "re_1"), -1), ("refund#re_1", "refund_unsettled#re_1")),
        (moved("refund_failure", source("refund", "re_1")), ("refund_returned#re_1", "refund_unsettled_returned#re_1")),
        (moved("transfer", source("transfer", "tr_1"), -1), ("transfer#tr_1",)),
        (moved("transfer_refund", source("transfer_reversal", "trr_1")), ("transfer_reversal#trr_1",)),
        (moved("adjustment", source("dispute", "du_1"), -1), ("dispute#txn_1",)),
        (moved("adjustment", source("dispute", "du_1"), 1), ("dispute#txn_1",)),
        (moved("adjustment", None), ()),
        (moved("refund", "re_1"), ()),
        (moved("payout", source("payout", "po_1"), -1), ()),
    ],
)
def test_a_movement_is_named_after_what_moved_the_money(
    transaction: BalanceTransaction, journals: tuple[str, ...]
) -> None:
    assert counterparts.journal_ids(transaction) == journals


@pytest.mark.parametrize(
    ("transaction", "booked"),
    [
        (moved("charge", CHARGE, fee_minor=50), {"fee#txn_1": {"stripe": -50, "stripe_fees": 50}}),
        (moved("charge", CHARGE), {}),
        (moved("adjustment", source("dispute", "du_1"), -900, fee_minor=50), {}),
        (moved("stripe_fee", None, -70), {"stripe_fee#txn_1": {"stripe": -70, "stripe_fees": 70}}),
        (moved("payout", source("payout", "po_1"), -9), {"payout#po_1": {"stripe": -9, "bank": 9}}),
        (moved("payout_failure", source("payout", "po_1"), 9), {"payout_failure#po_1": {"stripe": 9, "bank": -9}}),
        (moved("topup", "tu_1", 9), {"topup#tu_1": {"stripe": 9, "bank": -9}}),
        (
            moved("payout", source("payout", "po_1"), -9, fee_minor=1),
            {"fee#txn_1": {"stripe": -1, "stripe_fees": 1}, "payout#po_1": {"stripe": -9, "bank": 9}},
        ),
        (moved("payout", source("payout", "po_1"), 0), {}),
        (moved("reserve_transaction", None, -9), {}),
    ],
)
def test_only_what_stripe_alone_can_tell_is_booked_from_its_list(
    transaction: BalanceTransaction, booked: dict[str, dict[str, int]]
) -> None:
    told = counterparts.told_journals(transaction)
    assert {one.journal_id: one.postings for one in told} == booked
    assert {(one.order_id, one.currency) for one in told} <= {("txn_1", "EUR")}


@pytest.mark.parametrize(
    ("transaction", "object_"),
    [
        (moved("charge", CHARGE), ("payment_intent", "pi_1")),
        (moved("charge", source("charge", "ch_1")), None),
        (moved("refund", source("refund", "re_1")), ("refund", "re_1")),
        (moved("adjustment", None), None),
    ],
)
def test_what_was_never_reported_is_followed_as_its_event_would_have_been(
    transaction: BalanceTransaction, object_: tuple[str, str] | None
) -> None:
    assert counterparts.followed_object(transaction) == object_


def test_a_dispute_is_booked_with_its_fee_and_everything_else_without() -> None:
    disputed = moved("adjustment", source("dispute", "du_1"), -900, fee_minor=50)
    sold = moved("charge", CHARGE, 900, fee_minor=50)
    assert [counterparts.booked_minor(disputed), counterparts.told_fee_minor(disputed)] == [-950, 0]
    assert [counterparts.booked_minor(sold), counterparts.told_fee_minor(sold)] == [900, 50]
