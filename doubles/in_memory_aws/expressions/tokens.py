"""The words an expression is made of, and a reader that knows where it stands in them."""

import re
from typing import NamedTuple

from doubles.in_memory_aws.errors import AwsError, invalid
from doubles.in_memory_aws.reserved_words import reserved_words

EXPRESSION_LIMIT_BYTES = 4096

_token = re.compile(
    r"\s*(?:(?P<mark><>|<=|>=|[=<>(),.\[\]+-])|(?P<alias>#[A-Za-z0-9_]+)|(?P<value>:[A-Za-z0-9_]+)"
    r"|(?P<word>[A-Za-z_][A-Za-z0-9_]*)|(?P<number>\d+)|(?P<other>\S))"
)
_keywords = frozenset({"AND", "OR", "NOT", "BETWEEN", "IN", "SET", "REMOVE", "ADD", "DELETE"})


class Token(NamedTuple):
    """`kind` is mark, alias, value, word, number, end, or the keyword itself in capitals."""

    kind: str
    text: str


END = Token("end", "<EOF>")

PathElement = str | int


class Path(NamedTuple):
    """A document path as written: names, `#aliases` and list positions."""

    elements: tuple[PathElement, ...]

    def resolved(self, names: dict[str, str]) -> tuple[PathElement, ...]:
        return tuple(
            names[element] if isinstance(element, str) and element[0] == "#" else element for element in self.elements
        )


def shown(path: tuple[PathElement, ...]) -> str:
    return "[" + ", ".join(f"[{part}]" if isinstance(part, int) else part for part in path) + "]"


class Reader:
    """Reads the tokens of one expression and remembers which names and values it used."""

    def __init__(self, slot: str, text: str) -> None:
        self.slot = slot
        self.names: set[str] = set()
        self.values: set[str] = set()
        if not text.strip():
            raise self.refusal("The expression can not be empty;")
        if len(text.encode()) > EXPRESSION_LIMIT_BYTES:
            raise self.refusal("Expression size has exceeded the maximum allowed size;")
        self._tokens = [self._read(match) for match in _token.finditer(text)]
        self.position = 0

    def _read(self, match: re.Match[str]) -> Token:
        kind = match.lastgroup or "other"
        text = match.group(kind)
        if kind == "other":
            raise self.refusal(f'Syntax error; token: "{text}", near: "{text}"')
        if kind == "word" and text.upper() in _keywords:
            return Token(text.upper(), text)
        return Token(kind, text)

    def refusal(self, reason: str) -> AwsError:
        return invalid(f"Invalid {self.slot}: {reason}")

    def syntax_error(self) -> AwsError:
        near = " ".join(token.text for token in self._tokens[max(0, self.position - 1) : self.position + 2])
        return self.refusal(f'Syntax error; token: "{self.peek().text}", near: "{near}"')

    def peek(self, ahead: int = 0) -> Token:
        position = self.position + ahead
        return self._tokens[position] if position < len(self._tokens) else END

    def take(self) -> Token:
        token = self.peek()
        self.position += 1
        return token

    def taken(self, text: str) -> bool:
        """Take the next token if it is this mark or keyword."""
        token = self.peek()
        if text in (token.text, token.kind) and token.kind not in ("word", "alias", "value", "number"):
            self.position += 1
            return True
        return False

    def expect(self, text: str) -> None:
        if not self.taken(text):
            raise self.syntax_error()

    def finish(self) -> None:
        if self.peek() is not END:
            raise self.syntax_error()

    def enclosed_since(self, start: int) -> bool:
        """Whether what was read since `start` is one pair of parentheses and nothing else."""
        depth = 0
        for place in range(start, self.position):
            text = self._tokens[place].text
            depth += (text == "(") - (text == ")")
            if depth == 0:
                return text == ")" and place == self.position - 1
        return False

    def value(self) -> str:
        if self.peek().kind != "value":
            raise self.syntax_error()
        name = self.take().text
        self.values.add(name)
        return name

    def path(self) -> Path:
        elements: list[PathElement] = [self._name()]
        while True:
            if self.taken("."):
                elements.append(self._name())
            elif self.taken("["):
                if self.peek().kind != "number":
                    raise self.syntax_error()
                elements.append(int(self.take().text))
                self.expect("]")
            else:
                return Path(tuple(elements))

    def _name(self) -> str:
        token = self.peek()
        if token.kind == "alias":
            self.names.add(token.text)
        elif token.kind == "word" or token.kind in _keywords:
            if token.text.upper() in reserved_words:
                reason = f"Attribute name is a reserved keyword; reserved keyword: {token.text}"
                raise self.refusal(reason)
        else:
            raise self.syntax_error()
        return self.take().text
