"""Stock: acts that move an offer's units, for the transaction of whoever sells, ships or releases them."""

from pynamodb.attributes import NumberAttribute
from pynamodb.expressions.update import Action as Change

from chalicelib.catalog.models import StockItem
from chalicelib.kernel import transactions
from chalicelib.kernel.errors import Problem
from chalicelib.kernel.tables import Table


class OfferSoldOut(Problem):
    """`offer_id` names it."""

    slug, status, title = "offer-sold-out", 409, "The offer has fewer units left than were asked for"


class TermsChanged(Problem):
    """`offer_id` names it; a new quote shows the new terms."""

    slug, status, title = "terms-changed", 409, "The offer's price or terms are no longer as quoted"


class UnitsNotReserved(Exception):
    """A unit was to leave the reserved ones and is not among them: books and stock disagree."""


def reserving(offer_id: str, quantity: int, *, market: str, terms_version: int) -> transactions.Act:
    """Promise units on the quoted terms: OfferSoldOut (or withdrawn), else TermsChanged."""

    def refusal(stock: Table | None) -> Exception:
        if not isinstance(stock, StockItem) or not stock.on_sale or stock.available < quantity:
            return OfferSoldOut(offer_id=offer_id)
        return TermsChanged(offer_id=offer_id)

    return transactions.update(
        StockItem(offer_id),
        *_moving(StockItem.available, StockItem.reserved, quantity),
        condition=(StockItem.available >= quantity)
        & (StockItem.on_sale == True)  # noqa: E712 - pynamodb builds the comparison
        & (StockItem.terms[market] == terms_version),
        refusal=refusal,
    )


def re_reserving(offer_id: str, quantity: int) -> transactions.Act:
    """Promise units again for money that came late: the price was agreed, only units can be missing (OfferSoldOut)."""
    return transactions.update(
        StockItem(offer_id),
        *_moving(StockItem.available, StockItem.reserved, quantity),
        condition=StockItem.available >= quantity,
        refusal=lambda _: OfferSoldOut(offer_id=offer_id),
    )


def releasing(offer_id: str, quantity: int) -> transactions.Act:
    """Free promised units for sale again."""
    return _from_reserved(offer_id, StockItem.available, quantity)


def shipping(offer_id: str) -> transactions.Act:
    """One promised unit left the seller's hands."""
    return _from_reserved(offer_id, StockItem.sold, 1)


def writing_off(offer_id: str) -> transactions.Act:
    """One promised unit turned out broken or missing and will not be sold."""
    return _from_reserved(offer_id, StockItem.written_off, 1)


def _from_reserved(offer_id: str, destination: NumberAttribute, quantity: int) -> transactions.Act:
    return transactions.update(
        StockItem(offer_id),
        *_moving(StockItem.reserved, destination, quantity),
        condition=StockItem.reserved >= quantity,
        refusal=lambda _: UnitsNotReserved(offer_id),
    )


def _moving(origin: NumberAttribute, destination: NumberAttribute, quantity: int) -> tuple[Change, Change]:
    if quantity < 1:
        raise ValueError("units move one at a time or more")
    return origin.set(origin - quantity), destination.set(destination + quantity)
