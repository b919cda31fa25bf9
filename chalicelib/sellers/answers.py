"""The API's answers about sellers."""

from typing import TypedDict

from chalicelib.sellers.profile.seller import Status


class TradeRegister(TypedDict):
    """The register that the business is entered in."""

    name: str
    number: str


class ShownTrader(TypedDict):
    """A seller's public identity."""

    seller_id: str
    legal_name: str
    trade_name: str
    postal_address: str
    country: str
    email: str
    phone: str
    register: TradeRegister
    vat_number: str | None
    self_certified_on: str


class StripeAccountAnswer(TypedDict):
    """The seller's account at Stripe as it was last looked at.

    Money is transferred to it and paid out from it while it may. `requirements_due` are Stripe's names of what it asks
    the seller for now; an onboarding link leads to the page where the seller gives it.
    """

    may_receive: bool
    may_pay_out: bool
    requirements_due: list[str]
    disabled_reason: str | None


class Profile(ShownTrader):
    """A seller's own profile."""

    status: Status
    admitted_at: str
    vat_number_checked_on: str | None
    stripe_account: StripeAccountAnswer | None
