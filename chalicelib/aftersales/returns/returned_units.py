"""The unit that came back: for sale again, or written off. It returns to the stock only after its inspection."""

from typing import Literal

import msgspec

from chalicelib.aftersales.returns.device_return import DeviceReturn, UnitFate
from chalicelib.catalog.stock.unit_moves import Move
from chalicelib.kernel.storage import transactions
from chalicelib.orders.fulfilment import serial_numbers
from chalicelib.people.queries import identifiers

UnitOrder = Literal["RESTOCK", "WRITE_OFF"]
FATES: dict[UnitOrder, UnitFate] = {"RESTOCK": "RESTOCKED", "WRITE_OFF": "WRITTEN_OFF"}


class TakenUnit(msgspec.Struct, frozen=True, kw_only=True):
    """What became of the unit, None for nothing yet; how it moves in the stock; the acts that free its number."""

    fate: UnitFate | None = None
    moves: tuple[tuple[str, Move], ...] = ()
    acts: tuple[transactions.Act, ...] = ()


def take_back(found: DeviceReturn, order: UnitOrder | None) -> TakenUnit:
    """How the unit of a return is taken back; nothing without an order, or if it was taken back before.

    Its serial number is free from then on: the device can be sold again.
    """
    if order is None or found.unit is not None:
        return TakenUnit(fate=found.unit)
    sent = identifiers(found.person_id, found.line_id)
    freed = (
        serial_numbers.free_serial_acts(sent.serial_kind or "", sent.serial, f"{found.order_id}/{found.line_id}")
        if sent is not None and sent.serial
        else []
    )
    return TakenUnit(fate=FATES[order], moves=((found.offer_id, Move(order)),), acts=tuple(freed))
