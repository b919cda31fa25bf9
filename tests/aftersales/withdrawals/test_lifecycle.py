"""The states of a withdrawn line."""

from chalicelib.aftersales.withdrawals.lifecycle import FINAL, FIRST, NEXT, UNREFUNDED, WithdrawalState


def test_a_refund_or_a_cancellation_is_the_end_and_a_device_that_comes_late_is_still_refunded() -> None:
    assert NEXT[WithdrawalState.REFUNDED] == NEXT[WithdrawalState.CANCELLED] == frozenset()
    assert WithdrawalState.REFUNDED in NEXT[WithdrawalState.NOT_SENT_BACK]
    assert FIRST not in FINAL
    assert all(WithdrawalState.REFUNDED in NEXT[state] for state in UNREFUNDED)
