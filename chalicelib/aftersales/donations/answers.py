"""The response bodies of donations."""

from typing import TypedDict

from chalicelib.aftersales.donations.donation import Charity, Deed, ValuationMethod, WipingProof
from chalicelib.kernel.values.money import Money


class ShownValuation(TypedDict):
    """What the device is worth, by which method, and where the figure comes from."""

    amount: Money
    method: ValuationMethod
    source: str


class ShownDonation(TypedDict):
    """A device given to a charity. The serial number is not shown: it is stored as a keyed hash alone."""

    donation_id: str
    product_id: str
    donor_id: str | None
    return_id: str | None
    charity: Charity
    wiping: WipingProof
    valuation: ShownValuation
    deed: Deed
    recorded_at: str


class CharityShare(TypedDict):
    """What one charity received in the year, in one currency."""

    charity: Charity
    devices: int
    value: Money


class DonationReport(TypedDict):
    """The donations of a year by charity."""

    year: str
    devices: int
    charities: list[CharityShare]
