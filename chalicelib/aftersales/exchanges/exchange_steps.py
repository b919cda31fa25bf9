"""An exchange: a like unit of the seller is reserved with the decision, and shipped. No second sale is booked."""

from chalicelib.aftersales.exchanges import like_units
from chalicelib.aftersales.returns import refund_steps, remedies, return_steps, returned_units
from chalicelib.aftersales.returns.device_return import DeviceReturn, Exchange
from chalicelib.aftersales.returns.return_lifecycle import IllegalReturnStep, ReturnState, require_next
from chalicelib.aftersales.returns.return_steps import Step
from chalicelib.aftersales.returns.returned_units import UnitOrder
from chalicelib.catalog.stock import stock_acts
from chalicelib.catalog.stock.stock_acts import NoUnitsLeft
from chalicelib.catalog.stock.unit_moves import Move, move_acts
from chalicelib.facts.aftersales import ExchangeShipped, ReplacementReserved
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values.problems import Conflict
from chalicelib.orders import queries as order_queries
from chalicelib.orders.fulfilment import serial_numbers
from chalicelib.orders.line import Line
from chalicelib.people.device_identifiers import seal_identifiers_act
from chalicelib.people.person import Identifiers


def replace(return_id: str, unit: UnitOrder | None = None) -> DeviceReturn:
    """Reserve a like unit for the buyer, or refund where the seller has none; idempotent.

    Raises: NotFound, NotTheSoldUnit, InspectionNeeded, IllegalReturnStep also where the buyer wishes the money back,
    Conflict.
    """

    def decide(found: DeviceReturn) -> Step | None:
        if found.state in (ReturnState.REPLACING, ReturnState.EXCHANGED):
            return None
        require_next(found.state, ReturnState.REPLACING)
        if found.wish == "REFUND":
            raise IllegalReturnStep("The buyer wishes the money back", state=found.state)
        remedies.require_sold_unit("EXCHANGE", found)
        line = _line_of(found)
        offers = like_units.like_offers(line)
        if not offers:
            return refund_steps.refunding_step(found, unit)
        return _reserving(
            found,
            Exchange(
                offer_id=offers[0].publication.offer_id,
                grade=offers[0].publication.grade,
                reserved_at=clock.timestamp(),
            ),
            unit,
        )

    return transactions.retry_on_conflict(lambda: _unless_sold(return_id, decide))


def _unless_sold(return_id: str, decide: return_steps.Decide) -> DeviceReturn:
    """The last unit may be sold between the read and the write: then another one is looked for."""
    try:
        return return_steps.carry_out(return_id, decide)
    except NoUnitsLeft as sold:
        raise Conflict() from sold


def _reserving(found: DeviceReturn, exchange: Exchange, unit: UnitOrder | None) -> Step:
    taken = returned_units.take_back(found, refund_steps.unit_order(found, unit))
    moved = move_acts(found.product_id, (*taken.moves, (exchange.offer_id, Move.RESERVE)))
    return Step(
        target=ReturnState.REPLACING,
        changes={"exchange": exchange, "unit": taken.fate},
        fact=lambda after: ReplacementReserved(**return_steps.names(after), offer_id=exchange.offer_id),
        acts=(*moved, *taken.acts),
    )


def ship(return_id: str, parcel: Identifiers) -> DeviceReturn:
    """Ship the replacement; its serial number is the line's from then on. `parcel.serial` is as the seller wrote it.

    Raises: NotFound, InvalidRequest for an impossible serial number, SerialNumberAlreadySold, FiscalRecordErased,
    IllegalReturnStep, Conflict.
    """

    def decide(found: DeviceReturn) -> Step | None:
        if found.exchange is None:
            raise IllegalReturnStep("No replacement is reserved", state=found.state)
        kind = _line_of(found).identifier_kind
        number = serial_numbers.normal_serial(kind, parcel.serial)
        sealed = Identifiers(
            serial_kind=kind, serial=number, carrier=parcel.carrier, tracking_number=parcel.tracking_number
        )
        shipped = Exchange(
            offer_id=found.exchange.offer_id,
            grade=found.exchange.grade,
            reserved_at=found.exchange.reserved_at,
            shipped_at=clock.timestamp(),
        )
        return Step(
            target=ReturnState.EXCHANGED,
            changes={"exchange": shipped, "outcome": "EXCHANGED"},
            fact=lambda after: ExchangeShipped(**return_steps.names(after), offer_id=shipped.offer_id),
            acts=(
                stock_acts.ship(shipped.offer_id),
                *serial_numbers.sell_serial_act(kind, number, f"{found.order_id}/{found.line_id}"),
                seal_identifiers_act(found.person_id, found.line_id, sealed),
            ),
        )

    return return_steps.carry_out(return_id, decide)


def _line_of(found: DeviceReturn) -> Line:
    return order_queries.line(order_queries.order(found.order_id), found.line_id)
