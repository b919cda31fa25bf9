"""What goes back of a line's price, by the reason."""

import pytest

from chalicelib.aftersales.cases.reasons import NON_CONFORMITY, ReturnReason
from chalicelib.aftersales.cases.refund_parts_policy import EVERYTHING, refund_reason, refunded_parts
from chalicelib.aftersales.returns.buyer_rights import Right
from chalicelib.payments.refund_parts import Part


def test_a_withdrawal_brings_back_goods_and_delivery_and_of_the_whole_order_the_fee() -> None:
    assert refunded_parts(ReturnReason.WITHDRAWAL, Right.WITHDRAWAL, is_whole_order=False) == (
        Part.GOODS,
        Part.SHIPPING,
    )
    assert refunded_parts(ReturnReason.WITHDRAWAL, Right.WITHDRAWAL, is_whole_order=True) == EVERYTHING


@pytest.mark.parametrize("reason", sorted(NON_CONFORMITY))
def test_a_device_that_does_not_conform_brings_everything_back(reason: ReturnReason) -> None:
    assert refunded_parts(reason, Right.FREE_RETURN, is_whole_order=False) == EVERYTHING


def test_a_free_return_brings_back_the_price_of_the_goods() -> None:
    assert refunded_parts(ReturnReason.CHANGED_MIND, Right.FREE_RETURN, is_whole_order=True) == (Part.GOODS,)


def test_a_changed_mind_within_the_withdrawal_brings_back_the_delivery_too() -> None:
    within = refunded_parts(ReturnReason.CHANGED_MIND, Right.WITHDRAWAL, is_whole_order=False)
    assert within == (Part.GOODS, Part.SHIPPING)


@pytest.mark.parametrize("reason", ReturnReason)
def test_every_reason_of_a_return_is_one_of_a_refund(reason: ReturnReason) -> None:
    assert refund_reason(reason) in {"WITHDRAWAL", "RETURN", "GUARANTEE", "WRONG_DEVICE", "DAMAGED_IN_TRANSIT"}
