"""Decides a parsed condition on one item: a closure per tree, built once and kept."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import NamedTuple

from doubles.in_memory_aws.attribute_values import (
    AttributeValue,
    Item,
    binary_of,
    sort_value,
    type_names,
    type_of,
)
from doubles.in_memory_aws.errors import invalid
from doubles.in_memory_aws.expressions.conditions import (
    Among,
    Between,
    Both,
    Comparison,
    ConditionTree,
    Either,
    Function,
    Not,
    Operand,
    Size,
    Term,
    Value,
)
from doubles.in_memory_aws.expressions.tokens import Path, PathElement, shown

ordered_types = frozenset({"S", "N", "B"})


class Scope(NamedTuple):
    """The request's ExpressionAttributeNames and (accepted) ExpressionAttributeValues."""

    names: dict[str, str]
    values: dict[str, AttributeValue]


Test = Callable[[Mapping[str, AttributeValue], Scope], bool]
Read = Callable[[Mapping[str, AttributeValue], Scope], AttributeValue | None]


def value_at(item: Mapping[str, AttributeValue], path: tuple[PathElement, ...]) -> AttributeValue | None:
    """The value a resolved path leads to, or None."""
    found = item.get(str(path[0]))
    for element in path[1:]:
        if found is None:
            return None
        if isinstance(element, int):
            elements = found.get("L")
            found = elements[element] if elements is not None and element < len(elements) else None
        else:
            found = found["M"].get(element) if "M" in found else None
    return found


def read_path(path: Path) -> Read:
    if len(path.elements) > 1:
        return lambda item, scope: value_at(item, path.resolved(scope.names))
    name = str(path.elements[0])
    if name.startswith("#"):
        return lambda item, scope: item.get(scope.names[name])
    return lambda item, _: item.get(name)


def _reader_of(operand: Operand) -> Read:
    if isinstance(operand, Value):
        name = operand.name
        return lambda _, scope: scope.values[name]
    if isinstance(operand, Size):
        inner = read_path(operand.path)

        def size(item: Mapping[str, AttributeValue], scope: Scope) -> AttributeValue | None:
            value = inner(item, scope)
            length = None if value is None else _length(value)
            return None if length is None else {"N": str(length)}

        return size
    return read_path(operand)


def _length(value: AttributeValue) -> int | None:
    """What size() counts: UTF-16 units of a string, bytes of a binary, members of the rest."""
    ((kind, content),) = value.items()
    if kind == "S":
        return len(content) if content.isascii() else len(content.encode("utf-16-le")) // 2
    if kind == "B":
        return len(binary_of(content))
    return len(content) if kind in ("SS", "NS", "BS", "L", "M") else None


def compare(operator: str, left: AttributeValue | None, right: AttributeValue | None) -> bool:
    """A missing attribute equals nothing and differs from every value; other types are not ordered."""
    if operator == "=":
        return left is not None and left == right
    if operator == "<>":
        return left != right
    if left is None or right is None or type_of(left) != type_of(right):
        return False
    if type_of(left) not in ordered_types:
        return False
    one, other = sort_value(left), sort_value(right)
    if operator == "<":
        return one < other  # type: ignore[operator]
    if operator == "<=":
        return one <= other  # type: ignore[operator]
    if operator == ">":
        return one > other  # type: ignore[operator]
    return one >= other  # type: ignore[operator]


def _contains(whole: AttributeValue | None, part: AttributeValue | None) -> bool:
    if whole is None or part is None:
        return False
    ((kind, content),) = whole.items()
    ((part_kind, sought),) = part.items()
    if kind == "S":
        return part_kind == "S" and sought in content
    if kind == "B":
        return part_kind == "B" and binary_of(sought) in binary_of(content)
    if kind in ("SS", "NS", "BS"):
        return kind[0] == part_kind and sought in content
    return kind == "L" and part in content


def _begins_with(whole: AttributeValue | None, start: AttributeValue | None) -> bool:
    if whole is None or start is None or type_of(whole) != type_of(start):
        return False
    if "S" in whole:
        return bool(whole["S"].startswith(start["S"]))
    return "B" in whole and binary_of(whole["B"]).startswith(binary_of(start["B"]))


def _function(term: Function) -> Test:
    first = _reader_of(term.operands[0])
    if term.name == "attribute_exists":
        return lambda item, scope: first(item, scope) is not None
    if term.name == "attribute_not_exists":
        return lambda item, scope: first(item, scope) is None
    second = _reader_of(term.operands[1])
    if term.name == "contains":
        return lambda item, scope: _contains(first(item, scope), second(item, scope))
    if term.name == "begins_with":
        return lambda item, scope: _begins_with(first(item, scope), second(item, scope))

    def has_type(item: Mapping[str, AttributeValue], scope: Scope) -> bool:
        value, name = first(item, scope), second(item, scope)
        return value is not None and name is not None and type_of(value) == name.get("S")

    return has_type


def _between(term: Between) -> Test:
    operand, low, high = _reader_of(term.operand), _reader_of(term.low), _reader_of(term.high)

    def test(item: Mapping[str, AttributeValue], scope: Scope) -> bool:
        value = operand(item, scope)
        return compare(">=", value, low(item, scope)) and compare("<=", value, high(item, scope))

    return test


def _among(term: Among) -> Test:
    operand, choices = _reader_of(term.operand), [_reader_of(choice) for choice in term.choices]

    def test(item: Mapping[str, AttributeValue], scope: Scope) -> bool:
        value = operand(item, scope)
        return value is not None and any(value == choice(item, scope) for choice in choices)

    return test


def _test(term: Term) -> Test:
    if isinstance(term, Comparison):
        operator, left, right = term.operator, _reader_of(term.left), _reader_of(term.right)
        return lambda item, scope: compare(operator, left(item, scope), right(item, scope))
    if isinstance(term, Between):
        return _between(term)
    if isinstance(term, Among):
        return _among(term)
    if isinstance(term, Function):
        return _function(term)
    if isinstance(term, Not):
        inner = _test(term.term)
        return lambda item, scope: not inner(item, scope)
    one, other = _test(term.left), _test(term.right)
    if isinstance(term, Both):
        return lambda item, scope: one(item, scope) and other(item, scope)
    return lambda item, scope: one(item, scope) or other(item, scope)


@lru_cache(maxsize=4096)
def test_of(tree: ConditionTree) -> Test:
    return _test(tree.term)


test_of.__test__ = False  # type: ignore[attr-defined]  # pytest would collect the name


def terms_of(term: Term) -> list[Term]:
    """The leaves of a tree, left to right."""
    if isinstance(term, Not):
        return terms_of(term.term)
    if isinstance(term, Both | Either):
        return terms_of(term.left) + terms_of(term.right)
    return [term]


@lru_cache(maxsize=4096)
def _checked_terms(tree: ConditionTree) -> tuple[Term, ...]:
    return tuple(
        term
        for term in terms_of(tree.term)
        if not (isinstance(term, Comparison) and term.operator in ("=", "<>") and _plainly_distinct(term))
        and not (isinstance(term, Function) and len(term.operands) == 1)
    )


def _plainly_distinct(term: Comparison) -> bool:
    return isinstance(term.left, Value) != isinstance(term.right, Value)


def check_operands(tree: ConditionTree, scope: Scope) -> None:
    """Refuse what AWS refuses before it reads any item: operand types, equal operands, inverted bounds."""
    for term in _checked_terms(tree):
        try:
            _check(term, scope)
        except ValueError as refused:
            raise invalid(f"Invalid {tree.slot}: {refused}") from None


def _check(term: Term, scope: Scope) -> None:
    if isinstance(term, Comparison):
        _check_distinct(term.operator, (term.left, term.right), scope)
        if term.operator not in ("=", "<>"):
            _check_types(term.operator, (term.left, term.right), scope)
    elif isinstance(term, Between):
        _check_types("BETWEEN", (term.operand, term.low, term.high), scope)
        _check_bounds(term, scope)
    elif isinstance(term, Function) and term.name == "attribute_type":
        named = term.operands[1]
        if isinstance(named, Value) and scope.values[named.name].get("S") not in type_names:
            raise ValueError(f"Invalid attribute type name found; type: {scope.values[named.name]}")
    elif isinstance(term, Function):
        _check_distinct(term.name, term.operands, scope)
        if term.name == "begins_with":
            _check_types(term.name, term.operands, scope, allowed=frozenset({"S", "B"}))


def _check_types(
    operator: str, operands: tuple[Operand, ...], scope: Scope, *, allowed: frozenset[str] = ordered_types
) -> None:
    for operand in operands:
        if isinstance(operand, Value) and type_of(scope.values[operand.name]) not in allowed:
            kind = type_of(scope.values[operand.name])
            raise ValueError(
                "Incorrect operand type for operator or function; "
                f"operator or function: {operator}, operand type: {kind}"
            )


def _check_distinct(operator: str, operands: tuple[Operand, ...], scope: Scope) -> None:
    if not all(isinstance(operand, Path) for operand in operands):
        return
    first, *others = [operand.resolved(scope.names) for operand in operands if isinstance(operand, Path)]
    if first in others:
        raise ValueError(
            "The first operand must be distinct from the remaining operands for this operator or function; "
            f"operator: {operator}, first operand: {shown(first)}"
        )


def _check_bounds(term: Between, scope: Scope) -> None:
    if not isinstance(term.low, Value) or not isinstance(term.high, Value):
        return
    low, high = scope.values[term.low.name], scope.values[term.high.name]
    if type_of(low) != type_of(high):
        raise ValueError(
            "The BETWEEN operator requires same data type for lower and upper bounds; "
            f"lower bound operand: AttributeValue: {low}, upper bound operand: AttributeValue: {high}"
        )
    if compare(">", low, high):
        raise ValueError(
            "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; "
            f"lower bound operand: AttributeValue: {low}, upper bound operand: AttributeValue: {high}"
        )


def holds(tree: ConditionTree, item: Item | None, scope: Scope) -> bool:
    """Whether the condition holds for an item; a missing item has no attributes."""
    return test_of(tree)(item or {}, scope)
