"""Stock: acts that move and count an offer's units, for the transaction of the use case.

Every act that leaves units available also clears `sold_out` in the same write, so that a late reaction cannot confuse
two occasions. It also sets `units_since` again if selling out, or a count of zero, had removed it.
"""

import msgspec
from pynamodb.attributes import NumberAttribute
from pynamodb.expressions.operand import Value
from pynamodb.expressions.update import Action as Change

from chalicelib.catalog import stored_items
from chalicelib.catalog.models import StockItem
from chalicelib.catalog.offers.offer import Publication, TermsChanged
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.storage.tables import Table
from chalicelib.kernel.values.problems import NotFound, Problem


class NoUnitsLeft(Problem):
    """`offer_id` is the offer."""

    slug, status, title = "offer-sold-out", 409, "The offer has fewer units left than requested"


class NotSoldOut(Exception):
    """There are units, or OfferSoldOut was already recorded."""


class Recounted(Exception):
    """Units were reserved or released between the read of the stock and the count."""


class UnitsNotReserved(Exception):
    """A unit to be taken from the reserved ones is not there: the stock is inconsistent with the order."""


def reserve(offer_id: str, quantity: int, *, market: str, terms_version: int) -> transactions.Act:
    """Reserve units at the quoted terms.

    Raises: NoUnitsLeft if there are too few or the offer is off sale, else TermsChanged.
    """

    def refusal(stock: Table | None) -> Exception:
        if not isinstance(stock, StockItem) or not stock.on_sale or stock.available < quantity:
            return NoUnitsLeft(offer_id=offer_id)
        return TermsChanged(offer_id=offer_id)

    return transactions.update(
        StockItem(offer_id),
        *_moving(StockItem.available, StockItem.reserved, quantity),
        condition=(StockItem.available >= quantity)
        & (StockItem.on_sale == True)  # noqa: E712 - pynamodb builds the comparison
        & (StockItem.terms[market] == terms_version),
        refusal=refusal,
    )


def reserve_again(offer_id: str, quantity: int) -> transactions.Act:
    """Reserve units for a late payment, whatever the terms are now: the price was agreed.

    Raises: NoUnitsLeft.
    """
    return transactions.update(
        StockItem(offer_id),
        *_moving(StockItem.available, StockItem.reserved, quantity),
        condition=StockItem.available >= quantity,
        refusal=lambda _: NoUnitsLeft(offer_id=offer_id),
    )


def release(offer_id: str, quantity: int) -> transactions.Act:
    """Make reserved units available again.

    Raises: UnitsNotReserved.
    """
    return _from_reserved(offer_id, StockItem.available, quantity, *_units_are_back())


def ship(offer_id: str) -> transactions.Act:
    """Count one reserved unit as sold.

    Raises: UnitsNotReserved.
    """
    return _from_reserved(offer_id, StockItem.sold, 1)


def write_off(offer_id: str) -> transactions.Act:
    """Count one reserved unit as written off: it is broken or missing and will not be sold.

    Raises: UnitsNotReserved.
    """
    return _from_reserved(offer_id, StockItem.written_off, 1)


class UnitsPromised(Problem):
    """`reserved` units are promised to buyers; cancel those lines before removing the units."""

    slug, status, title = "units-promised", 409, "Fewer units would remain than are reserved for buyers"


class HandCount(msgspec.Struct, frozen=True, kw_only=True):
    """The seller's count of units in hand, and the reserved units when it was received."""

    in_hand: int
    reserved: int


def open_stock(publication: Publication, in_hand: int) -> transactions.Act:
    """Create the stock of a new offer."""
    return transactions.put_new(stored_items.opening_stock_item(publication, in_hand))


def update_terms(publication: Publication, count: HandCount | None, *, on_sale: bool | None) -> transactions.Act:
    """Apply a new version's terms; None for `count` or `on_sale` leaves them unchanged.

    Raises: UnitsPromised, Recounted.
    """
    changes: list[Change] = [StockItem.terms.set(publication.terms_versions)]
    if on_sale is not None:
        changes += _turned(on_sale=on_sale)
    if count is None:
        return transactions.update(StockItem(publication.offer_id), *changes, condition=StockItem.offer_id.exists())
    return _counting(publication.offer_id, count, changes)


def set_count(offer_id: str, count: HandCount) -> transactions.Act:
    """Apply a seller's count: units in hand that are not reserved are available.

    Raises: UnitsPromised, Recounted.
    """
    return _counting(offer_id, count, [])


def add_units(offer_id: str, delta: int) -> transactions.Act:
    """Add `delta` available units, or remove them if it is negative.

    Raises: UnitsPromised if fewer are available.
    """
    return transactions.update(
        StockItem(offer_id),
        StockItem.available.set(StockItem.available + delta),
        *(_units_are_back() if delta > 0 else ()),
        condition=StockItem.available >= max(0, -delta),
        refusal=_promised,
    )


def note_sold_out_announced(offer_id: str) -> transactions.Act:
    """Set `sold_out`, for the transaction that records OfferSoldOut.

    Raises: NotSoldOut if units are available or it is already set.
    """
    unsaid = StockItem.sold_out.does_not_exist() | (StockItem.sold_out == False)  # noqa: E712 - pynamodb builds it
    return transactions.update(
        StockItem(offer_id),
        StockItem.sold_out.set(True),
        StockItem.units_since.remove(),
        condition=(StockItem.available == 0) & unsaid,
        refusal=lambda _: NotSoldOut(),
    )


def set_on_sale(offer_id: str, *, on_sale: bool) -> transactions.Act:
    """Put an offer on sale or take it off sale, whatever its terms."""
    condition = StockItem.offer_id.exists()
    return transactions.update(StockItem(offer_id), *_turned(on_sale=on_sale), condition=condition)


def _counting(offer_id: str, count: HandCount, changes: list[Change]) -> transactions.Act:
    # The write computes the difference, because a sale between the read and this write would otherwise be undone.
    # Only whether any units are left comes from the read, and is a condition.
    leaves_units = count.in_hand > count.reserved
    required = StockItem.reserved < count.in_hand if leaves_units else StockItem.reserved == count.in_hand

    def refusal(stock: Table | None) -> Exception:
        counted = isinstance(stock, StockItem) and stock.reserved <= count.in_hand
        return Recounted() if counted else _promised(stock)

    return transactions.update(
        StockItem(offer_id),
        StockItem.available.set(Value(count.in_hand) - StockItem.reserved),
        *(_units_are_back() if leaves_units else (StockItem.units_since.remove(),)),
        *changes,
        condition=required,
        refusal=refusal,
    )


def _units_are_back() -> tuple[Change, Change]:
    return StockItem.sold_out.set(False), StockItem.units_since.set(StockItem.units_since | clock.timestamp())


def _turned(*, on_sale: bool) -> tuple[Change, Change]:
    since = StockItem.on_sale_since
    return StockItem.on_sale.set(on_sale), since.set(clock.timestamp()) if on_sale else since.remove()


def _promised(stock: Table | None) -> Exception:
    if not isinstance(stock, StockItem):
        return NotFound()
    return UnitsPromised(available=int(stock.available), reserved=int(stock.reserved))


def _from_reserved(offer_id: str, destination: NumberAttribute, quantity: int, *changes: Change) -> transactions.Act:
    return transactions.update(
        StockItem(offer_id),
        *_moving(StockItem.reserved, destination, quantity),
        *changes,
        condition=StockItem.reserved >= quantity,
        refusal=lambda _: UnitsNotReserved(offer_id),
    )


def _moving(origin: NumberAttribute, destination: NumberAttribute, quantity: int) -> tuple[Change, Change]:
    if quantity < 1:
        raise ValueError("units move one at a time or more")
    return origin.set(origin - quantity), destination.set(destination + quantity)
