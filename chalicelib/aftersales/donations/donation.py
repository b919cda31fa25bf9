"""A donation: a device that cannot be sold again, given to a charity, and what proves it; the year's report. Pure."""

from collections.abc import Iterable
from typing import Literal

import msgspec

ValuationMethod = Literal["PURCHASE_PRICE", "MARKET_PRICE", "BOOK_VALUE"]
WipingMethod = Literal[
    "OVERWRITTEN", "CRYPTOGRAPHIC_ERASE", "FACTORY_RESET_VERIFIED", "STORAGE_DESTROYED", "NO_STORAGE"
]


class Charity(msgspec.Struct, frozen=True, kw_only=True):
    """Who receives the device: its legal id is of its country's register."""

    name: str
    legal_id: str
    country: str
    is_public_interest: bool


class WipingProof(msgspec.Struct, frozen=True, kw_only=True):
    """How the device's storage was wiped, when (YYYY-MM-DD), and the number of the certificate."""

    method: WipingMethod
    wiped_on: str
    certificate: str


class Valuation(msgspec.Struct, frozen=True, kw_only=True):
    """What the device is worth (minor units), by which method, and where the figure comes from."""

    amount_minor: int
    currency: str
    method: ValuationMethod
    source: str


class Deed(msgspec.Struct, frozen=True, kw_only=True):
    """The deed by which the device changes hands: its number and its day (YYYY-MM-DD)."""

    reference: str
    signed_on: str


class Donation(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One device given away. `donor_id` is a seller's id, None for the platform. The serial number is not kept."""

    donation_id: str
    year: str
    product_id: str
    donor_id: str | None = None
    return_id: str | None = None
    charity: Charity
    wiping: WipingProof
    valuation: Valuation
    deed: Deed
    recorded_at: str
    fingerprint: str


class CharityTotal(msgspec.Struct, frozen=True, kw_only=True):
    """What one charity received in a year, in one currency (minor units)."""

    charity: Charity
    currency: str
    devices: int
    value_minor: int


def totals(donations: Iterable[Donation]) -> list[CharityTotal]:
    """The donations by charity and currency, by the charity's legal id."""
    found: dict[tuple[str, str], CharityTotal] = {}
    for each in donations:
        key = (each.charity.legal_id, each.valuation.currency)
        before = found.get(key)
        found[key] = CharityTotal(
            charity=each.charity,
            currency=each.valuation.currency,
            devices=(before.devices if before else 0) + 1,
            value_minor=(before.value_minor if before else 0) + each.valuation.amount_minor,
        )
    return [found[key] for key in sorted(found)]
