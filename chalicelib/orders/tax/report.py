"""A seller's figures of a quarter for the tax authorities, added up from orders and refunds, and their confirmation.

Directive 2011/16/EU, annex V (DAC7): per quarter the number of sales, the consideration net of what the platform kept,
and what it kept. A sale counts in the quarter its order was paid in, less what was refunded of it since.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

import msgspec

from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values.problems import Problem
from chalicelib.orders import queries
from chalicelib.orders.line import Line
from chalicelib.orders.models import TaxConfirmationItem
from chalicelib.orders.order import Order
from chalicelib.payments import refunded_lines
from chalicelib.payments.ledger.accounts import Account, seller_account
from chalicelib.payments.ledger.postings import Reversal, refund_postings
from chalicelib.payments.refund import RefundedLine
from chalicelib.payments.refund_parts import NO_PARTS, paid_by_part

# An order of the last days before a quarter may be paid in it: late money revives it for as long as its stock is there.
PAID_AFTER_MAX = timedelta(days=7)
# A page takes some 30 ms; the API has 29 s.
ORDERS_MAX = 50_000


class TooManySales(Problem):
    slug, status, title = "too-many-sales", 409, "The quarter has more sales than one request can add up"


class QuarterNotOver(Problem):
    slug, status, title = "quarter-not-over", 409, "The quarter has not ended"


class FiguresChanged(Problem):
    """`items` are the figures as they are now."""

    slug, status, title = "figures-changed", 409, "The figures are not those that were shown"


class Quarter(msgspec.Struct, frozen=True):
    """A quarter of a year, 1 to 4, in UTC."""

    year: int
    number: int

    @property
    def first_day(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def end(self) -> date:
        """The first day after it."""
        return date(self.year + self.number // 4, 3 * self.number % 12 + 1, 1)

    def has(self, moment: str) -> bool:
        """Whether a stored time is in it."""
        return self.first_day.isoformat() <= moment < self.end.isoformat()


class CurrencyFigures(msgspec.Struct, frozen=True, kw_only=True):
    """What a seller sold in a quarter in one currency (minor units), less what was refunded of it."""

    currency: str
    sales: int = 0
    consideration_minor: int = 0
    commission_minor: int = 0
    commission_vat_minor: int = 0

    def plus(self, other: "CurrencyFigures") -> "CurrencyFigures":
        """Both together."""
        return CurrencyFigures(
            currency=self.currency,
            sales=self.sales + other.sales,
            consideration_minor=self.consideration_minor + other.consideration_minor,
            commission_minor=self.commission_minor + other.commission_minor,
            commission_vat_minor=self.commission_vat_minor + other.commission_vat_minor,
        )


class Confirmation(msgspec.Struct, frozen=True, kw_only=True):
    """The figures as the seller confirmed them."""

    confirmed_at: str
    figures: tuple[CurrencyFigures, ...]


class SellersQuarter(msgspec.Struct, frozen=True, kw_only=True):
    """A seller's figures of a quarter as they are now, and as they were confirmed."""

    quarter: Quarter
    is_over: bool
    figures: tuple[CurrencyFigures, ...]
    confirmed: Confirmation | None


def sellers_quarter(seller_id: str, quarter: Quarter) -> SellersQuarter:
    """A seller's figures of a quarter. Raises: TooManySales."""
    totals: dict[str, CurrencyFigures] = {}
    for order, refunded in _paid_in(seller_id, quarter):
        figures = order_figures(order, seller_id, refunded)
        totals[order.currency] = totals.get(order.currency, CurrencyFigures(currency=order.currency)).plus(figures)
    return SellersQuarter(
        quarter=quarter,
        is_over=clock.now().date() >= quarter.end,
        figures=tuple(totals[currency] for currency in sorted(totals)),
        confirmed=_confirmation(seller_id, quarter),
    )


def order_figures(order: Order, seller_id: str, refunded: Mapping[str, RefundedLine]) -> CurrencyFigures:
    """What an order's lines of a seller count, less their booked refunds. Pure."""
    figures = CurrencyFigures(currency=order.currency)
    for line in order.lines:
        if line.seller_id == seller_id:
            figures = figures.plus(_line_figures(line, order.currency, refunded.get(line.line_id, RefundedLine())))
    return figures


def _line_figures(line: Line, currency: str, refunded: RefundedLine) -> CurrencyFigures:
    amounts = line.amounts
    undone = Reversal(amount_minor=refunded.booked_minor, reverses=refunded.reversed, before=NO_PARTS)
    taken = refund_postings(line.seller_id, amounts, undone)
    return CurrencyFigures(
        currency=currency,
        sales=0 if refunded.reversed == paid_by_part(amounts) else 1,
        consideration_minor=amounts.seller_net_minor - taken.get(seller_account(line.seller_id), 0),
        commission_minor=amounts.commission_minor - taken.get(Account.COMMISSION, 0),
        commission_vat_minor=amounts.commission_vat_minor - taken.get(Account.COMMISSION_VAT, 0),
    )


def _paid_in(seller_id: str, quarter: Quarter) -> Iterator[tuple[Order, Mapping[str, RefundedLine]]]:
    """The seller's orders that were paid in a quarter, with the refunds of their lines."""
    read = 0
    for order_ids in queries.order_ids_of_seller(
        seller_id, since=(quarter.first_day - PAID_AFTER_MAX).isoformat(), before=quarter.end.isoformat()
    ):
        read += len(order_ids)
        if read > ORDERS_MAX:
            raise TooManySales()
        for order in queries.orders(order_ids):
            if order.paid_at is not None and quarter.has(order.paid_at):
                yield order, refunded_lines.of_order(order.order_id) if order.refunding_minor else {}


def confirm(seller_id: str, quarter: Quarter, shown: Iterable[CurrencyFigures]) -> SellersQuarter:
    """Store that the seller confirms the figures that were shown; the same again keeps the first time.

    Raises: QuarterNotOver, FiguresChanged, TooManySales.
    """
    found = sellers_quarter(seller_id, quarter)
    if not found.is_over:
        raise QuarterNotOver()
    if sorted(shown, key=lambda each: each.currency) != list(found.figures):
        raise FiguresChanged(items=[msgspec.structs.asdict(each) for each in found.figures])
    if found.confirmed is not None and found.confirmed.figures == found.figures:
        return found
    confirmed = Confirmation(confirmed_at=clock.timestamp(), figures=found.figures)
    transactions.write(transactions.put(TaxConfirmationItem(seller_id, _key(quarter), confirmed=_text(confirmed))))
    return msgspec.structs.replace(found, confirmed=confirmed)


def _confirmation(seller_id: str, quarter: Quarter) -> Confirmation | None:
    try:
        item = TaxConfirmationItem.get(seller_id, _key(quarter), consistent_read=True)
    except TaxConfirmationItem.DoesNotExist:
        return None
    return msgspec.json.decode(item.confirmed, type=Confirmation)


def _key(quarter: Quarter) -> str:
    return f"{quarter.year}-{quarter.number}"


def _text(confirmed: Confirmation) -> str:
    return msgspec.json.encode(confirmed).decode()
