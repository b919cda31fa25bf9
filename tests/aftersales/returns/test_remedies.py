"""What may be chosen: repair or replacement first, no second repair of the same fault, the money the third time."""

import msgspec
import pytest

from chalicelib.aftersales.cases.reasons import ReturnReason, Wish
from chalicelib.aftersales.returns import remedies
from chalicelib.aftersales.returns.buyer_rights import Right
from chalicelib.aftersales.returns.device_return import Inspection
from chalicelib.aftersales.returns.remedies import WishNotAvailable
from tests.aftersales.returns.test_due_times import FOUND, FRIDAY

FREE, GUARANTEE = [Right.FREE_RETURN, Right.LEGAL_GUARANTEE], [Right.LEGAL_GUARANTEE]
FAULTY = ReturnReason.FAULTY_IN_GUARANTEE


@pytest.mark.parametrize(
    ("reason", "rights", "remedied", "wishes"),
    [
        (ReturnReason.CHANGED_MIND, FREE, 0, ("REFUND",)),
        (ReturnReason.CHANGED_MIND, GUARANTEE, 0, ()),
        (FAULTY, FREE, 0, ("REFUND", "REPAIR", "EXCHANGE")),
        (FAULTY, GUARANTEE, 0, ("REPAIR", "EXCHANGE")),
        (FAULTY, GUARANTEE, 1, ("REFUND", "EXCHANGE")),
        (FAULTY, GUARANTEE, 2, ("REFUND",)),
        (FAULTY, FREE, 3, ("REFUND",)),
        (ReturnReason.NOT_AS_DESCRIBED, GUARANTEE, 0, ("EXCHANGE",)),
    ],
)
def test_what_may_be_chosen_follows_from_rights_and_earlier_remedies(
    reason: ReturnReason, rights: list[Right], remedied: int, wishes: tuple[Wish, ...]
) -> None:
    assert remedies.wishes(reason, rights, remedied) == wishes


@pytest.mark.parametrize(
    ("is_sold_unit", "reason", "upheld_at", "excluded"),
    [
        (True, FAULTY, None, set()),
        (False, FAULTY, None, {"REPAIR", "EXCHANGE"}),
        (False, ReturnReason.WRONG_DEVICE, None, {"REPAIR"}),
        (False, FAULTY, FRIDAY, set()),
    ],
)
def test_another_device_than_was_sold_is_neither_repaired_nor_replaced(
    reason: ReturnReason, upheld_at: str | None, excluded: set[Wish], *, is_sold_unit: bool
) -> None:
    inspected = Inspection(inspected_at=FRIDAY, is_sold_unit=is_sold_unit, finding="FAULT_CONFIRMED")
    upheld = {"appealed_at": upheld_at, "answered_by": "PLATFORM"} if upheld_at else {}
    found = msgspec.structs.replace(FOUND, reason=reason, inspection=inspected, **upheld)
    assert remedies.excluded(found) == excluded


def test_a_wish_that_may_not_be_chosen_is_refused_with_those_that_may() -> None:
    remedies.require_wish("REFUND", ("REFUND",))
    with pytest.raises(WishNotAvailable) as refused:
        remedies.require_wish("REPAIR", ("EXCHANGE", "REFUND"))
    assert refused.value.members == {"wishes": ("EXCHANGE", "REFUND")}
