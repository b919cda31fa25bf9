"""Sellers' money as shown: what is held has its reason, and only what is not reserved is available."""

import msgspec

from chalicelib.kernel.values.money import Money
from chalicelib.payments.payouts.seller_money import SellerMoney
from chalicelib.payments.payouts.views import balance_view

MONEY = SellerMoney(
    currency="EUR",
    owed_minor=1_000,
    journals=3,
    held={"CASE_OPEN": 400},
    at_stripe_minor=5_000,
    reserve_minor=0,
    debt_minor=50,
)


def test_a_reserve_is_held_and_not_available() -> None:
    shown = balance_view(msgspec.structs.replace(MONEY, reserve_minor=500))
    assert shown["held"] == [
        {"reason": "CASE_OPEN", "amount": Money(400, "EUR")},
        {"reason": "RESERVE", "amount": Money(500, "EUR")},
    ]
    assert (shown["available"], shown["pending"]) == (Money(4_500, "EUR"), Money(650, "EUR"))


def test_without_a_reserve_all_that_was_transferred_is_available() -> None:
    shown = balance_view(MONEY)
    assert [held["reason"] for held in shown["held"]] == ["CASE_OPEN"]
    assert shown["available"] == Money(5_000, "EUR")
