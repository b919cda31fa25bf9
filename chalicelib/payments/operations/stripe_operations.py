"""Stripe operations as they are stored: committed before the call, resolved once after it, never guessed."""

from contextlib import suppress
from datetime import timedelta
from typing import Any, Literal

import msgspec

from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import tables, transactions
from chalicelib.kernel.values import ids
from chalicelib.payments.models import StripeOperationItem

# Stripe forgets an idempotency key after 24 h; the same key is then a new request.
REPLAY_MAX = timedelta(hours=23)
# An API call lasts at most 29 s, of which a call of Stripe takes 8: after that the caller has gone.
LEASE = timedelta(seconds=10)
SHARDS = 4

OperationState = Literal["STARTED", "OK", "REFUSED", "CLOSED"]


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What will be asked. `operation_id` is `<what>#<n>`; n grows only after a known refusal.

    `account` is the connected account that is asked for, None for the platform itself.
    """

    subject: str
    operation_id: str
    kind: str
    parameters: dict[str, Any]
    account: str | None = None
    # An operation that another sweeper finds (an unpaid order's) needs no entry in the index of unresolved ones.
    watched: bool = True

    @property
    def idempotency_key(self) -> str:
        return f"{self.subject}:{self.operation_id}"


class StripeOperation(msgspec.Struct, frozen=True, kw_only=True):
    """One thing asked of Stripe, as it is stored."""

    subject: str
    operation_id: str
    kind: str
    idempotency_key: str
    parameters: dict[str, Any]
    state: OperationState
    started_at: str
    started_by: str
    account: str | None = None
    stripe_id: str | None = None
    client_secret: str | None = None
    refusal_code: str | None = None


class OperationExists(Exception):
    """The operation was started before; `operation` is it as it stands."""

    def __init__(self, operation: StripeOperation) -> None:
        super().__init__(operation.operation_id)
        self.operation = operation


class _OurOwn(Exception):
    """A write whose answer was lost met its own effect."""


def start_act(plan: Plan) -> transactions.Act:
    """The act that starts an operation. Its refusal is OperationExists."""
    return _put_act(plan, _started(plan))


def start(plan: Plan) -> StripeOperation:
    """Start an operation in a write of its own.

    Raises: OperationExists.
    """
    operation = _started(plan)
    with suppress(_OurOwn):
        transactions.write(_put_act(plan, operation))
    return operation


def close_act(subject: str, operation_id: str) -> transactions.Act:
    """The act that forbids an operation that was not started. Its refusal is OperationExists."""
    plan = Plan(subject=subject, operation_id=operation_id, kind="closed", parameters={}, watched=False)
    return _put_act(plan, msgspec.structs.replace(_started(plan), state="CLOSED"))


def _started(plan: Plan) -> StripeOperation:
    return StripeOperation(
        subject=plan.subject,
        operation_id=plan.operation_id,
        kind=plan.kind,
        idempotency_key=plan.idempotency_key,
        parameters=plan.parameters,
        state="STARTED",
        started_at=clock.timestamp(),
        started_by=ids.new_ulid(),
        account=plan.account,
    )


def _put_act(plan: Plan, operation: StripeOperation) -> transactions.Act:
    item = StripeOperationItem(**msgspec.structs.asdict(operation))
    item.unresolved_shard = _shard(plan.subject) if plan.watched else None

    def refusal(old: Any) -> Exception:
        if old is not None and old.started_by == operation.started_by:
            return _OurOwn()
        return OperationExists(_value(old) if old is not None else operation)

    return transactions.put_new(item, refusal)


def _value(item: StripeOperationItem) -> StripeOperation:
    return msgspec.convert(item.attribute_values, StripeOperation)


def find(subject: str, operation_id: str) -> StripeOperation | None:
    """An operation, read consistently."""
    try:
        return _value(StripeOperationItem.get(subject, operation_id, consistent_read=True))
    except StripeOperationItem.DoesNotExist:
        return None


def beginning_with(subject: str, prefix: str) -> list[StripeOperation]:
    """The operations of a subject whose ids begin with a text, read consistently."""
    begins = StripeOperationItem.operation_id.startswith(prefix)
    return [_value(item) for item in StripeOperationItem.query(subject, begins, consistent_read=True)]


def resolve_act(operation: StripeOperation, state: OperationState, **found: str) -> transactions.Act:
    """The act that stores an outcome, with Stripe's id, secret or refusal code. Conflict if there is one already."""
    changes = [StripeOperationItem.state.set(state), StripeOperationItem.unresolved_shard.remove()]
    changes += [getattr(StripeOperationItem, name).set(value) for name, value in found.items()]
    return transactions.update(
        StripeOperationItem(operation.subject, operation.operation_id),
        *changes,
        condition=StripeOperationItem.state == "STARTED",
    )


def is_running(operation: StripeOperation) -> bool:
    """Whether the caller that started the operation may still be waiting for Stripe."""
    return operation.state == "STARTED" and clock.now() - clock.parse(operation.started_at) < LEASE


def is_replayable(operation: StripeOperation) -> bool:
    """Whether Stripe still knows the operation's key for certain."""
    return clock.now() - clock.parse(operation.started_at) < REPLAY_MAX


def unresolved(older_than: timedelta, limit: int = 200) -> list[tuple[str, str]]:
    """(subject, operation id) of operations without an outcome, oldest first in each shard."""
    before = clock.stamp(clock.now() - older_than)
    return [
        (entry.subject, entry.operation_id)
        for shard in tables.sharded_keys("unresolved", SHARDS)
        for entry in StripeOperationItem.unresolved.query(shard, StripeOperationItem.started_at < before, limit=limit)
    ]


def _shard(subject: str) -> str:
    return tables.sharded_key("unresolved", subject, SHARDS)
