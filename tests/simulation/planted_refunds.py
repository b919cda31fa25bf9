"""Planted bugs about refunds: mistakes that leave a buyer without the money, or with too much of it."""

from collections.abc import Sequence
from contextlib import AbstractContextManager, ExitStack
from typing import Any
from unittest.mock import patch

import msgspec

from chalicelib.kernel.storage import transactions
from chalicelib.kernel.storage.transactions import Act
from chalicelib.orders.cancellation import refund_outcomes, refund_substitutes, refunding
from chalicelib.orders.models import OrderItem
from chalicelib.payments import refund_lifecycle, refunded_lines, refunds
from chalicelib.payments.models import RefundedLineItem
from chalicelib.payments.operations import stripe_operations
from chalicelib.payments.refund import RefundedLine
from chalicelib.payments.refund_lifecycle import RefundState
from chalicelib.payments.refund_parts import NO_PARTS, Parts, paid_by_part
from tests.simulation.planting import Planting, unconditional


def cancelled_without_refund() -> AbstractContextManager[Any]:
    return patch.object(refunding, "plan_cancelled", lambda *_: [])


def refund_cap_missing() -> AbstractContextManager[Any]:
    """Each line gives back the whole order, and the caps that would refuse it are gone."""
    commit, planned = transactions.commit, refunding._planned

    def generous(order: Any, line: Any, before: Any, *, origin: Any, share: Any, **named: Any) -> Any:
        whole = msgspec.structs.replace(share, parts=Parts(goods_minor=int(order.total_minor)))
        return planned(order, line, before, origin=origin, share=whole, **named)

    def uncapped(acts: Sequence[Act]) -> None:
        counted = (OrderItem, RefundedLineItem)
        commit([unconditional(act) if isinstance(act.model, counted) and act.kind == "Update" else act for act in acts])

    planted = ExitStack()
    planted.enter_context(patch.object(refunding, "_planned", generous))
    planted.enter_context(patch.object(transactions, "commit", uncapped))
    return planted


def returned_refund_ignored() -> AbstractContextManager[Any]:
    """What succeeded once is never looked at again."""
    after = refund_lifecycle.after

    def settled(state: RefundState, status: str) -> RefundState | None:
        return None if state is RefundState.SUCCEEDED else after(state, status)

    return patch.object(refund_lifecycle, "after", settled)


def refused_refund_forgotten() -> AbstractContextManager[Any]:
    """A refusal ends the operation and says nothing of the refund; its message succeeds."""
    finish, recorded = refund_outcomes.finish, refund_outcomes.record

    def forgetful(operation: Any) -> None:
        try:
            finish(operation)
        except refund_outcomes.RefundRefused:
            return

    def record(operation: Any, outcome: Any) -> None:
        if outcome.state is not RefundState.REFUSED:
            recorded(operation, outcome)
        else:
            transactions.write(stripe_operations.resolve_act(operation, "REFUSED", refusal_code=outcome.code))

    planted = ExitStack()
    planted.enter_context(patch.object(refund_outcomes, "record", record))
    planted.enter_context(patch.object(refund_outcomes, "finish", forgetful))
    finishers = {refunds.REFUND.name: forgetful}
    planted.enter_context(patch.dict("chalicelib.orders.payment.stripe_updates.FINISH", finishers))
    return planted


def pending_refund_booked() -> AbstractContextManager[Any]:
    """A refund that waits for the bank counts as paid, and its failure as news of the past."""
    after = refund_lifecycle.after

    def hopeful(state: RefundState, status: str) -> RefundState | None:
        if state is RefundState.SUCCEEDED:
            return None
        return after(state, "succeeded" if status == "pending" else status)

    return patch.object(refund_lifecycle, "after", hopeful)


def failed_refund_not_owed() -> AbstractContextManager[Any]:
    """The bank sends the money back and no journal says that it is here again, owed to the buyer."""
    booking_acts = refund_outcomes.booking_acts

    def careless(refund: Any, journal_id: str, postings: dict[str, int]) -> list[Act]:
        return [] if journal_id.startswith("refund_returned#") else booking_acts(refund, journal_id, postings)

    return patch.object(refund_outcomes, "booking_acts", careless)


def shares_booked_as_if_first() -> AbstractContextManager[Any]:
    """Each part of a line takes its share back as if none had been booked before it."""
    of_line = refunded_lines.of_line

    def forgetful(order_id: str, line_id: str) -> RefundedLine:
        return msgspec.structs.replace(of_line(order_id, line_id), booked_minor=0, reversed=NO_PARTS)

    planted = ExitStack()
    planted.enter_context(patch.object(refunded_lines, "of_line", forgetful))
    planted.enter_context(_uncounted("booking_act"))
    return planted


def _uncounted(name: str) -> AbstractContextManager[Any]:
    build = getattr(refunded_lines, name)
    return patch.object(refunded_lines, name, lambda *given, **named: unconditional(build(*given, **named)))


def cancelled_line_refunded_whole() -> AbstractContextManager[Any]:
    """A cancellation gives back all that was paid for a line, whatever part of it went back before."""
    planned = refunding._planned

    def generous(order: Any, line: Any, before: Any, *, origin: Any, share: Any, **named: Any) -> Any:
        if origin.reason == "CANCELLED":
            share = msgspec.structs.replace(share, parts=paid_by_part(line.amounts))
        return planned(order, line, before, origin=origin, share=share, **named)

    planted = ExitStack()
    planted.enter_context(patch.object(refunding, "_planned", generous))
    planted.enter_context(_uncounted("request_act"))
    return planted


def bank_transfer_leaves_the_debt() -> AbstractContextManager[Any]:
    """A bank transfer closes the refund and no journal says that the money left."""
    return patch.object(refund_substitutes, "booking_acts", lambda *_: [])


BUGS: dict[str, Planting] = {
    "cancelled without a refund": cancelled_without_refund,
    "refunds without a cap": refund_cap_missing,
    "a refund that the bank sends back ignored": returned_refund_ignored,
    "a refused refund forgotten": refused_refund_forgotten,
    "a pending refund booked as a success": pending_refund_booked,
    "a failed refund that nobody owes": failed_refund_not_owed,
    "shares of a refund taken back as if it were the first": shares_booked_as_if_first,
    "a cancelled line refunded whole after a part of it": cancelled_line_refunded_whole,
    "a bank transfer that leaves the debt": bank_transfer_leaves_the_debt,
}
