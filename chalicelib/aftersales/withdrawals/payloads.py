"""What a buyer may send to withdraw from a contract."""

from typing import Annotated

import msgspec

from chalicelib.kernel.values.payloads import DISTINCT, END, PRINTABLE, Payload

LINES_MAX = 40
_OF_MAIL = r"[^@\s\x00-\x1f\x7f<>,;]+"

OrderNumber = Annotated[str, msgspec.Meta(pattern=r"^ord_(eu|us)_[0-9A-HJKMNP-TV-Z]{26}" + END)]
PersonName = Annotated[str, msgspec.Meta(min_length=1, max_length=100, pattern=PRINTABLE)]
EmailAddress = Annotated[
    str, msgspec.Meta(max_length=254, pattern=rf"^{_OF_MAIL}@{_OF_MAIL}\.[^@\s.\x00-\x1f\x7f<>,;]+{END}")
]
WithdrawnLineId = Annotated[str, msgspec.Meta(pattern=r"^[1-9][0-9]?" + END)]
Carrier = Annotated[str, msgspec.Meta(min_length=1, max_length=100, pattern=PRINTABLE)]
TrackingNumber = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9 -]{4,40}" + END)]
LineIds = Annotated[tuple[WithdrawnLineId, ...], msgspec.Meta(max_length=LINES_MAX), DISTINCT]


class WithdrawalStatement(Payload, frozen=True, kw_only=True):
    """Who withdraws from which order; the lines, each once, or every line that can be withdrawn if none is named."""

    name: PersonName
    order_id: OrderNumber
    email: EmailAddress
    line_ids: LineIds = ()


class OrderWithdrawal(Payload, frozen=True, kw_only=True):
    """The same from who has the order's token."""

    name: PersonName
    line_ids: LineIds = ()


class ProofOfSending(Payload, frozen=True, kw_only=True):
    """The parcel in which withdrawn devices are on their way back."""

    line_ids: Annotated[tuple[WithdrawnLineId, ...], msgspec.Meta(min_length=1, max_length=LINES_MAX), DISTINCT]
    carrier: Carrier
    tracking_number: TrackingNumber
