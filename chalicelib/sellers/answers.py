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


class Profile(ShownTrader):
    """A seller's own profile."""

    status: Status
    admitted_at: str
    vat_number_checked_on: str | None
    payouts_connected: bool
