"""Sellers' debts: what could not be taken back at Stripe, by line, until it is netted from later transfers."""

import msgspec

from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import transactions
from chalicelib.payments.transfers.models import SellerDebtItem

# A transfer nets this many debts at most, which keeps its transaction small; the next one nets the rest.
NETTED_MAX = 10


class SellerDebt(msgspec.Struct, frozen=True, kw_only=True):
    """What a seller owes for one line (minor units), since when."""

    seller_id: str
    currency: str
    order_id: str
    line_id: str
    owed_minor: int
    since: str


def debts_of(seller_id: str, currency: str) -> list[SellerDebt]:
    """A seller's debts in a currency, the oldest first, read consistently."""
    key = SellerDebtItem.debt_key.startswith(f"{currency}#")
    found = [_value(item) for item in SellerDebtItem.query(seller_id, key, consistent_read=True)]
    return sorted(found, key=lambda debt: debt.since)


def find_debt(seller_id: str, currency: str, order_id: str, line_id: str) -> SellerDebt | None:
    """The debt of a line, read consistently."""
    try:
        key = _key(currency, order_id, line_id)
        return _value(SellerDebtItem.get(seller_id, key, consistent_read=True))
    except SellerDebtItem.DoesNotExist:
        return None


def record_act(debt: SellerDebt) -> transactions.Act:
    """The act that states what is owed for a line from now on. The line's transfer guards it: its version moves too."""
    item = SellerDebtItem(debt.seller_id, _key(debt.currency, debt.order_id, debt.line_id))
    item.owed_minor, item.since = debt.owed_minor, debt.since
    return transactions.put(item)


def settle_act(debt: SellerDebt, settled_minor: int) -> transactions.Act:
    """The act that lowers a debt, or ends it. Conflict if it changed since it was read."""
    item = SellerDebtItem(debt.seller_id, _key(debt.currency, debt.order_id, debt.line_id))
    as_read = SellerDebtItem.owed_minor == debt.owed_minor
    if settled_minor == debt.owed_minor:
        return transactions.delete(item, condition=as_read)
    return transactions.update(item, SellerDebtItem.owed_minor.add(-settled_minor), condition=as_read)


def debt_of(seller_id: str, currency: str, line: tuple[str, str], owed_minor: int) -> SellerDebt:
    """A debt for the line (order id, line id) that begins now."""
    order_id, line_id = line
    return SellerDebt(
        seller_id=seller_id,
        currency=currency,
        order_id=order_id,
        line_id=line_id,
        owed_minor=owed_minor,
        since=clock.timestamp(),
    )


def _key(currency: str, order_id: str, line_id: str) -> str:
    return f"{currency}#{order_id}#{line_id}"


def _value(item: SellerDebtItem) -> SellerDebt:
    currency, order_id, line_id = item.debt_key.split("#")
    return SellerDebt(
        seller_id=item.seller_id,
        currency=currency,
        order_id=order_id,
        line_id=line_id,
        owed_minor=int(item.owed_minor),
        since=item.since,
    )
