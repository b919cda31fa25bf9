"""The parts of a line: what follows each of them, and how an amount is taken from them."""

import pytest

from chalicelib.payments.refund_parts import NO_PARTS, Part, Parts, parts_of, taken_in_order

LEFT = Parts(goods_minor=100, shipping_minor=20, service_fee_minor=5)


@pytest.mark.parametrize(
    ("amount_minor", "wanted", "taken"),
    [
        (60, tuple(Part), (60, 0, 0)),
        (110, tuple(Part), (100, 10, 0)),
        (125, (Part.SERVICE_FEE, Part.GOODS, Part.SHIPPING), (100, 20, 5)),
        (500, tuple(Part), (100, 20, 5)),
        (22, (Part.SHIPPING, Part.SERVICE_FEE), (0, 20, 2)),
        (3, (Part.SERVICE_FEE,), (0, 0, 3)),
        (0, tuple(Part), (0, 0, 0)),
        (7, (), (0, 0, 0)),
    ],
)
def test_an_amount_is_taken_from_the_wanted_parts_one_after_the_other(
    amount_minor: int, wanted: tuple[Part, ...], taken: tuple[int, ...]
) -> None:
    assert taken_in_order(amount_minor, LEFT, wanted) == parts_of(taken)


def test_parts_are_added_and_subtracted_one_by_one() -> None:
    some = Parts(goods_minor=30, service_fee_minor=5)
    assert LEFT.minus(some) == Parts(goods_minor=70, shipping_minor=20)
    assert LEFT.minus(some).plus(some) == LEFT
    assert LEFT.minus(LEFT) == NO_PARTS
    assert [LEFT.of(part) for part in Part] == [100, 20, 5]
    assert LEFT.total_minor == 125
