"""Transactions: the only module that writes to tables. Rooms build acts; the outermost use case commits them once.

Three outcomes are kept apart. A failed condition is a business answer: the act's refusal is raised. A conflict or
throttling is retried for two seconds, then `Unavailable` is raised. After an unknown outcome the request is repeated
with the same client token, for which DynamoDB remembers the outcome for ten minutes.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, Literal, TypeVar

import msgspec
from botocore.exceptions import ClientError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action as Change

from chalicelib.kernel.runtime import aws, clock, randomness
from chalicelib.kernel.storage.tables import Table
from chalicelib.kernel.values import ids
from chalicelib.kernel.values.problems import Conflict, Unavailable

Refusal = Callable[[Table | None], Exception]
T = TypeVar("T")

ITEMS_MAX = 100
RETRY_BUDGET_SECONDS = 2.0
# How often a use case reads, decides and writes again because others wrote in between.
ATTEMPTS_MAX = 4
PAUSE_MILLISECONDS_MIN, PAUSE_MILLISECONDS_MAX = 20, 200


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """One write of a transaction. `refusal` makes the exception for a failed condition from the item as it was."""

    kind: Literal["Put", "Update", "Delete", "ConditionCheck"]
    model: Table
    changes: tuple[Change, ...] = ()
    condition: Condition | None = None
    refusal: Refusal | None = None


class _Retry(Exception):
    """Nothing was written; the same request may be sent again."""


class _ConditionFailed(Exception):
    """The condition of a write did not hold."""


def put(model: Table, condition: Condition | None = None, refusal: Refusal | None = None) -> Act:
    return Act(kind="Put", model=model, condition=condition, refusal=refusal)


def put_new(model: Table, refusal: Refusal | None = None) -> Act:
    """Put an item whose key must not exist yet."""
    return put(model, type(model).absent(), refusal)


def update(model: Table, *changes: Change, condition: Condition | None = None, refusal: Refusal | None = None) -> Act:
    """Change an item; `model` carries its keys only."""
    return Act(kind="Update", model=model, changes=changes, condition=condition, refusal=refusal)


def delete(model: Table, condition: Condition | None = None, refusal: Refusal | None = None) -> Act:
    return Act(kind="Delete", model=model, condition=condition, refusal=refusal)


def check(model: Table, condition: Condition, refusal: Refusal | None = None) -> Act:
    """Require a condition of an item that this transaction does not write."""
    return Act(kind="ConditionCheck", model=model, condition=condition, refusal=refusal)


def commit(acts: Sequence[Act]) -> None:
    """Write all acts or none. If several conditions fail, the first act in the given order decides the refusal.

    Raises: the act's refusal, Conflict for a condition without one, Unavailable after the retry budget, ValueError for
    no act, for more than ITEMS_MAX and for two acts on one item.
    """
    if not 0 < len(acts) <= ITEMS_MAX:
        raise ValueError(f"a transaction takes 1 to {ITEMS_MAX} items, not {len(acts)}")
    _require_distinct(acts)
    request = {
        "TransactItems": [{act.kind: _parameters(act)} for act in acts],
        "ClientRequestToken": ids.new_ulid(),
    }
    _persist(lambda: _send_transaction(request, acts))


def write(act: Act) -> None:
    """Write one item, at half the price of a transaction.

    A single write has no client token: when it is repeated after an unknown outcome, its own first effect may fail its
    condition. Use it for writes without a condition, or whose refusal is harmless.
    Raises: as `commit`.
    """
    _persist(lambda: _send_single(act))


def write_if_met(act: Act) -> bool:
    """Write one item if the act's condition holds; returns whether it did.

    As for `write`: after an unknown outcome its own first effect can make it False.
    """
    try:
        write(msgspec.structs.replace(act, refusal=lambda _: _ConditionFailed()))
    except _ConditionFailed:
        return False
    return True


def put_if_absent(model: Table) -> bool:
    """Put an item unless its key exists; returns whether it was put. An item that is there stays as it is."""
    return write_if_met(put_new(model))


def retry_on_conflict(attempt: Callable[[], T], *overtaken: type[Exception]) -> T:
    """What `attempt` returns. It reads, decides and commits, and runs again where another write came in between.

    `overtaken` are the exceptions by which it says so; Conflict where none is named.
    Raises: Conflict, when ATTEMPTS_MAX attempts were overtaken.
    """
    last: Exception | None = None
    expected = overtaken or (Conflict,)
    for _ in range(ATTEMPTS_MAX):
        try:
            return attempt()
        except expected as error:
            last = error
    raise Conflict() from last


def _persist(send: Callable[[], None]) -> None:
    started = clock.monotonic()
    while True:
        try:
            return send()
        except _Retry as reason:
            if clock.monotonic() - started > RETRY_BUDGET_SECONDS:
                raise Unavailable() from reason
            spread = PAUSE_MILLISECONDS_MAX - PAUSE_MILLISECONDS_MIN
            clock.sleep((PAUSE_MILLISECONDS_MIN + randomness.below(spread)) / 1000)


def _send_transaction(request: dict[str, Any], acts: Sequence[Act]) -> None:
    try:
        aws.client("dynamodb").transact_write_items(**request)
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code != "TransactionCanceledException":
            if aws.is_passing(error):
                raise _Retry from error
            raise
        reasons: Any = error.response.get("CancellationReasons", [])
        for act, reason in zip(acts, reasons, strict=True):
            if reason.get("Code") == "ConditionalCheckFailed":
                raise _refusal(act, reason.get("Item")) from error
        for reason in reasons:
            if reason.get("Code") in aws.PASSING:
                raise _Retry from error
        raise
    except aws.NO_ANSWER as error:  # a timeout or a broken connection: repeated with the same token
        raise _Retry from error


def _send_single(act: Act) -> None:
    try:
        dynamodb = aws.client("dynamodb")
        {"Put": dynamodb.put_item, "Update": dynamodb.update_item, "Delete": dynamodb.delete_item}[act.kind](
            **_parameters(act)
        )
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code == "ConditionalCheckFailedException":
            old_item: Any = error.response.get("Item")
            raise _refusal(act, old_item) from error
        if aws.is_passing(error):
            raise _Retry from error
        raise
    except aws.NO_ANSWER as error:
        raise _Retry from error


def _refusal(act: Act, old_item: dict[str, Any] | None) -> Exception:
    if act.refusal is None:
        return Conflict()
    return act.refusal(type(act.model).from_raw_data(old_item) if old_item else None)


def _require_distinct(acts: Sequence[Act]) -> None:
    items = Counter((act.model.Meta.table_name, act.model.key_values) for act in acts)
    # No keys in the message: an error's text may be logged, and a key may identify a person.
    if repeated := sorted({table for (table, _), times in items.items() if times > 1}):
        raise ValueError(f"two acts on one item of {', '.join(repeated)}")


def _parameters(act: Act) -> dict[str, Any]:
    model, old = act.model, "ALL_OLD" if act.condition is not None else None
    if act.kind == "Put":
        return model.get_save_kwargs_from_instance(act.condition, old)
    if act.kind == "Update":
        return model.get_update_kwargs_from_instance(list(act.changes), act.condition, old)
    return model.get_delete_kwargs_from_instance(act.condition, old)
