"""Refunds whose money was not sent by an operation of ours, as they are stored: it was refunded in Stripe's dashboard,
or a bank took it in a dispute.

A refund at Stripe pays one refund here, or in pieces several. Each piece is an operation of its own, kind
`adopted_refund`, which only looks at the refund at Stripe. All pieces are stored in one transaction, so that a refund
at Stripe is adopted once.
"""

from typing import Any

import msgspec

from chalicelib.gateways import stripe
from chalicelib.kernel.storage import transactions
from chalicelib.payments import refunds
from chalicelib.payments.models import RefundItem
from chalicelib.payments.operations import stripe_operations
from chalicelib.payments.operations.stripe_operations import Plan, StripeOperation
from chalicelib.payments.refund import Refund
from chalicelib.payments.refund_lifecycle import FIRST, RefundState, require_owed
from chalicelib.payments.refund_parts import NO_PARTS, Part, taken_in_order


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of a refund at Stripe, numbered from 1."""

    made: stripe.StripeRefund
    number: int = 1

    @property
    def operation_id(self) -> str:
        return operation_id(self.made.id) + (f"#{self.number}" if self.number > 1 else "")


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """Money that a bank took in a dispute: there is nothing to look at."""

    dispute_id: str


Source = Piece | Taken


def operation_id(stripe_id: str) -> str:
    """The id of the operation that stands for a refund made in Stripe's dashboard, or for its first piece."""
    return f"{refunds.ADOPTION.name}#{stripe_id}"


def operations_of(order_id: str, stripe_id: str) -> list[StripeOperation]:
    """The operations that adopted a refund at Stripe for the order, one for each piece; none if it was not adopted."""
    first = operation_id(stripe_id)
    found = stripe_operations.beginning_with(order_id, first)
    return [one for one in found if one.operation_id == first or one.operation_id.startswith(f"{first}#")]


def journal_key(operation: StripeOperation, stripe_id: str) -> str:
    """What the journals of an operation name: the refund at Stripe, and the number of its piece from 2 on."""
    is_piece = operation.kind == refunds.ADOPTION.name
    return operation.operation_id.partition("#")[2] if is_piece else stripe_id


def request_acts(refund: Refund, source: Source) -> list[transactions.Act]:
    """The acts that store a refund whose first try is paid by the source.

    Their refusals are Conflict and OperationExists.
    """
    paid = _paid_by(refund, source)
    return refunds.store_acts(paid, _plan(paid, source))


def pay_acts(refund: Refund, source: Source) -> list[transactions.Act]:
    """The acts that let the source pay a refund that is owed.

    The second one's refusal is OperationExists: it was adopted before, for this refund or for another of the order.
    Raises: RefundNotOwed unless the refund failed or was refused.
    """
    require_owed(refund.state)
    again = _paid_by(refunds.next_try(refund), source)
    changes = {} if again.paid_from is None else {"paid_from": again.paid_from}
    return [refunds.ask_again_act(refund, again, **changes), stripe_operations.start_act(_plan(again, source))]


def split_acts(refund: Refund, amount_minor: int, source: Source, *, number: int) -> list[transactions.Act]:
    """The acts that pay a part of a refund that is owed: it is split into what the source pays, which becomes the
    refund `<refund>-<number>`, and the rest.

    The sale stays undone by the first one. Stripe is asked for the rest where it refused the whole because a part was
    refunded in its dashboard.
    Raises: RefundNotOwed unless the refund failed or was refused.
    """
    require_owed(refund.state)
    rest, paid = _split(refund, amount_minor, number)
    return [*_rest_acts(refund, rest, source), *request_acts(paid, source)]


def _split(refund: Refund, amount_minor: int, number: int) -> tuple[Refund, Refund]:
    parts = taken_in_order(amount_minor, refund.parts, tuple(Part))
    rest_minor = refund.amount_minor - amount_minor
    rest = msgspec.structs.replace(
        refund, amount_minor=rest_minor, parts=refund.parts.minus(parts), owed_minor=rest_minor
    )
    refund_id = f"{refund.refund_id}-{number}"
    is_booked = refund.refunded_before_minor is not None
    paid = msgspec.structs.replace(
        refund,
        refund_id=refund_id,
        amount_minor=amount_minor,
        parts=parts,
        reverses=NO_PARTS,
        refunded_before_minor=(refund.refunded_before_minor or 0) + rest_minor if is_booked else None,
        reversed_before=(refund.reversed_before or NO_PARTS).plus(refund.reverses) if is_booked else None,
        owed_minor=amount_minor,
        state=FIRST,
        tries=1,
        operation_id=refunds.operation_id(refund_id, 1),
        request_key=None,
        stripe_id=None,
        code=None,
    )
    return rest, paid


def _rest_acts(refund: Refund, rest: Refund, source: Source) -> list[transactions.Act]:
    changes: dict[str, Any] = {"amount_minor": rest.amount_minor, "parts": rest.parts, "owed_minor": rest.owed_minor}
    if refund.state is not RefundState.REFUSED or isinstance(source, Taken):
        return [_shrink_act(refund, changes)]
    again = refunds.next_try(rest)
    asked = stripe_operations.start_act(refunds.operation_plan(again, source.made.payment_intent_id))
    return [refunds.ask_again_act(refund, again, **changes), asked]


def _shrink_act(refund: Refund, changes: dict[str, Any]) -> transactions.Act:
    return transactions.update(
        RefundItem(refund.order_id, refund.refund_id),
        *(getattr(RefundItem, name).set(value) for name, value in changes.items()),
        condition=refunds.as_read(refund),
    )


def _paid_by(refund: Refund, source: Source) -> Refund:
    if isinstance(source, Taken):
        return msgspec.structs.replace(refund, paid_from=source.dispute_id)
    return msgspec.structs.replace(refund, operation_id=source.operation_id)


def _plan(refund: Refund, source: Source) -> Plan:
    if isinstance(source, Taken):
        return refunds.operation_plan(refund, "")
    made = source.made
    metadata = {"order_id": refund.order_id, "refund_id": refund.refund_id, "operation_id": refund.operation_id}
    return Plan(
        subject=refund.order_id,
        operation_id=refund.operation_id,
        kind=refunds.ADOPTION.name,
        parameters={
            "payment_intent": made.payment_intent_id,
            "refund": made.id,
            # What is compared with the refund at Stripe is the whole of it.
            "amount": made.amount_minor,
            "metadata": metadata,
        },
    )
