"""A return that ends with the money: by the seller, by the operators, or because a time limit passed."""

from chalicelib.aftersales.cases.line_refunds import CaseRefund, plan_refund
from chalicelib.aftersales.cases.refund_parts_policy import refund_reason, refunded_parts
from chalicelib.aftersales.returns import return_steps, returned_units
from chalicelib.aftersales.returns.device_return import DeviceReturn
from chalicelib.aftersales.returns.return_lifecycle import ReturnState, require_next
from chalicelib.aftersales.returns.return_steps import Step
from chalicelib.aftersales.returns.returned_units import UnitOrder
from chalicelib.catalog.stock.unit_moves import Move, move_acts
from chalicelib.kernel.values.problems import Problem


class InspectionNeeded(Problem):
    slug, status, title = (
        "inspection-needed",
        409,
        "A unit is for sale again only after it was inspected as the sold one",
    )


def dry_run(found: DeviceReturn) -> CaseRefund:
    """What a refund of the return would be now; writes nothing.

    Raises: IllegalReturnStep where it cannot be refunded.
    """
    require_next(found.state, ReturnState.REFUNDED)
    return _planned(found)


def refund(return_id: str, unit: UnitOrder | None = None) -> DeviceReturn:
    """Refund the line and end the return; idempotent.

    A unit the seller has is written off unless `unit` says otherwise or the inspection did.
    Raises: NotFound, InspectionNeeded, IllegalReturnStep, Conflict.
    """
    return return_steps.carry_out(return_id, lambda found: refunding_step(found, unit))


def refunding_step(found: DeviceReturn, unit: UnitOrder | None = None) -> Step | None:
    """The step that refunds a return; None for one that was refunded before."""
    if found.state is ReturnState.REFUNDED:
        return None
    require_next(found.state, ReturnState.REFUNDED)
    planned = _planned(found)
    taken = returned_units.take_back(found, unit_order(found, unit))
    released = ((found.exchange.offer_id, Move.RELEASE),) if found.exchange else ()
    return Step(
        target=ReturnState.REFUNDED,
        changes={"outcome": "REFUNDED", "refund_id": planned.refund_id, "unit": taken.fate},
        acts=(*planned.acts, *taken.acts, *move_acts(found.product_id, (*taken.moves, *released))),
        commands=planned.commands,
    )


def unit_order(found: DeviceReturn, unit: UnitOrder | None) -> UnitOrder | None:
    """What happens to the unit when the return ends: as told, written off by default, nothing where it is not there.

    Raises: InspectionNeeded.
    """
    is_sold_unit = found.inspection is not None and found.inspection.is_sold_unit
    if unit == "RESTOCK" and not is_sold_unit:
        raise InspectionNeeded()
    if not found.is_with_seller or (found.inspection is not None and not is_sold_unit):
        return None
    return unit or "WRITE_OFF"


def _planned(found: DeviceReturn) -> CaseRefund:
    parts = refunded_parts(found.reason, found.right, is_whole_order=found.is_whole_order)
    return plan_refund(found.order_id, found.line_id, refund_reason(found.reason), parts)
