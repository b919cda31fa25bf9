"""A seller: the identity that a trader must disclose, and whether the seller may sell."""

from typing import Literal

import msgspec

from chalicelib.sellers.profile.stripe_account import StripeAccount

Status = Literal["ACTIVE", "SUSPENDED"]


class Trader(msgspec.Struct, frozen=True, kw_only=True):
    """The public identity of a business (Regulation (EU) 2022/2065 art. 30(7);
    15 U.S.C. § 45f), never of a private person.

    `postal_address` is without the country, which `country` states.
    `vat_number_checked_on` is the day the number was found valid in the official register, None before that.
    `self_certified_on` is the day the seller undertook to offer only what complies with the law (art. 30(1)(e)).
    """

    legal_name: str
    trade_name: str
    postal_address: str
    country: str
    email: str
    phone: str
    register_name: str
    register_number: str
    vat_number: str | None = None
    vat_number_checked_on: str | None = None
    self_certified_on: str


class Seller(msgspec.Struct, frozen=True, kw_only=True):
    """A seller. `stripe_account` is None until Stripe has opened the account."""

    seller_id: str
    status: Status
    trader: Trader
    admitted_at: str
    stripe_account: StripeAccount | None = None

    @property
    def vat_checked(self) -> bool:
        """Whether the seller may be treated as a taxable person (Implementing Regulation 282/2011 art. 18)."""
        return self.trader.vat_number is not None and self.trader.vat_number_checked_on is not None
