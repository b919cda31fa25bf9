"""TransactWriteItems and TransactGetItems: all or nothing, each refusal with a reason per action."""

from dataclasses import dataclass
from typing import Any

import msgspec

from doubles.in_memory_aws.attribute_values import Item, accept
from doubles.in_memory_aws.capacity import Meter, read_units, write_units
from doubles.in_memory_aws.database import Answer, Database, Request, Target
from doubles.in_memory_aws.errors import AwsError, invalid, transaction_cancelled
from doubles.in_memory_aws.expressions.conditions import ConditionTree
from doubles.in_memory_aws.expressions.evaluation import Scope, holds
from doubles.in_memory_aws.expressions.projections import projected, resolved_projection
from doubles.in_memory_aws.expressions.scope import scope_of
from doubles.in_memory_aws.expressions.updates import UpdateTree
from doubles.in_memory_aws.item_reads import projection_of
from doubles.in_memory_aws.item_writes import charge_write, condition_of, update_of, updated_row
from doubles.in_memory_aws.key_space import Row
from doubles.in_memory_aws.keys import Place, check_values, mismatch, mistyped_key
from doubles.in_memory_aws.tables import Table

ACTION_LIMIT = 100
TRANSACTION_LIMIT_BYTES = 4 * 1024 * 1024
TOKEN_LIMIT_CHARACTERS = 36

Reason = dict[str, Any]
NO_REASON: Reason = {"Code": "None"}


@dataclass(slots=True)
class _Action:
    """One action of a transaction: `kind` is Put, Update, Delete or ConditionCheck."""

    kind: str
    table: Table
    request: Request
    condition: ConditionTree | None
    update: UpdateTree | None
    scope: Scope

    @property
    def key(self) -> Item:
        """The item's key, or the whole item of a Put."""
        return dict(self.request["Item" if self.kind == "Put" else "Key"])


@dataclass(slots=True)
class _Decided:
    """An action that may take effect: where, from which row to which (None removes; a check changes nothing)."""

    action: _Action
    place: Place
    old: Row | None
    new: Row | None


def transact_write_items(database: Database, request: Request, call_number: int) -> Answer:
    members = _members(request["TransactItems"])
    token = request.get("ClientRequestToken")
    signature = msgspec.json.encode({name: request[name] for name in request if name != "ClientRequestToken"})
    if token is not None:
        if not 1 <= len(token) <= TOKEN_LIMIT_CHARACTERS:
            raise invalid(
                "1 validation error detected: Value at 'clientRequestToken' failed to satisfy constraint: "
                f"Member must have length less than or equal to {TOKEN_LIMIT_CHARACTERS}"
            )
        before = database.tokens.remembered(token, signature)
        if before is not None:
            return _replayed(database, before, request)
    actions = [_action(database, kind, member) for kind, member in members]
    meter = database.meter("TransactWriteItems")
    decided = _decided(database, actions, meter, call_number)
    items = _committed(database, decided, meter)
    if token is not None:
        database.tokens.remember(token, signature, items)
    return _with_capacity({}, meter, request, "Write")


def _members(requested: list[dict[str, Request]]) -> list[tuple[str, Request]]:
    if not 1 <= len(requested) <= ACTION_LIMIT:
        raise invalid(
            "1 validation error detected: Value at 'transactItems' failed to satisfy constraint: "
            f"Member must have length less than or equal to {ACTION_LIMIT} and at least 1"
        )
    members = []
    for member in requested:
        if len(member) != 1:
            raise invalid("TransactItems can only contain one of Check, Put, Update or Delete")
        members.append(next(iter(member.items())))
    return members


def _action(database: Database, kind: str, request: Request) -> _Action:
    condition = condition_of(request)
    update = update_of(request) if kind == "Update" else None
    if kind == "ConditionCheck" and condition is None:
        raise invalid("A ConditionCheck needs a ConditionExpression")
    scope = scope_of(request, [condition, update])
    table = database.table(request["TableName"])
    return _Action(kind, table, request, condition, update, scope)


def _decided(database: Database, actions: list[_Action], meter: Meter, call_number: int) -> list[_Decided]:
    """Every action with its outcome, or the cancellation that names each one that cannot be."""
    _refuse_unsound_keys(actions)
    places = [action.table.keys.place_of(action.key) for action in actions]
    targets: list[Target] = [(action.table.name, place) for action, place in zip(actions, places, strict=True)]
    if len(set(targets)) < len(targets):
        raise invalid("Transaction request cannot include multiple operations on one item")
    contested = database.contested(call_number, targets)
    if any(contested):
        raise transaction_cancelled(
            [
                {"Code": "TransactionConflict", "Message": "Transaction is ongoing for the item"} if held else NO_REASON
                for held in contested
            ]
        )
    outcomes = [_outcome(action, place) for action, place in zip(actions, places, strict=True)]
    if any(isinstance(outcome, dict) for outcome in outcomes):
        _charge_cancelled(actions, places, meter)
        raise transaction_cancelled([outcome if isinstance(outcome, dict) else NO_REASON for outcome in outcomes])
    decided = [outcome for outcome in outcomes if isinstance(outcome, _Decided)]
    if sum(outcome.new.size_bytes for outcome in decided if outcome.new) > TRANSACTION_LIMIT_BYTES:
        raise invalid("Transaction request exceeds the 4MB transaction size limit")
    return decided


def _refuse_unsound_keys(actions: list[_Action]) -> None:
    """A key of the wrong type is a reason of the action's; an empty or missing one fails the request."""
    reasons: list[Reason] = []
    for action in actions:
        wrong = _unsound(action)
        reasons.append({"Code": "ValidationError", "Message": wrong} if wrong else NO_REASON)
    if any(reason is not NO_REASON for reason in reasons):
        raise transaction_cancelled(reasons)


def _unsound(action: _Action) -> str | None:
    schema, key = action.table.keys, action.key
    for value in key.values():
        accept(value)
    complete = all(name in key for name in schema.types)
    if not complete or (action.kind != "Put" and len(key) > len(schema.types)):
        raise mismatch()
    wrong = mistyped_key(schema, key)
    if wrong is not None:
        return wrong if action.kind == "Put" else "The provided key element does not match the schema"
    check_values(schema, key)
    if action.kind == "Put":
        return next(filter(None, (index.mistyped(key) for index in action.table.indexes.values())), None)
    return None


def _outcome(action: _Action, place: Place) -> _Decided | Reason:
    old = action.table.row(place)
    if action.condition is not None and not holds(action.condition, old.item if old else None, action.scope):
        reason: Reason = {"Code": "ConditionalCheckFailed", "Message": "The conditional request failed"}
        if old is not None and action.request.get("ReturnValuesOnConditionCheckFailure") == "ALL_OLD":
            reason["Item"] = old.item
        return reason
    if action.kind == "ConditionCheck":
        return _Decided(action, place, old, old)
    if action.kind == "Delete":
        return _Decided(action, place, old, None)
    if action.kind == "Put":
        return _Decided(action, place, old, action.table.accepted(action.request["Item"]))
    if action.update is not None:
        targets = {str(path.resolved(action.scope.names)[0]) for path in action.update.targets()}
        action.table.check_not_key(targets)
    try:
        new, _ = updated_row(action.table, action.key, old, action.update, scope=action.scope)
    except AwsError as refused:
        return {"Code": "ValidationError", "Message": refused.message}
    return _Decided(action, place, old, new)


def _charge_cancelled(actions: list[_Action], places: list[Place], meter: Meter) -> None:
    # AWS charges a cancelled transaction and publishes no rule for it: each action is counted here as the
    # transactional write of the item it found, which errs on the side of a higher bill.
    for action, place in zip(actions, places, strict=True):
        row = action.table.row(place)
        units = write_units(row.size_bytes if row else 0, transactional=True)
        meter.charge(action.table.name, action.table.shown_key(action.key), units, kind="write")


def _committed(database: Database, decided: list[_Decided], meter: Meter) -> list[tuple[str, str, int]]:
    moment = database.moment()
    items = []
    for outcome in decided:
        action, table = outcome.action, outcome.action.table
        shown = table.shown_key(action.key)
        if action.kind == "ConditionCheck":
            size = outcome.old.size_bytes if outcome.old else 0
            meter.charge(table.name, shown, write_units(size, transactional=True), kind="write")
        else:
            written = table.write(outcome.place, outcome.new, moment)
            size = charge_write(meter, table, written, outcome.new, key=action.key, transactional=True)
        items.append((table.name, shown, size))
    return items


def _replayed(database: Database, items: list[tuple[str, str, int]], request: Request) -> Answer:
    """The same transaction again within ten minutes: no effect, and a transactional read of each item."""
    meter = database.meter("TransactWriteItems")
    for table, key, size in items:
        meter.charge(table, key, read_units(size, consistent=True, transactional=True), kind="read")
    return _with_capacity({}, meter, request, "Read")


def _with_capacity(answer: Answer, meter: Meter, request: Request, kind: str) -> Answer:
    consumed = meter.consumed(request.get("ReturnConsumedCapacity"), transaction=kind)
    return {**answer, "ConsumedCapacity": consumed} if consumed else answer


def transact_get_items(database: Database, request: Request, call_number: int) -> Answer:
    members = _members(request["TransactItems"])
    actions = []
    for kind, member in members:
        projection = projection_of(member)
        scope = scope_of(member, [projection])
        actions.append((_Action(kind, database.table(member["TableName"]), member, None, None, scope), projection))
    _refuse_unsound_keys([action for action, _ in actions])
    targets: list[Target] = [(action.table.name, action.table.keys.place_of(action.key)) for action, _ in actions]
    if len(set(targets)) < len(targets):
        raise invalid("Transaction request cannot include multiple operations on one item")
    contested = database.contested(call_number, targets)
    if any(contested):
        raise transaction_cancelled([{"Code": "TransactionConflict"} if held else NO_REASON for held in contested])
    meter = database.meter("TransactGetItems")
    responses: list[Answer] = []
    for (action, projection), (_, place) in zip(actions, targets, strict=True):
        row = action.table.row(place)
        units = read_units(row.size_bytes if row else 0, consistent=True, transactional=True)
        meter.charge(action.table.name, action.table.shown_key(action.key), units, kind="read")
        item = row.item if row else {}
        if projection is not None:
            item = projected(item, resolved_projection(projection, action.scope.names))
        responses.append({"Item": item} if item else {})
    return _with_capacity({"Responses": responses}, meter, request, "Read")


def targets_of(database: Database, request: Request) -> frozenset[Target]:
    """The items a TransactWriteItems request will hold; none where the request is not sound."""
    targets: set[Target] = set()
    try:
        for kind, member in _members(request["TransactItems"]):
            table = database.table(member["TableName"])
            key = member["Item" if kind == "Put" else "Key"]
            for name in table.keys.types:
                accept(key[name])
            targets.add((table.name, table.keys.place_of(key)))
    except (AwsError, KeyError, TypeError):
        return frozenset()
    return frozenset(targets)
