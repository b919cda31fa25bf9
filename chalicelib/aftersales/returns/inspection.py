"""Inspection: whether the device is the unit that was sold, what it is like, and whether it is for sale again."""

from chalicelib.aftersales.messages.message_posts import note_acts
from chalicelib.aftersales.returns import return_steps, returned_units
from chalicelib.aftersales.returns.device_return import DeviceReturn, Inspection
from chalicelib.aftersales.returns.payloads import InspectionReport
from chalicelib.aftersales.returns.remedies import NotTheSoldUnit
from chalicelib.aftersales.returns.return_lifecycle import IllegalReturnStep, ReturnState
from chalicelib.aftersales.returns.return_steps import Step
from chalicelib.catalog.stock.unit_moves import move_acts
from chalicelib.facts.aftersales import ReturnInspected
from chalicelib.kernel.runtime import clock
from chalicelib.orders import queries as order_queries
from chalicelib.orders.fulfilment import serial_numbers
from chalicelib.people.queries import identifiers

# What a seller may correct of one inspection; more is no typing error.
CORRECTIONS_MAX = 10


def inspect(return_id: str, report: InspectionReport) -> DeviceReturn:
    """Store what the seller found, and move the unit where the report says so; idempotent for the same report.

    A report that names the last inspection corrects it, until something was decided upon it.
    Raises: NotFound, InvalidRequest for an impossible serial number, NotTheSoldUnit, IllegalReturnStep, Conflict.
    """

    def decide(found: DeviceReturn) -> Step | None:
        is_sold_unit = _is_sold_unit(found, report.serial)
        if _is_same(found, report, is_sold_unit=is_sold_unit):
            return None
        if found.inspection is not None:
            _require_correctable(found, report.corrects)
        if report.unit is not None and not is_sold_unit:
            raise NotTheSoldUnit()
        inspected = Inspection(inspected_at=clock.timestamp(), is_sold_unit=is_sold_unit, finding=report.finding)
        return _inspecting(found, report, inspected)

    return return_steps.carry_out(return_id, decide)


def may_correct(found: DeviceReturn) -> bool:
    """Whether the inspection can be corrected: nothing was decided upon it yet."""
    is_decided = found.refused_at is not None or found.unit is not None
    return (
        found.state is ReturnState.INSPECTED and not is_decided and len(found.corrected_inspections) < CORRECTIONS_MAX
    )


def _inspecting(found: DeviceReturn, report: InspectionReport, inspected: Inspection) -> Step:
    taken = returned_units.take_back(found, report.unit)
    before = () if found.inspection is None else (found.inspection,)
    return Step(
        target=ReturnState.INSPECTED if found.inspection is None else None,
        changes={
            "inspection": inspected,
            "corrected_inspections": (*found.corrected_inspections, *before),
            "unit": taken.fate,
        },
        fact=lambda after: ReturnInspected(
            **return_steps.names(after),
            is_sold_unit=inspected.is_sold_unit,
            finding=inspected.finding,
            unit=taken.fate,
        ),
        acts=(
            *move_acts(found.product_id, taken.moves),
            *taken.acts,
            *note_acts(found.person_id, found.return_id, report.note, author="SELLER"),
        ),
    )


def _require_correctable(found: DeviceReturn, corrects: str | None) -> None:
    """A report that comes late corrects nothing: it does not name the last inspection."""
    if found.inspection is None or corrects != found.inspection.inspected_at:
        raise IllegalReturnStep("The device was inspected before", state=found.state)
    if not may_correct(found):
        raise IllegalReturnStep("The inspection can no longer be corrected", state=found.state)


def _is_sold_unit(found: DeviceReturn, serial: str | None) -> bool:
    """Whether the number is that of the device the buyer was sent last.

    Where the number was erased with the buyer's data, or the category has none, there is nothing to compare.
    """
    line = order_queries.line(order_queries.order(found.order_id), found.line_id)
    number = serial_numbers.normal_serial(line.identifier_kind, serial)
    sent = identifiers(found.person_id, found.line_id)
    return sent is None or not sent.serial or sent.serial == number


def _is_same(found: DeviceReturn, report: InspectionReport, *, is_sold_unit: bool) -> bool:
    """Whether this is what the seller stated last."""
    known = found.inspection
    if known is None or (known.is_sold_unit, known.finding) != (is_sold_unit, report.finding):
        return False
    wanted = returned_units.FATES.get(report.unit) if report.unit else None
    return wanted is None or wanted == found.unit
