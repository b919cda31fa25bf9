"""What buyers and sellers may send to the routes of orders."""

from datetime import date
from typing import Annotated, Literal

import msgspec

from chalicelib.kernel.values.payloads import DISTINCT, END, PRINTABLE, Payload
from chalicelib.payments.refund import Bearer, DecidedReason

LINES_MAX = 40
PER_OFFER_MAX = 3
CONTRIBUTION_MINOR_MAX = 1_000_00

# No control characters: addresses are printed in mails.
_OF_MAIL = r"[^@\s\x00-\x1f\x7f<>,;]+"
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=100, pattern=PRINTABLE)]
Mail = Annotated[str, msgspec.Meta(max_length=254, pattern=rf"^{_OF_MAIL}@{_OF_MAIL}\.[^@\s.\x00-\x1f\x7f<>,;]+{END}")]
PostalCode = Annotated[str, msgspec.Meta(min_length=1, max_length=12, pattern=PRINTABLE)]
Phone = Annotated[str, msgspec.Meta(max_length=20, pattern=r"^\+?[0-9 ()./-]{5,20}" + END)]
Country = Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{2}" + END)]
Quantity = Annotated[int, msgspec.Meta(ge=1, le=PER_OFFER_MAX)]
OfferId = Annotated[str, msgspec.Meta(min_length=10, max_length=40)]
MarketCode = Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{2}" + END)]
Language = Annotated[str, msgspec.Meta(pattern=r"^[a-z]{2}" + END)]
OrderNumber = Annotated[str, msgspec.Meta(pattern=r"^ord_(eu|us)_[0-9A-HJKMNP-TV-Z]{26}" + END)]
LineId = Annotated[str, msgspec.Meta(pattern=r"^[1-9][0-9]?" + END)]
Contribution = Annotated[int, msgspec.Meta(ge=0, le=CONTRIBUTION_MINOR_MAX)]


class WantedLine(Payload, frozen=True, kw_only=True):
    """Units of an offer, with the cheapest shipping unless `carrier` names another option of the offer."""

    offer_id: OfferId
    quantity: Quantity = 1
    carrier: Text | None = None


class QuoteRequest(Payload, frozen=True, kw_only=True):
    """`delivery_state` and `delivery_postal_code` are required where there is sales tax; city and street refine it."""

    market: MarketCode
    lines: Annotated[tuple[WantedLine, ...], msgspec.Meta(min_length=1, max_length=LINES_MAX)]
    delivery_country: Country
    delivery_state: Country | None = None
    delivery_postal_code: PostalCode | None = None
    delivery_city: Text | None = None
    delivery_street: Text | None = None


class QuotedLine(WantedLine, frozen=True, kw_only=True):
    """A line of a quote; the order is refused if these are no longer the offer's terms."""

    terms_version: Annotated[int, msgspec.Meta(ge=1)]


class Buyer(Payload, frozen=True, kw_only=True):
    name: Text
    email: Mail
    phone: Phone | None = None


class PostalAddress(Payload, frozen=True, kw_only=True):
    street: Text
    postal_code: PostalCode
    city: Text
    country: Country
    state: Country | None = None
    addition: Text | None = None


class OrderRequest(Payload, frozen=True, kw_only=True):
    """`expected_total_minor` is the total the buyer saw; the order is refused if the total differs."""

    market: MarketCode
    lines: Annotated[tuple[QuotedLine, ...], msgspec.Meta(min_length=1, max_length=LINES_MAX)]
    buyer: Buyer
    delivery_address: PostalAddress
    billing_address: PostalAddress | None = None
    language: Language | None = None
    contribution_minor: Contribution = 0
    expected_total_minor: Annotated[int, msgspec.Meta(ge=0)] | None = None


class LookupRequest(Payload, frozen=True, kw_only=True):
    order_id: OrderNumber
    email: Mail


class BuyerCancellation(Payload, frozen=True, kw_only=True):
    """The lines to cancel, each once; if none are named, every line that can still be cancelled."""

    line_ids: Annotated[tuple[LineId, ...], msgspec.Meta(max_length=LINES_MAX), DISTINCT] = ()


class SellerCancellation(Payload, frozen=True, kw_only=True):
    """The reason: a missing or defective device leaves the stock, any other returns to it."""

    reason: Literal["OUT_OF_STOCK", "DEFECTIVE", "PRICE_MISTAKE", "DESCRIPTION_MISTAKE", "CANNOT_SHIP_THERE"]


class Shipment(Payload, frozen=True, kw_only=True):
    """`serial` is the device's IMEI or serial number, as its category requires."""

    carrier: Text
    tracking_number: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9 -]{4,40}" + END)]
    serial: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9 /.-]{4,50}" + END)] | None = None


class DeliveryProof(Payload, frozen=True, kw_only=True):
    """Evidence of the delivery: the carrier's signed receipt or its number."""

    reference: Text


class RefundAmount(Payload, frozen=True, kw_only=True):
    """An amount to refund, in the order's currency."""

    amount_minor: Annotated[int, msgspec.Meta(ge=1, le=100_000_000)]
    currency: Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{3}" + END)]


PartName = Literal["GOODS", "SHIPPING", "SERVICE_FEE"]
SellersPartName = Literal["GOODS", "SHIPPING"]
_PARTS = Annotated[tuple[PartName, ...], msgspec.Meta(min_length=1, max_length=3), DISTINCT]
_SELLERS_PARTS = Annotated[tuple[SellersPartName, ...], msgspec.Meta(min_length=1, max_length=2), DISTINCT]


class LineRefundRequest(Payload, frozen=True, kw_only=True):
    """What goes back of a line, and why.

    The amount is taken from the goods until nothing of them is left, then from the shipping, then from the service fee;
    `parts` names those it may be taken from. Without an amount, all that is left of them goes back. `bearer` is that of
    the reason unless it is named. A dry run answers the refund that would be made, and changes nothing.
    """

    line_id: LineId
    amount: RefundAmount | None = None
    parts: _PARTS = ("GOODS", "SHIPPING", "SERVICE_FEE")
    reason: DecidedReason
    bearer: Bearer | None = None
    dry_run: bool = False


class SellerRefundRequest(Payload, frozen=True, kw_only=True):
    """What a seller gives back of a line: an amount of the goods, then of the shipping, or all that is left of them.

    A dry run answers the refund that would be made, and changes nothing.
    """

    amount: RefundAmount | None = None
    parts: _SELLERS_PARTS = ("GOODS", "SHIPPING")
    reason: DecidedReason
    dry_run: bool = False


class RefundAssignment(Payload, frozen=True, kw_only=True):
    """The line that a refund made in Stripe's dashboard is for: all that lies on suspense unless an amount is named."""

    line_id: LineId
    amount: RefundAmount | None = None
    parts: _PARTS = ("GOODS", "SHIPPING", "SERVICE_FEE")
    bearer: Bearer | None = None


Reference = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9/?:().,'+-]([A-Za-z0-9/?:().,'+ -]{0,34})" + END)]


class BankTransfer(Payload, frozen=True, kw_only=True):
    """A bank transfer to a buyer: its reference (the characters SEPA permits) and the day it was made."""

    reference: Reference
    paid_on: date


class ReturnedTransfer(Payload, frozen=True, kw_only=True):
    """The reference of the bank transfer that came back."""

    reference: Reference


class DashboardRefund(Payload, frozen=True, kw_only=True):
    """A refund that was made in Stripe's dashboard."""

    stripe_refund_id: Annotated[str, msgspec.Meta(max_length=255, pattern=r"^(re|pyr)_[A-Za-z0-9_]+" + END)]
