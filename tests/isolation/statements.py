"""Statements of withdrawal, as the matrix sends them."""

from chalicelib.aftersales.withdrawals import open_form
from chalicelib.aftersales.withdrawals.payloads import WithdrawalStatement


def withdrawal_id(order_id: str, email: str) -> str:
    """That of a statement about an order, whether or not it exists."""
    return open_form.declaration_id(WithdrawalStatement(name="Zoé", order_id=order_id, email=email))
