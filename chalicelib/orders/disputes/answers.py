"""The response bodies about disputes, for operators and sellers."""

from typing import TypedDict

from chalicelib.kernel.values.money import Money
from chalicelib.payments.disputes.dispute import WaitingFor
from chalicelib.payments.disputes.dispute_lifecycle import DisputeState
from chalicelib.payments.refund import Bearer
from chalicelib.uploads.purposes import FileType


class DisputedOrderLine(TypedDict):
    """A line of a disputed order. `taken` is what of a lost dispute it answers for, null while nothing is."""

    line_id: str
    sku: str
    seller_id: str
    taken: Money | None
    bearer: Bearer | None


class DisputeAnswer(TypedDict):
    """An answer to the bank: `EVIDENCE` or `ACCEPTANCE`; `code` is why Stripe refused it."""

    means: str
    state: str
    asked_at: str
    code: str | None


class EvidenceForm(TypedDict):
    """A form that sends one file: POST to `url` as multipart/form-data, `fields` first and the field `file` last."""

    upload_id: str
    url: str
    fields: dict[str, str]
    content_types: list[FileType]
    bytes_max: int
    valid_until: str


class ShownEvidenceFile(TypedDict):
    """A file of a seller; `url` shows it for five minutes."""

    upload_id: str
    seller_id: str
    content_type: str
    size_bytes: int
    url: str


class OperatorsDispute(TypedDict):
    """A dispute as the operators see it.

    `withdrawn` is what the bank has now, `fees` what Stripe kept; `settled` is what of a loss is booked where it
    belongs, `loss` the part of it that the buyer had twice. `reason` is Stripe's. `policy_bearer` is who bears it if it
    is lost now.
    """

    dispute_id: str
    order_id: str
    state: DisputeState
    waiting_for: WaitingFor | None
    reason: str
    policy_bearer: Bearer
    amount: Money
    withdrawn: Money
    fees: Money
    settled: Money
    loss: Money
    opened_at: str
    answer_by: str | None
    closed_at: str | None


class ShownDispute(OperatorsDispute):
    """A dispute with the lines of its order and every answer to the bank, the first first."""

    lines: list[DisputedOrderLine]
    answers: list[DisputeAnswer]


class SellersLine(TypedDict):
    """A seller's line in a disputed order; `taken` and `bearer` as for the operators."""

    line_id: str
    sku: str
    taken: Money | None
    bearer: Bearer | None


class SellersDispute(TypedDict):
    """A dispute of an order with lines of the seller. Their transfers wait while it is open."""

    dispute_id: str
    order_id: str
    state: DisputeState
    reason: str
    opened_at: str
    answer_by: str | None
    closed_at: str | None
    lines: list[SellersLine]
