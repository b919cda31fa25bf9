"""Reads update expressions: SET, REMOVE, ADD and DELETE clauses, each at most once."""

from dataclasses import dataclass
from functools import lru_cache

from doubles.in_memory_aws.expressions.conditions import Value
from doubles.in_memory_aws.expressions.tokens import Path, Reader


@dataclass(frozen=True, slots=True)
class IfNotExists:
    path: Path
    otherwise: "SetOperand"


@dataclass(frozen=True, slots=True)
class ListAppend:
    first: "SetOperand"
    second: "SetOperand"


@dataclass(frozen=True, slots=True)
class Sum:
    """`operator` is + or -."""

    operator: str
    left: "SetOperand"
    right: "SetOperand"


SetOperand = Path | Value | IfNotExists | ListAppend | Sum


@dataclass(frozen=True, slots=True)
class Assignment:
    path: Path
    value: SetOperand


@dataclass(frozen=True, slots=True)
class Change:
    """One ADD or DELETE action."""

    path: Path
    value: Value


@dataclass(frozen=True, slots=True, eq=False)
class UpdateTree:
    """A parsed update with the `#names` and `:values` it mentions; one object per text."""

    assignments: tuple[Assignment, ...]
    removals: tuple[Path, ...]
    additions: tuple[Change, ...]
    deletions: tuple[Change, ...]
    names: frozenset[str]
    values: frozenset[str]

    def targets(self) -> list[Path]:
        return [
            *(assignment.path for assignment in self.assignments),
            *self.removals,
            *(change.path for change in (*self.additions, *self.deletions)),
        ]


@lru_cache(maxsize=4096)
def parse_update(text: str) -> UpdateTree:
    reader = Reader("UpdateExpression", text)
    assignments: list[Assignment] = []
    removals: list[Path] = []
    changes: dict[str, list[Change]] = {"ADD": [], "DELETE": []}
    seen: set[str] = set()
    while (clause := reader.peek().kind) in ("SET", "REMOVE", "ADD", "DELETE"):
        if clause in seen:
            reason = f'The "{clause}" section can only be used once in an update expression;'
            raise reader.refusal(reason)
        seen.add(clause)
        reader.take()
        while True:
            if clause == "SET":
                assignments.append(_assignment(reader))
            elif clause == "REMOVE":
                removals.append(reader.path())
            else:
                changes[clause].append(Change(reader.path(), Value(reader.value())))
            if not reader.taken(","):
                break
    if not seen:
        raise reader.syntax_error()
    reader.finish()
    return UpdateTree(
        tuple(assignments),
        tuple(removals),
        tuple(changes["ADD"]),
        tuple(changes["DELETE"]),
        frozenset(reader.names),
        frozenset(reader.values),
    )


def _assignment(reader: Reader) -> Assignment:
    path = reader.path()
    reader.expect("=")
    return Assignment(path, _sum(reader))


def _sum(reader: Reader) -> SetOperand:
    left = _operand(reader)
    for operator in ("+", "-"):
        if reader.taken(operator):
            # The grammar has one operator: a + b + c is a syntax error at the second sign.
            return Sum(operator, left, _operand(reader))
    return left


def _operand(reader: Reader) -> SetOperand:
    token = reader.peek()
    if token.kind == "value":
        return Value(reader.value())
    if reader.taken("("):
        inner = _sum(reader)
        reader.expect(")")
        return inner
    if token.kind == "word" and reader.peek(1).text == "(":
        return _function(reader)
    return reader.path()


def _function(reader: Reader) -> SetOperand:
    name = reader.take().text
    reader.expect("(")
    if name == "if_not_exists":
        path = reader.path()
        reader.expect(",")
        otherwise = _sum(reader)
        reader.expect(")")
        return IfNotExists(path, otherwise)
    if name == "list_append":
        first = _sum(reader)
        reader.expect(",")
        second = _sum(reader)
        reader.expect(")")
        return ListAppend(first, second)
    raise reader.refusal(f"Invalid function name; function: {name}")
