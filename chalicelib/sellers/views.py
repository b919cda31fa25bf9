"""Sellers as clients see them."""

from chalicelib.sellers.answers import Profile, ShownTrader, StripeAccountAnswer
from chalicelib.sellers.profile.seller import Seller
from chalicelib.sellers.profile.stripe_account import StripeAccount


def trader_view(seller: Seller) -> ShownTrader:
    """A seller's public identity (Regulation (EU) 2022/2065 art. 30(7))."""
    trader = seller.trader
    return {
        "seller_id": seller.seller_id,
        "legal_name": trader.legal_name,
        "trade_name": trader.trade_name,
        "postal_address": trader.postal_address,
        "country": trader.country,
        "email": trader.email,
        "phone": trader.phone,
        "register": {"name": trader.register_name, "number": trader.register_number},
        "vat_number": trader.vat_number,
        "self_certified_on": trader.self_certified_on,
    }


def profile_view(seller: Seller) -> Profile:
    """A seller's own profile."""
    return {
        **trader_view(seller),
        "status": seller.status,
        "admitted_at": seller.admitted_at,
        "vat_number_checked_on": seller.trader.vat_number_checked_on,
        "stripe_account": None if seller.stripe_account is None else _account_view(seller.stripe_account),
    }


def _account_view(account: StripeAccount) -> StripeAccountAnswer:
    return {
        "may_receive": account.may_receive,
        "may_pay_out": account.may_pay_out,
        "requirements_due": list(account.requirements_due),
        "disabled_reason": account.disabled_reason,
    }
