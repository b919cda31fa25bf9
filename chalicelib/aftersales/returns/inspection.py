"""Inspection: whether the device is the unit that was sold, what it is like, and whether it is for sale again."""

from chalicelib.aftersales.messages.message_posts import note_acts
from chalicelib.aftersales.returns import return_steps, returned_units
from chalicelib.aftersales.returns.device_return import DeviceReturn, Inspection
from chalicelib.aftersales.returns.payloads import InspectionReport
from chalicelib.aftersales.returns.return_lifecycle import IllegalReturnStep, ReturnState
from chalicelib.aftersales.returns.return_steps import Step
from chalicelib.catalog.stock.unit_moves import move_acts
from chalicelib.facts.aftersales import ReturnInspected
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.values.problems import Problem
from chalicelib.orders import queries as order_queries
from chalicelib.orders.fulfilment import serial_numbers
from chalicelib.people.queries import identifiers


class NotTheSoldUnit(Problem):
    """A device that is not the one that was sold cannot be put into the stock."""

    slug, status, title = "not-the-sold-unit", 409, "The serial number is not that of the device that was sold"


def inspect(return_id: str, report: InspectionReport) -> DeviceReturn:
    """Store what the seller found, and move the unit where the report says so; idempotent for the same report.

    Raises: NotFound, InvalidRequest for an impossible serial number, NotTheSoldUnit, IllegalReturnStep, Conflict.
    """

    def decide(found: DeviceReturn) -> Step | None:
        is_sold_unit = _is_sold_unit(found, report.serial)
        if found.inspection is not None:
            _require_same(found, report, is_sold_unit=is_sold_unit)
            return None
        if report.unit is not None and not is_sold_unit:
            raise NotTheSoldUnit()
        inspected = Inspection(inspected_at=clock.timestamp(), is_sold_unit=is_sold_unit, finding=report.finding)
        taken = returned_units.take_back(found, report.unit)
        return Step(
            target=ReturnState.INSPECTED,
            changes={"inspection": inspected, "unit": taken.fate},
            fact=lambda after: ReturnInspected(
                **return_steps.names(after), is_sold_unit=is_sold_unit, finding=report.finding, unit=taken.fate
            ),
            acts=(
                *move_acts(found.product_id, taken.moves),
                *taken.acts,
                *note_acts(found.person_id, return_id, report.note, author="SELLER"),
            ),
        )

    return return_steps.carry_out(return_id, decide)


def _is_sold_unit(found: DeviceReturn, serial: str | None) -> bool:
    """Whether the number is that of the device the buyer was sent last.

    Where the number was erased with the buyer's data, or the category has none, there is nothing to compare.
    """
    line = order_queries.line(order_queries.order(found.order_id), found.line_id)
    number = serial_numbers.normal_serial(line.identifier_kind, serial)
    sent = identifiers(found.person_id, found.line_id)
    return sent is None or not sent.serial or sent.serial == number


def _require_same(found: DeviceReturn, report: InspectionReport, *, is_sold_unit: bool) -> None:
    known = found.inspection
    if known is None or (known.is_sold_unit, known.finding) != (is_sold_unit, report.finding):
        raise IllegalReturnStep("The device was inspected before", state=found.state)
    wanted = returned_units.FATES.get(report.unit) if report.unit else None
    if wanted is not None and wanted != found.unit:
        raise IllegalReturnStep("The device was inspected before", state=found.state)
