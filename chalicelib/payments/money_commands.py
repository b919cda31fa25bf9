"""Money commands: what the API, schedules and sweepers ask of the only worker that moves money."""

from typing import Any

import msgspec

from chalicelib.kernel import queues
from chalicelib.kernel.runtime.settings import settings


class FollowObject(msgspec.Struct, frozen=True, tag="follow_object"):
    """Something happened to an object at Stripe: retrieve it and act. `account` is None for the platform's own.

    `event_id` is None where no event told of it: reconciliation found it.
    """

    kind: str
    object_id: str
    event_id: str | None = None
    account: str | None = None


class ReleaseOrder(msgspec.Struct, frozen=True, tag="release_order"):
    """The time to pay is over."""

    order_id: str


class ResolveOperation(msgspec.Struct, frozen=True, tag="resolve_operation"):
    """An operation is to be carried out, or its outcome to be found."""

    subject: str
    operation_id: str


class ReconcileDay(msgspec.Struct, frozen=True, tag="reconcile_day"):
    """The next step of a run of a day's reconciliation (`YYYY-MM-DD`)."""

    day: str
    run: int


class SettleLine(msgspec.Struct, frozen=True, tag="settle_line"):
    """What is due of a line is to be transferred to its seller, or taken back."""

    order_id: str
    line_id: str


class SettleDisputes(msgspec.Struct, frozen=True, tag="settle_disputes"):
    """What the decided disputes of an order lead to is to be booked and asked for."""

    order_id: str


class PayFundedSellers(msgspec.Struct, frozen=True, tag="pay_funded_sellers"):
    """A page of the sellers with funds is to be paid out on a day; `start` is where the page begins."""

    day: str
    shard: str
    start: dict[str, Any] | None = None


class PayOut(msgspec.Struct, frozen=True, tag="pay_out"):
    """A seller's funds in a currency are to be paid out on a day, once."""

    day: str
    seller_id: str
    currency: str


class RecordTax(msgspec.Struct, frozen=True, tag="record_tax"):
    """The sales tax of a paid order is to be reported to Stripe Tax as collected."""

    order_id: str


class ReverseTax(msgspec.Struct, frozen=True, tag="reverse_tax"):
    """The sales tax that a refund undoes is to be reported as given back."""

    order_id: str
    refund_id: str


Command = (
    FollowObject
    | ReleaseOrder
    | ResolveOperation
    | ReconcileDay
    | SettleLine
    | SettleDisputes
    | PayFundedSellers
    | PayOut
    | RecordTax
    | ReverseTax
)


def send(*commands: Command) -> None:
    """Queue commands for the money worker."""
    queues.send(settings.money_queue_url, [msgspec.json.encode(command).decode() for command in commands])
