"""Several refunds of one order together."""

from chalicelib.payments.refund import Refund, owed_minor
from chalicelib.payments.refund_lifecycle import RefundState


def refund(number: int, owed: int) -> Refund:
    at = "2026-11-30T12:00:00.000Z"
    return Refund(
        order_id="ord_eu_1",
        refund_id=f"{number}-1",
        reason="CANCELLED",
        amount_minor=10_000,
        owed_minor=owed,
        currency="EUR",
        state=RefundState.REQUESTED,
        tries=1,
        operation_id=f"refund#{number}-1#1",
        requested_at=at,
        changed_at=at,
        looked_at=at,
    )


def test_what_is_owed_is_the_sum_of_what_each_refund_owes() -> None:
    assert owed_minor([]) == 0
    assert owed_minor([refund(1, 0), refund(2, 10_000), refund(3, 2_500)]) == 12_500
