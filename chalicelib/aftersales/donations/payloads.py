"""What operators may send about donations."""

from datetime import date
from typing import Annotated

import msgspec

from chalicelib.aftersales.cases.payloads import SerialText
from chalicelib.aftersales.donations.donation import ValuationMethod, WipingMethod
from chalicelib.kernel.values.lists import PageRequest
from chalicelib.kernel.values.payloads import END, PRINTABLE, Payload

Printed = Annotated[str, msgspec.Meta(min_length=1, max_length=200, pattern=PRINTABLE)]
Year = Annotated[str, msgspec.Meta(pattern=r"^20\d\d" + END)]
KnownId = Annotated[str, msgspec.Meta(min_length=10, max_length=40)]


class NamedCharity(Payload, frozen=True, kw_only=True):
    """The charity: its name, its number in its country's register, and whether it is of public interest."""

    name: Printed
    legal_id: Printed
    country: Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{2}" + END)]
    is_public_interest: bool


class StatedWiping(Payload, frozen=True, kw_only=True):
    """How and when the device's storage was wiped, and the number of the certificate."""

    method: WipingMethod
    wiped_on: date
    certificate: Printed


class StatedValue(Payload, frozen=True, kw_only=True):
    """What the device is worth, by which method, and where the figure comes from."""

    amount_minor: Annotated[int, msgspec.Meta(ge=0, le=100_000_000)]
    currency: Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{3}" + END)]
    method: ValuationMethod
    source: Printed


class SignedDeed(Payload, frozen=True, kw_only=True):
    """The deed by which the device changes hands: its number and its day."""

    reference: Printed
    signed_on: date


class DonationRequest(Payload, frozen=True, kw_only=True):
    """A device given away. `donor_id` is the seller whose device it is, `return_id` the return it came back with."""

    product_id: KnownId
    serial: SerialText | None = None
    donor_id: KnownId | None = None
    return_id: KnownId | None = None
    charity: NamedCharity
    wiping: StatedWiping
    valuation: StatedValue
    deed: SignedDeed


class DonationListQuery(PageRequest, frozen=True, kw_only=True):
    """The donations of a year, by the day of their deeds."""

    year: Year


class DonationReportQuery(Payload, frozen=True, kw_only=True):
    """The year of the report."""

    year: Year
