"""Units that move after the sale: those that came back, and those promised to a buyer in exchange, without a sale.

Several moves of one transaction can be of the same offer; they become one write of its stock.
"""

from collections import Counter
from collections.abc import Sequence
from enum import StrEnum

from pynamodb.attributes import NumberAttribute
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action as Change

from chalicelib.catalog.models import StockItem
from chalicelib.catalog.stock.stock_acts import NoUnitsLeft, UnitsNotReserved
from chalicelib.facts.offers import StockChanged
from chalicelib.kernel import fact_store
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.storage.tables import Table

_COUNTS: dict[str, NumberAttribute] = {
    "available": StockItem.available,
    "reserved": StockItem.reserved,
    "sold": StockItem.sold,
    "written_off": StockItem.written_off,
}


class Move(StrEnum):
    """What happens to a unit: a returned one is for sale again or written off, another one is promised or freed."""

    RESTOCK = "RESTOCK"
    WRITE_OFF = "WRITE_OFF"
    RESERVE = "RESERVE"
    RELEASE = "RELEASE"


_FROM_TO = {
    Move.RESTOCK: ("sold", "available"),
    Move.WRITE_OFF: ("sold", "written_off"),
    Move.RESERVE: ("available", "reserved"),
    Move.RELEASE: ("reserved", "available"),
}


class UnitsNotSold(Exception):
    """A unit that came back was not counted as sold: the stock is inconsistent with the order."""


def move_acts(product_id: str, moves: Sequence[tuple[str, Move]]) -> list[transactions.Act]:
    """The acts that move one unit for each (offer id, move), and the facts that what is for sale changed.

    Refusals: NoUnitsLeft, UnitsNotReserved, UnitsNotSold.
    """
    by_offer: dict[str, Counter[str]] = {}
    for offer_id, move in moves:
        origin, destination = _FROM_TO[move]
        counts = by_offer.setdefault(offer_id, Counter())
        counts[origin] -= 1
        counts[destination] += 1
    acts: list[transactions.Act] = []
    for offer_id, counts in sorted(by_offer.items()):
        changed = {name: count for name, count in counts.items() if count}
        acts += [_count_act(offer_id, changed)] if changed else []
        if changed.get("available"):
            fact = StockChanged(offer_id=offer_id, product_id=product_id)
            acts.append(fact_store.record_act(fact))
    return acts


def _count_act(offer_id: str, counts: dict[str, int]) -> transactions.Act:
    changes: list[Change] = [_COUNTS[name].set(_COUNTS[name] + count) for name, count in counts.items()]
    if counts.get("available", 0) > 0:
        changes.append(StockItem.sold_out.set(False))
        changes.append(StockItem.units_since.set(StockItem.units_since | clock.timestamp()))
    condition: Condition = StockItem.offer_id.exists()
    for name, count in counts.items():
        if count < 0:
            condition &= _COUNTS[name] >= -count

    def refusal(stock: Table | None) -> Exception:
        return _lacking(stock, counts, offer_id)

    return transactions.update(StockItem(offer_id), *changes, condition=condition, refusal=refusal)


def _lacking(stock: Table | None, counts: dict[str, int], offer_id: str) -> Exception:
    if isinstance(stock, StockItem) and counts.get("available", 0) < 0 and stock.available < 1:
        return NoUnitsLeft(offer_id=offer_id)
    return UnitsNotReserved(offer_id) if counts.get("reserved", 0) < 0 else UnitsNotSold(offer_id)
