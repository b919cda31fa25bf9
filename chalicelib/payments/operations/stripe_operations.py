"""Attempts: write down what we are about to ask of Stripe, ask, write down the outcome, and never guess it."""

from contextlib import suppress
from datetime import timedelta
from typing import Any, Literal, cast

import msgspec

from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values import ids

# Said twice on purpose: rooms above are handed attempts and name their type, though not the table behind it.
from chalicelib.payments.models import StripeOperation as StripeOperation

# Stripe forgets an idempotency key after 24 h; the same key is then a new request.
REPLAY_MAX = timedelta(hours=23)
# An API call lasts at most 29 s and Stripe has 8 of them: after that nobody is still asking.
LEASE = timedelta(seconds=10)
SHARDS = 4

State = Literal["STARTED", "OK", "REFUSED", "CLOSED"]


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What will be asked: `attempt_id` is `<operation>#<n>`; n grows only after a known refusal."""

    subject: str
    attempt_id: str
    operation: str
    parameters: dict[str, Any]
    # An attempt some other sweeper is led to (an unpaid order's) needs no entry in the index of unresolved ones.
    watched: bool = True

    @property
    def idempotency_key(self) -> str:
        return f"{self.subject}:{self.attempt_id}"


class OperationExists(Exception):
    """The attempt was started before; `attempt` is it as it stands."""

    def __init__(self, attempt: StripeOperation) -> None:
        super().__init__(attempt.attempt_id)
        self.attempt = attempt


def start_act(plan: Plan) -> transactions.Act:
    """The act that starts an attempt; its refusal is AttemptExists."""
    attempt = StripeOperation(
        plan.subject,
        plan.attempt_id,
        operation=plan.operation,
        idempotency_key=plan.idempotency_key,
        parameters=plan.parameters,
        state="STARTED",
        started_at=clock.timestamp(),
        started_by=ids.new_ulid(),
        unresolved_shard=_shard(plan.subject) if plan.watched else None,
    )

    def refusal(old: Any) -> Exception:
        if old is not None and old.started_by == attempt.started_by:
            return _OurOwn()
        return OperationExists(old if old is not None else attempt)

    return transactions.put_new(attempt, refusal)


class _OurOwn(Exception):
    """A write whose answer was lost met its own effect."""


def start(plan: Plan) -> StripeOperation:
    """Start an attempt by itself; AttemptExists if somebody did before."""
    act = start_act(plan)
    with suppress(_OurOwn):
        transactions.write(act)
    return cast(StripeOperation, act.model)


def close_act(subject: str, attempt_id: str) -> transactions.Act:
    """The act that makes sure an attempt nobody started never will be; its refusal is AttemptExists."""
    act = start_act(Plan(subject=subject, attempt_id=attempt_id, operation="closed", parameters={}, watched=False))
    cast(StripeOperation, act.model).state = "CLOSED"
    return act


def find(subject: str, attempt_id: str) -> StripeOperation | None:
    try:
        return StripeOperation.get(subject, attempt_id, consistent_read=True)
    except StripeOperation.DoesNotExist:
        return None


def resolve_acts(attempt: StripeOperation, state: State, **found: str) -> transactions.Act:
    """The act that writes an outcome down; an attempt is resolved once."""
    changes = [StripeOperation.state.set(state), StripeOperation.unresolved_shard.remove()]
    changes += [getattr(StripeOperation, name).set(value) for name, value in found.items()]
    return transactions.update(
        StripeOperation(attempt.subject, attempt.attempt_id), *changes, condition=StripeOperation.state == "STARTED"
    )


def is_running(attempt: StripeOperation) -> bool:
    """Whether whoever started the attempt may still be waiting for Stripe."""
    return attempt.state == "STARTED" and clock.now() - clock.parse(attempt.started_at) < LEASE


def is_replayable(attempt: StripeOperation) -> bool:
    """Whether Stripe still knows the attempt's key for certain."""
    return clock.now() - clock.parse(attempt.started_at) < REPLAY_MAX


def unresolved(older_than: timedelta, limit: int = 200) -> list[tuple[str, str]]:
    """(subject, attempt id) of attempts without an outcome, oldest first in each shard."""
    before = clock.stamp(clock.now() - older_than)
    return [
        (attempt.subject, attempt.attempt_id)
        for shard in range(SHARDS)
        for attempt in StripeOperation.unresolved.query(
            f"unresolved#{shard}", StripeOperation.started_at < before, limit=limit
        )
    ]


def _shard(subject: str) -> str:
    return f"unresolved#{sum(subject.encode()) % SHARDS}"
