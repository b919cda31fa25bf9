"""Turns a parsed key condition into a partition and a range of sort keys."""

from dataclasses import dataclass

from doubles.in_memory_aws.attribute_values import AttributeValue
from doubles.in_memory_aws.errors import AwsError, invalid, invalid_parameter
from doubles.in_memory_aws.expressions.conditions import (
    Between,
    Both,
    Comparison,
    ConditionTree,
    Function,
    Operand,
    Term,
    Value,
)
from doubles.in_memory_aws.expressions.evaluation import Scope
from doubles.in_memory_aws.expressions.tokens import Path

_mirrored = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "="}


@dataclass(frozen=True, slots=True)
class KeyTest:
    """`operator` is a comparator, BETWEEN (two operands) or begins_with."""

    operator: str
    operands: tuple[AttributeValue, ...]


def key_tests(tree: ConditionTree, scope: Scope, keys: dict[str, str]) -> dict[str, KeyTest]:
    """The test on each key attribute. `keys` maps the schema's attributes to their types, hash first."""
    tests: dict[str, KeyTest] = {}
    for term in _conjuncts(tree.term):
        name, test = _key_test(term, scope)
        if name in tests:
            raise _refused("KeyConditionExpressions must only contain one condition per key")
        tests[name] = test
    if len(tests) > len(keys):
        raise invalid(
            f"The number of query conditions ({len(tests)}) exceeds the number of key attributes "
            f"defined in the schema ({len(keys)})"
        )
    partition = next(iter(keys))
    if partition not in tests or tests[partition].operator != "=":
        missed = partition if partition not in tests else None
        raise invalid(
            f"Query condition missed key schema element: {missed}" if missed else "Query key condition not supported"
        )
    for name, test in tests.items():
        _check_test(name, test, keys)
    return tests


def _check_test(name: str, test: KeyTest, keys: dict[str, str]) -> None:
    if name not in keys:
        unmet = next(key for key in reversed(keys))
        raise invalid(f"Query condition missed key schema element: {unmet}")
    for operand in test.operands:
        ((kind, content),) = operand.items()
        if kind != keys[name]:
            raise invalid_parameter("Condition parameter type does not match schema type")
        if kind in ("S", "B") and content == "":
            spoken = "string" if kind == "S" else "binary"
            raise invalid(
                "One or more parameter values are not valid. The AttributeValue for a key attribute "
                f"cannot contain an empty {spoken} value. Key: {name}"
            )


def _refused(reason: str) -> AwsError:
    return invalid(f"Invalid KeyConditionExpression: {reason}")


def _conjuncts(term: Term) -> list[Term]:
    if isinstance(term, Both):
        return _conjuncts(term.left) + _conjuncts(term.right)
    return [term]


def _key_test(term: Term, scope: Scope) -> tuple[str, KeyTest]:
    if isinstance(term, Comparison) and term.operator in _mirrored:
        if isinstance(term.left, Value):
            return _named(term.right, scope), KeyTest(_mirrored[term.operator], _values(scope, term.left))
        return _named(term.left, scope), KeyTest(term.operator, _values(scope, term.right))
    if isinstance(term, Between):
        return _named(term.operand, scope), KeyTest("BETWEEN", _values(scope, term.low, term.high))
    if isinstance(term, Function) and term.name == "begins_with":
        return _named(term.operands[0], scope), KeyTest("begins_with", _values(scope, term.operands[1]))
    named = getattr(term, "operator", None) or getattr(term, "name", None) or type(term).__name__
    operator = {"Either": "OR", "Not": "NOT", "Among": "IN"}.get(named, named)
    raise _refused(f"Invalid operator used in KeyConditionExpression: {operator}")


def _named(operand: Operand, scope: Scope) -> str:
    if not isinstance(operand, Path):
        raise _refused("KeyConditionExpressions must have a key attribute on one side")
    if len(operand.elements) > 1:
        raise _refused("KeyConditionExpressions cannot have conditions on nested attributes")
    return str(operand.resolved(scope.names)[0])


def _values(scope: Scope, *operands: Operand) -> tuple[AttributeValue, ...]:
    if not all(isinstance(operand, Value) for operand in operands):
        raise _refused("KeyConditionExpressions must compare a key attribute with values")
    return tuple(scope.values[operand.name] for operand in operands if isinstance(operand, Value))
