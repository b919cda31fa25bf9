"""What a client is given of a seller, member by member."""

from typing import TypedDict

from chalicelib.sellers.profile.seller import Status


class TradeRegister(TypedDict):
    """Where the business is registered."""

    name: str
    number: str


class ShownTrader(TypedDict):
    """The identity everybody may see."""

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
    """What sellers see of themselves."""

    status: Status
    admitted_at: str
    vat_number_checked_on: str | None
    payouts_connected: bool
