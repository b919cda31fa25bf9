"""Binds a request's names and values to its expressions, refusing what is missing or not used."""

from collections.abc import Sequence
from typing import Any

from doubles.in_memory_aws.attribute_values import accept
from doubles.in_memory_aws.errors import invalid
from doubles.in_memory_aws.expressions.applied_updates import check_update
from doubles.in_memory_aws.expressions.conditions import ConditionTree
from doubles.in_memory_aws.expressions.evaluation import Scope, check_operands
from doubles.in_memory_aws.expressions.projections import ProjectionTree
from doubles.in_memory_aws.expressions.updates import UpdateTree

Tree = ConditionTree | UpdateTree | ProjectionTree

_slots = {UpdateTree: "UpdateExpression", ProjectionTree: "ProjectionExpression"}


def scope_of(request: dict[str, Any], trees: Sequence[Tree | None]) -> Scope:
    """The scope all `trees` of one request share; every check that needs no item has passed."""
    names = _declared(request, "ExpressionAttributeNames")
    values = _declared(request, "ExpressionAttributeValues")
    used = [tree for tree in trees if tree is not None]
    for field, declared in (("ExpressionAttributeNames", names), ("ExpressionAttributeValues", values)):
        if declared and not used:
            raise invalid(f"{field} can only be specified when using expressions")
    for value in values.values():
        accept(value)
    for tree in used:
        _refuse_undefined(tree, names, values)
    _refuse_unused("ExpressionAttributeNames", names, frozenset().union(*(tree.names for tree in used)))
    _refuse_unused("ExpressionAttributeValues", values, frozenset().union(*(tree.values for tree in used)))
    scope = Scope(names, values)
    for tree in used:
        if isinstance(tree, ConditionTree):
            check_operands(tree, scope)
        elif isinstance(tree, UpdateTree):
            check_update(tree, scope)
    return scope


def _declared(request: dict[str, Any], field: str) -> dict[str, Any]:
    declared = request.get(field)
    if declared is None:
        return {}
    if not declared:
        raise invalid(f"{field} must not be empty")
    mark = "#" if field == "ExpressionAttributeNames" else ":"
    for key in declared:
        if not key.startswith(mark) or len(key) < 2:
            raise invalid(f'{field} contains invalid key: Syntax error; key: "{key}"')
    return dict(declared)


def _refuse_undefined(tree: Tree, names: dict[str, Any], values: dict[str, Any]) -> None:
    slot = tree.slot if isinstance(tree, ConditionTree) else _slots[type(tree)]
    for name in sorted(tree.names - names.keys()):
        raise invalid(
            f"Invalid {slot}: An expression attribute name used in the document path is not defined; "
            f"attribute name: {name}"
        )
    for value in sorted(tree.values - values.keys()):
        raise invalid(
            f"Invalid {slot}: An expression attribute value used in expression is not defined; attribute value: {value}"
        )


def _refuse_unused(field: str, declared: dict[str, Any], used: frozenset[str]) -> None:
    idle = sorted(declared.keys() - used)
    if idle:
        raise invalid(f"Value provided in {field} unused in expressions: keys: {{{', '.join(idle)}}}")
