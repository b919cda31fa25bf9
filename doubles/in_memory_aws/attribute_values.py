"""DynamoDB's attribute values in wire form: what is accepted, one canonical form, sizes and order.

Sources: the developer guide's "Supported data types and naming rules" and "Item sizes and formats".
Accepting a value rewrites numbers and sets in one canonical form, so that `==` on two wire values is
DynamoDB's equality and no evaluation parses a number twice.
"""

import base64
import re
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from doubles.in_memory_aws.errors import invalid, invalid_parameter

type_names = frozenset({"S", "N", "B", "SS", "NS", "BS", "BOOL", "NULL", "L", "M"})
AttributeValue = dict[str, Any]
Item = dict[str, AttributeValue]
SortValue = str | int | Decimal | bytes

MAXIMUM_DIGITS = 38
MAXIMUM_DEPTH = 32
ITEM_LIMIT_BYTES = 400 * 1024

_number = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\Z", re.ASCII)


@lru_cache(maxsize=65536)
def number_of(text: str) -> tuple[str, int]:
    """The canonical form of a number and its size in bytes. Raises a ValidationException as AWS does."""
    if not _number.match(text):
        raise invalid(f"The parameter cannot be converted to a numeric value: {text}")
    sign, digits, exponent = Decimal(text).as_tuple()
    if not isinstance(exponent, int):
        raise invalid(f"The parameter cannot be converted to a numeric value: {text}")
    significant = "".join(map(str, digits)).lstrip("0")
    if not significant:
        return "0", 1
    trimmed = significant.rstrip("0")
    exponent += len(significant) - len(trimmed)
    magnitude = exponent + len(trimmed) - 1
    if magnitude > 125:
        raise invalid("Number overflow. Attempting to store a number with magnitude larger than supported range")
    if magnitude < -130:
        raise invalid("Number underflow. Attempting to store a number with magnitude smaller than supported range")
    if len(trimmed) > MAXIMUM_DIGITS:
        raise invalid("Attempting to store more than 38 significant digits in a Number")
    minus = "-" if sign else ""
    return minus + _plain(trimmed, exponent), _number_size(trimmed, exponent) + sign


def _plain(digits: str, exponent: int) -> str:
    if exponent >= 0:
        return digits + "0" * exponent
    if len(digits) + exponent > 0:
        return f"{digits[:exponent]}.{digits[exponent:]}"
    return "0." + "0" * -(len(digits) + exponent) + digits


def _number_size(digits: str, exponent: int) -> int:
    # One byte for two digits, the pairs aligned on the decimal point, and one byte for the magnitude.
    places = len(digits) + exponent % 2
    return 1 + (places + 1) // 2


def binary_of(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        raise invalid("One or more parameter values were invalid: invalid base64 in a Binary value") from None


def accept(value: AttributeValue, depth: int = 1) -> int:
    """Check a value, rewrite it in its canonical form in place, and return its size in bytes."""
    if not isinstance(value, dict) or len(value) != 1:
        raise invalid(
            "Supplied AttributeValue has more than one datatypes set, "
            "must contain exactly one of the supported datatypes"
        )
    ((kind, content),) = value.items()
    if kind == "S":
        return len(_text(content).encode()) if not content.isascii() else len(content)
    if kind == "N":
        value["N"], size = number_of(_text(content))
        return size
    if kind in ("M", "L"):
        return _accept_document(kind, content, depth)
    if kind == "BOOL" or (kind == "NULL" and content is True):
        return 1
    if kind == "NULL":
        raise invalid_parameter("Null attribute value types must have the value of true")
    if kind == "B":
        return len(binary_of(_text(content)))
    if kind in ("SS", "NS", "BS"):
        value[kind], size = _accept_set(kind, content)
        return size
    raise invalid("Supplied AttributeValue is empty, must contain exactly one of the supported datatypes")


def _text(content: Any) -> str:
    if not isinstance(content, str):
        raise invalid("Supplied AttributeValue is empty, must contain exactly one of the supported datatypes")
    return content


def _accept_document(kind: str, content: Any, depth: int) -> int:
    if depth >= MAXIMUM_DEPTH and content:
        raise invalid(
            "Nesting Levels have exceeded supported limits: "
            "Attributes in the item have nested levels beyond supported limit"
        )
    if kind == "L":
        return 3 + sum(1 + accept(element, depth + 1) for element in content)
    return 3 + sum(1 + len(name.encode()) + accept(element, depth + 1) for name, element in content.items())


def _accept_set(kind: str, members: list[str]) -> tuple[list[str], int]:
    if not members:
        named = {"SS": "An string set", "NS": "An number set", "BS": "Binary sets"}[kind]
        raise invalid_parameter(f"{named}  may not be empty")
    if kind == "NS":
        numbers = [number_of(_text(member)) for member in members]
        canonical = sorted((text for text, _ in numbers), key=Decimal)
        size = sum(size for _, size in numbers)
    elif kind == "BS":
        canonical = sorted(members, key=binary_of)
        size = sum(len(binary_of(member)) for member in members)
    else:
        canonical = sorted(members)
        size = sum(len(member.encode()) for member in members)
    if len(set(canonical)) != len(canonical):
        raise invalid_parameter(f"Input collection [{', '.join(members)}] contains duplicates.")
    return canonical, size


def accept_item(item: Mapping[str, AttributeValue]) -> int:
    """Accept every attribute of an item; its size is the names and the values in bytes."""
    size = 0
    for name, value in item.items():
        size += accept(value) + (len(name) if name.isascii() else len(name.encode()))
    return size


def size_of(value: AttributeValue) -> int:
    """The size in bytes of a value that was accepted before."""
    return accept(value, depth=-MAXIMUM_DEPTH)


def size_of_item(item: Mapping[str, AttributeValue]) -> int:
    return sum(len(name.encode()) + size_of(value) for name, value in item.items())


def type_of(value: AttributeValue) -> str:
    return next(iter(value))


@lru_cache(maxsize=65536)
def number_value(canonical: str) -> int | Decimal:
    return Decimal(canonical) if "." in canonical else int(canonical)


def sort_value(value: AttributeValue) -> SortValue:
    """A string, number or binary as something Python orders as DynamoDB does.

    Code points order like UTF-8 bytes, so a str needs no encoding.
    """
    ((kind, content),) = value.items()
    if kind == "S":
        return str(content)
    if kind == "N":
        return number_value(content)
    return binary_of(content)


def wire_length(value: AttributeValue) -> int:
    """Bytes of a key value of type S or B."""
    ((kind, content),) = value.items()
    return len(binary_of(content)) if kind == "B" else len(content.encode())
