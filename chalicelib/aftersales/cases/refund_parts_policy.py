"""What of a line's price goes back by the reason its device comes back: policy as data. Pure.

Sources: Directive 2011/83/EU art. 13 (withdrawal: all payments, the standard outbound delivery included), Directive
(EU) 2019/771 art. 16 (a device that does not conform: the price); the rest are the platform's terms. Who bears it is
policy of payments.
"""

from chalicelib.aftersales.cases.reasons import NON_CONFORMITY, ReturnReason
from chalicelib.aftersales.returns.buyer_rights import Right
from chalicelib.payments.refund import AfterSaleReason
from chalicelib.payments.refund_parts import Part

EVERYTHING = (Part.GOODS, Part.SHIPPING, Part.SERVICE_FEE)

_REFUND_REASONS: dict[ReturnReason, AfterSaleReason] = {
    ReturnReason.WITHDRAWAL: "WITHDRAWAL",
    ReturnReason.CHANGED_MIND: "RETURN",
    ReturnReason.OTHER: "RETURN",
    ReturnReason.FAULTY_ON_ARRIVAL: "GUARANTEE",
    ReturnReason.FAULTY_AT_FIRST_USE: "GUARANTEE",
    ReturnReason.FAULTY_IN_GUARANTEE: "GUARANTEE",
    ReturnReason.NOT_AS_DESCRIBED: "GUARANTEE",
    ReturnReason.WRONG_DEVICE: "WRONG_DEVICE",
    ReturnReason.DAMAGED_IN_TRANSIT: "DAMAGED_IN_TRANSIT",
}


def refund_reason(reason: ReturnReason) -> AfterSaleReason:
    """The reason of the refund of a return."""
    return _REFUND_REASONS[reason]


def refunded_parts(reason: ReturnReason, right: Right, *, is_whole_order: bool) -> tuple[Part, ...]:
    """The parts that go back. The service fee goes back with a withdrawal only if it is of the whole order.

    Who changes their mind while the right to withdraw is in force is not worse off than who names the right.
    """
    if reason in NON_CONFORMITY or (reason is ReturnReason.WITHDRAWAL and is_whole_order):
        return EVERYTHING
    if right is Right.WITHDRAWAL:
        return (Part.GOODS, Part.SHIPPING)
    return (Part.GOODS,)
