"""Reads condition, filter and key-condition expressions into a tree.

Grammar and operand rules: developer guide, "Comparison operator and function reference".
"""

from dataclasses import dataclass
from functools import lru_cache

from doubles.in_memory_aws.expressions.tokens import Path, Reader

IN_LIMIT = 100

_comparators = ("=", "<>", "<=", ">=", "<", ">")
_operand_counts = {
    "attribute_exists": 1,
    "attribute_not_exists": 1,
    "attribute_type": 2,
    "begins_with": 2,
    "contains": 2,
}


@dataclass(frozen=True, slots=True)
class Value:
    name: str


@dataclass(frozen=True, slots=True)
class Size:
    path: Path


Operand = Path | Value | Size


@dataclass(frozen=True, slots=True)
class Comparison:
    operator: str
    left: Operand
    right: Operand


@dataclass(frozen=True, slots=True)
class Between:
    operand: Operand
    low: Operand
    high: Operand


@dataclass(frozen=True, slots=True)
class Among:
    operand: Operand
    choices: tuple[Operand, ...]


@dataclass(frozen=True, slots=True)
class Function:
    name: str
    operands: tuple[Operand, ...]


@dataclass(frozen=True, slots=True)
class Not:
    term: "Term"


@dataclass(frozen=True, slots=True)
class Both:
    left: "Term"
    right: "Term"


@dataclass(frozen=True, slots=True)
class Either:
    left: "Term"
    right: "Term"


Term = Comparison | Between | Among | Function | Not | Both | Either


@dataclass(frozen=True, slots=True, eq=False)
class ConditionTree:
    """A parsed condition with the `#names` and `:values` it mentions; one object per text."""

    slot: str
    term: Term
    names: frozenset[str]
    values: frozenset[str]


@lru_cache(maxsize=4096)
def parse_condition(slot: str, text: str) -> ConditionTree:
    """`slot` is the request field the text came from; AWS names it in every complaint."""
    reader = Reader(slot, text)
    term = _either(reader)
    reader.finish()
    return ConditionTree(slot, term, frozenset(reader.names), frozenset(reader.values))


def _either(reader: Reader) -> Term:
    term = _both(reader)
    while reader.taken("OR"):
        term = Either(term, _both(reader))
    return term


def _both(reader: Reader) -> Term:
    term = _negated(reader)
    while reader.taken("AND"):
        term = Both(term, _negated(reader))
    return term


def _negated(reader: Reader) -> Term:
    if reader.taken("NOT"):
        return Not(_negated(reader))
    return _simple(reader)


def _simple(reader: Reader) -> Term:
    if reader.taken("("):
        start = reader.position
        term = _either(reader)
        if reader.enclosed_since(start):
            raise reader.refusal("The expression has redundant parentheses;")
        reader.expect(")")
        return term
    if reader.peek().kind == "word" and reader.peek(1).text == "(" and reader.peek().text != "size":
        return _function(reader)
    return _comparison(reader)


def _function(reader: Reader) -> Function:
    name = reader.take().text
    if name not in _operand_counts:
        raise reader.refusal(f"Invalid function name; function: {name}")
    reader.expect("(")
    operands = _operands(reader)
    if len(operands) != _operand_counts[name]:
        count = f"operator or function: {name}, number of operands: {len(operands)}"
        raise reader.refusal(f"Incorrect number of operands for operator or function; {count}")
    if name.startswith("attribute_") and not isinstance(operands[0], Path):
        raise reader.refusal(f"Operator or function requires a document path; operator or function: {name}")
    return Function(name, operands)


def _operands(reader: Reader) -> tuple[Operand, ...]:
    """Operands up to and with the closing parenthesis."""
    operands = [_operand(reader)]
    while reader.taken(","):
        operands.append(_operand(reader))
    reader.expect(")")
    return tuple(operands)


def _comparison(reader: Reader) -> Term:
    left = _operand(reader)
    if reader.taken("BETWEEN"):
        low = _operand(reader)
        reader.expect("AND")
        return Between(left, low, _operand(reader))
    if reader.taken("IN"):
        reader.expect("(")
        choices = _operands(reader)
        if len(choices) > IN_LIMIT:
            raise reader.refusal(f"Too many operands in the IN operator; number of operands: {len(choices)}")
        return Among(left, choices)
    for operator in _comparators:
        if reader.taken(operator):
            return Comparison(operator, left, _operand(reader))
    raise reader.syntax_error()


def _operand(reader: Reader) -> Operand:
    token = reader.peek()
    if token.kind == "value":
        return Value(reader.value())
    if token.text == "size" and reader.peek(1).text == "(":
        reader.take()
        reader.expect("(")
        path = reader.path()
        reader.expect(")")
        return Size(path)
    return reader.path()
