"""Applies a parsed update to an item, leaving the item it was given as it was.

All clauses read the item as it stood before; targets may not overlap; positions in lists are the old ones.
"""

from collections.abc import Callable
from decimal import Context
from typing import Any

from doubles.in_memory_aws.attribute_values import AttributeValue, Item, number_of, number_value, type_of
from doubles.in_memory_aws.errors import invalid
from doubles.in_memory_aws.expressions.conditions import Value
from doubles.in_memory_aws.expressions.evaluation import Scope, value_at
from doubles.in_memory_aws.expressions.tokens import Path, PathElement, shown
from doubles.in_memory_aws.expressions.updates import (
    Change,
    IfNotExists,
    ListAppend,
    SetOperand,
    Sum,
    UpdateTree,
)

ResolvedPath = tuple[PathElement, ...]

# Wide enough that a sum is exact; number_of refuses what DynamoDB cannot hold.
_exact = Context(prec=300)
_sets = frozenset({"SS", "NS", "BS"})
_spoken = {
    "S": "STRING",
    "N": "NUMBER",
    "B": "BINARY",
    "BOOL": "BOOLEAN",
    "NULL": "NULL",
    "L": "LIST",
    "M": "MAP",
}


def updated(item: Item, update: UpdateTree, scope: Scope) -> tuple[Item, list[ResolvedPath]]:
    """The item after the update, and the paths it touched. Numbers and sets are canonical."""
    writes: list[tuple[ResolvedPath, AttributeValue]] = []
    removals = [path.resolved(scope.names) for path in update.removals]
    touched = [path.resolved(scope.names) for path in update.targets()]
    for assignment in update.assignments:
        writes.append((assignment.path.resolved(scope.names), _value(assignment.value, item, scope)))
    for change in update.additions:
        path = change.path.resolved(scope.names)
        writes.append((path, _added(value_at(item, path), scope.values[change.value.name])))
    for change in update.deletions:
        path = change.path.resolved(scope.names)
        found = value_at(item, path)
        if found is not None:
            rest = _without(found, scope.values[change.value.name])
            writes.append((path, rest)) if rest else removals.append(path)
    after = dict(item)
    for path, value in sorted(writes, key=lambda write: _position(write[0])):
        _assign(after, path, value)
    for path in sorted(removals, key=_position, reverse=True):
        _remove(after, path)
    return after, touched


def _position(path: ResolvedPath) -> int:
    # Appending past a list's end goes by position, removing goes from the end.
    return path[-1] if isinstance(path[-1], int) else -1


def check_update(update: UpdateTree, scope: Scope) -> None:
    """Refuse what AWS refuses before it reads the item: overlapping targets and wrong operand types."""
    targets = [path.resolved(scope.names) for path in update.targets()]
    if any(len(path) > 1 for path in targets) or len(set(targets)) < len(targets):
        _check_overlap(targets)
    for assignment in update.assignments:
        _check_operands(assignment.value, scope)
    for operator, changes in (("ADD", update.additions), ("DELETE", update.deletions)):
        for change in changes:
            _check_change(operator, change, scope)


def _check_overlap(targets: list[ResolvedPath]) -> None:
    for index, one in enumerate(targets):
        for other in targets[index + 1 :]:
            shared = min(len(one), len(other))
            if one[:shared] == other[:shared]:
                raise invalid(
                    "Invalid UpdateExpression: Two document paths overlap with each other; must remove or "
                    f"rewrite one of these paths; path one: {shown(one)}, path two: {shown(other)}"
                )


def _check_operands(operand: SetOperand, scope: Scope) -> None:
    if isinstance(operand, Sum):
        for side in (operand.left, operand.right):
            _check_type(operand.operator, side, "N", scope)
    elif isinstance(operand, ListAppend):
        for side in (operand.first, operand.second):
            _check_type("list_append", side, "L", scope)
    elif isinstance(operand, IfNotExists):
        _check_operands(operand.otherwise, scope)


def _check_type(operator: str, operand: SetOperand, expected: str, scope: Scope) -> None:
    if isinstance(operand, Value):
        kind = type_of(scope.values[operand.name])
        if kind != expected:
            raise invalid(
                "Invalid UpdateExpression: Incorrect operand type for operator or function; "
                f"operator or function: {operator}, operand type: {kind}"
            )
    else:
        _check_operands(operand, scope)


def _check_change(operator: str, change: Change, scope: Scope) -> None:
    kind = type_of(scope.values[change.value.name])
    if kind not in _sets and not (operator == "ADD" and kind == "N"):
        raise invalid(
            "Invalid UpdateExpression: Incorrect operand type for operator or function; "
            f"operator: {operator}, operand type: {_spoken[kind]}, typeSet: ALLOWED_FOR_ADD_OPERAND"
        )


def _value(operand: SetOperand, item: Item, scope: Scope) -> AttributeValue:
    if isinstance(operand, Value):
        return scope.values[operand.name]
    if isinstance(operand, Path):
        found = value_at(item, operand.resolved(scope.names))
        if found is None:
            raise invalid("The provided expression refers to an attribute that does not exist in the item")
        return found
    if isinstance(operand, IfNotExists):
        found = value_at(item, operand.path.resolved(scope.names))
        return _value(operand.otherwise, item, scope) if found is None else found
    if isinstance(operand, ListAppend):
        first, second = _value(operand.first, item, scope), _value(operand.second, item, scope)
        return {"L": [*_operand(first, "L"), *_operand(second, "L")]}
    left, right = _value(operand.left, item, scope), _value(operand.right, item, scope)
    return _sum(_operand(left, "N"), _operand(right, "N"), operand.operator)


def _operand(value: AttributeValue, expected: str) -> Any:
    if expected not in value:
        raise invalid("An operand in the update expression has an incorrect data type")
    return value[expected]


def _sum(left: str, right: str, operator: str) -> AttributeValue:
    one, other = number_value(left), number_value(right)
    if isinstance(one, int) and isinstance(other, int):
        return {"N": number_of(str(one + other if operator == "+" else one - other))[0]}
    combine: Callable[..., Any] = _exact.add if operator == "+" else _exact.subtract
    return {"N": number_of(str(combine(one, other)))[0]}


def _added(found: AttributeValue | None, change: AttributeValue) -> AttributeValue:
    kind = type_of(change)
    if found is None:
        return change
    present = _operand(found, kind)
    if kind == "N":
        return _sum(present, change["N"], "+")
    return {kind: present + [member for member in change[kind] if member not in present]}


def _without(found: AttributeValue, change: AttributeValue) -> AttributeValue | None:
    kind = type_of(change)
    rest = [member for member in _operand(found, kind) if member not in change[kind]]
    return {kind: rest} if rest else None


def _invalid_path() -> Exception:
    return invalid("The document path provided in the update expression is invalid for update")


def _copied(value: AttributeValue | None) -> AttributeValue:
    """A copy one level deep, so that the stored item keeps its own."""
    if value is not None and "M" in value:
        return {"M": dict(value["M"])}
    if value is not None and "L" in value:
        return {"L": list(value["L"])}
    raise _invalid_path()


def _parent(item: Item, path: ResolvedPath) -> AttributeValue:
    """The container of the path's last element, copied on the way down."""
    name = str(path[0])
    node = item[name] = _copied(item.get(name))
    for element in path[1:-1]:
        child = _copied(value_at({"node": node}, ("node", element)))
        node["L" if isinstance(element, int) else "M"][element] = child
        node = child
    return node


def _assign(item: Item, path: ResolvedPath, value: AttributeValue) -> None:
    last = path[-1]
    if len(path) == 1:
        item[str(last)] = value
        return
    node = _parent(item, path)
    if isinstance(last, int) and "L" in node:
        if last < len(node["L"]):
            node["L"][last] = value
        else:
            node["L"].append(value)
    elif isinstance(last, str) and "M" in node:
        node["M"][last] = value
    else:
        raise _invalid_path()


def _remove(item: Item, path: ResolvedPath) -> None:
    last = path[-1]
    if len(path) == 1:
        item.pop(str(last), None)
        return
    node = _parent(item, path)
    if isinstance(last, int) and "L" in node:
        if last < len(node["L"]):
            del node["L"][last]
    elif isinstance(last, str) and "M" in node:
        node["M"].pop(last, None)
    else:
        raise _invalid_path()
