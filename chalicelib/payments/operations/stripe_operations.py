"""Operations: write down what we are about to ask of Stripe, ask, write down the outcome, and never guess it."""

from contextlib import suppress
from datetime import timedelta
from typing import Any, Literal, cast

import msgspec

from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import shards, transactions
from chalicelib.kernel.values import ids

# Said twice on purpose: rooms above are handed operations and name their type, though not the table behind it.
from chalicelib.payments.models import StripeOperation as StripeOperation

# Stripe forgets an idempotency key after 24 h; the same key is then a new request.
REPLAY_MAX = timedelta(hours=23)
# An API call lasts at most 29 s and Stripe has 8 of them: after that nobody is still asking.
LEASE = timedelta(seconds=10)
SHARDS = 4

State = Literal["STARTED", "OK", "REFUSED", "CLOSED"]


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What will be asked: `operation_id` is `<operation>#<n>`; n grows only after a known refusal."""

    subject: str
    operation_id: str
    kind: str
    parameters: dict[str, Any]
    # An operation some other sweeper is led to (an unpaid order's) needs no entry in the index of unresolved ones.
    watched: bool = True

    @property
    def idempotency_key(self) -> str:
        return f"{self.subject}:{self.operation_id}"


class OperationExists(Exception):
    """The operation was started before; `operation` is it as it stands."""

    def __init__(self, operation: StripeOperation) -> None:
        super().__init__(operation.operation_id)
        self.operation = operation


def start_act(plan: Plan) -> transactions.Act:
    """The act that starts an operation; its refusal is OperationExists."""
    operation = StripeOperation(
        plan.subject,
        plan.operation_id,
        kind=plan.kind,
        idempotency_key=plan.idempotency_key,
        parameters=plan.parameters,
        state="STARTED",
        started_at=clock.timestamp(),
        started_by=ids.new_ulid(),
        unresolved_shard=_shard(plan.subject) if plan.watched else None,
    )

    def refusal(old: Any) -> Exception:
        if old is not None and old.started_by == operation.started_by:
            return _OurOwn()
        return OperationExists(old if old is not None else operation)

    return transactions.put_new(operation, refusal)


class _OurOwn(Exception):
    """A write whose answer was lost met its own effect."""


def start(plan: Plan) -> StripeOperation:
    """Start an operation by itself; OperationExists if somebody did before."""
    act = start_act(plan)
    with suppress(_OurOwn):
        transactions.write(act)
    return cast(StripeOperation, act.model)


def close_act(subject: str, operation_id: str) -> transactions.Act:
    """The act that makes sure an operation nobody started never will be; its refusal is OperationExists."""
    act = start_act(Plan(subject=subject, operation_id=operation_id, kind="closed", parameters={}, watched=False))
    cast(StripeOperation, act.model).state = "CLOSED"
    return act


def find(subject: str, operation_id: str) -> StripeOperation | None:
    try:
        return StripeOperation.get(subject, operation_id, consistent_read=True)
    except StripeOperation.DoesNotExist:
        return None


def resolve_acts(operation: StripeOperation, state: State, **found: str) -> transactions.Act:
    """The act that writes an outcome down; an operation is resolved once."""
    changes = [StripeOperation.state.set(state), StripeOperation.unresolved_shard.remove()]
    changes += [getattr(StripeOperation, name).set(value) for name, value in found.items()]
    return transactions.update(
        StripeOperation(operation.subject, operation.operation_id),
        *changes,
        condition=StripeOperation.state == "STARTED",
    )


def is_running(operation: StripeOperation) -> bool:
    """Whether whoever started the operation may still be waiting for Stripe."""
    return operation.state == "STARTED" and clock.now() - clock.parse(operation.started_at) < LEASE


def is_replayable(operation: StripeOperation) -> bool:
    """Whether Stripe still knows the operation's key for certain."""
    return clock.now() - clock.parse(operation.started_at) < REPLAY_MAX


def unresolved(older_than: timedelta, limit: int = 200) -> list[tuple[str, str]]:
    """(subject, operation id) of operations without an outcome, oldest first in each shard."""
    before = clock.stamp(clock.now() - older_than)
    return [
        (operation.subject, operation.operation_id)
        for shard in shards.sharded_keys("unresolved", SHARDS)
        for operation in StripeOperation.unresolved.query(shard, StripeOperation.started_at < before, limit=limit)
    ]


def _shard(subject: str) -> str:
    return shards.sharded_key("unresolved", subject, SHARDS)
