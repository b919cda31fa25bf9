"""Reading withdrawals."""

from chalicelib.aftersales.withdrawals.models import KIND, LINE, WithdrawalItem, WithdrawnLineItem, line_entry
from chalicelib.aftersales.withdrawals.withdrawal import Withdrawal, WithdrawnLine
from chalicelib.kernel.values.problems import NotFound

# As many as an order has lines: each declaration is about a line of its own.
ORDER_MAX = 40


def of_order(order_id: str) -> list[Withdrawal]:
    """The declarations about an order, oldest first, read consistently."""
    items = WithdrawalItem.query(
        order_id, WithdrawalItem.entry.startswith(f"{KIND}_"), limit=ORDER_MAX, consistent_read=True
    )
    return sorted((item.withdrawal for item in items), key=lambda withdrawal: withdrawal.declared_at)


def withdrawal(order_id: str, withdrawal_id: str) -> Withdrawal:
    """A declaration. Raises: NotFound."""
    try:
        return WithdrawalItem.get(order_id, withdrawal_id, consistent_read=True).withdrawal
    except WithdrawalItem.DoesNotExist as missing:
        raise NotFound() from missing


def lines_of_order(order_id: str) -> list[WithdrawnLine]:
    """The withdrawn lines of an order, in its order, read consistently."""
    items = WithdrawnLineItem.query(
        order_id, WithdrawnLineItem.entry.startswith(LINE), limit=ORDER_MAX, consistent_read=True
    )
    return sorted((item.line for item in items), key=lambda line: int(line.line_id))


def lines_of(found: Withdrawal) -> list[WithdrawnLine]:
    """The lines a declaration is about."""
    return [line for line in lines_of_order(found.order_id) if line.withdrawal_id == found.withdrawal_id]


def find_line(order_id: str, line_id: str) -> WithdrawnLine | None:
    """A withdrawn line; None if it was not withdrawn."""
    try:
        return WithdrawnLineItem.get(order_id, line_entry(line_id), consistent_read=True).line
    except WithdrawnLineItem.DoesNotExist:
        return None
