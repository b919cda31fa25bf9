"""Payloads: bytes decoded to a typed body, or all of its faults as JSON pointers."""

import re
import typing
from collections.abc import Iterator
from functools import cache
from itertools import islice
from types import UnionType
from typing import Annotated, Any, TypeVar

import msgspec

from chalicelib.kernel.values.problems import BodyTooLarge, InvalidRequest, MalformedBody

BODY_BYTES_MAX = 256_000
FAULTS_MAX = 50

# Text that is not UTF-8 and brackets nested too deeply count as malformed JSON too.
NOT_JSON = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)

T = TypeVar("T")
S = TypeVar("S", bound=msgspec.Struct)


# The end of a pattern. `$` would accept a line break at the end in Python, and JSON Schema's dialect has no `\Z`.
END = r"(?![\s\S])"

# One line of printable text: not only spaces; no control, line break or text direction characters.
_UNPRINTABLE = r"\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069"

PRINTABLE = rf"^[^{_UNPRINTABLE}]*[^\s{_UNPRINTABLE}][^{_UNPRINTABLE}]*{END}"

# Text of several lines: line breaks, but no other control character, nothing invisible and no change of text direction.
# Joiners are part of emoji and of some scripts.
_INVISIBLE = (
    r"\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e"
    r"\u205f-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb"
)
TEXT = rf"^[^{_INVISIBLE}]*[^\s{_INVISIBLE}][^{_INVISIBLE}]*{END}"

# Marks a list whose values must differ, for the decoder below and for the API's document.
DISTINCT = msgspec.Meta(extra_json_schema={"uniqueItems": True})


class Payload(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of every body and query: refuses unknown fields, and repeated values in a DISTINCT list."""

    def __post_init__(self) -> None:
        """Raises: ValueError for a repeated value; msgspec turns it into a ValidationError."""
        for name in _distinct_fields(type(self)):
            if _repeated(getattr(self, name)):
                raise ValueError(f"{name} has a value twice")


@cache
def _distinct_fields(kind: type[msgspec.Struct]) -> tuple[str, ...]:
    return tuple(field.name for field in msgspec.structs.fields(kind) if _is_distinct(field.type))


def _is_distinct(kind: Any) -> bool:
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, UnionType):
        return any(_is_distinct(one) for one in arguments)
    return origin is Annotated and DISTINCT in arguments


def _repeated(values: Any) -> list[int]:
    """The indexes in a list of values that occur earlier in it."""
    found = values or ()
    return [number for number, value in enumerate(found) if value in found[:number]]


def decode(raw: bytes, kind: type[T], bytes_max: int = BODY_BYTES_MAX) -> T:
    """The body as `kind`. Raises: BodyTooLarge, MalformedBody, InvalidRequest with up to FAULTS_MAX faults."""
    if len(raw) > bytes_max:
        raise BodyTooLarge(f"At most {bytes_max} bytes")
    try:
        return msgspec.json.decode(raw, type=kind)
    except msgspec.ValidationError as fault:
        raise _faults(raw, kind, fault) from fault
    except NOT_JSON as broken:
        raise MalformedBody() from broken


def convert(values: dict[str, Any], kind: type[S]) -> S:
    """Query parameters or form fields (text) as `kind`. Raises: InvalidRequest with every fault."""
    try:
        converted = msgspec.convert(values, kind, strict=False)
    except msgspec.ValidationError as fault:
        raise _refusal(values, kind, fault, strict=False) from fault
    # In its lax mode msgspec reads the text `null` as None, as if the parameter had not been sent.
    nothings = [
        _fault(f"/{field.encode_name}", "must not be null")
        for field in msgspec.structs.fields(kind)
        if values.get(field.encode_name) is not None and getattr(converted, field.name) is None
    ]
    if nothings:
        raise InvalidRequest(errors=nothings)
    return converted


def _faults(raw: bytes, kind: type[Any], first: msgspec.ValidationError) -> InvalidRequest:
    """Decoding by type stops at the first fault: what follows may not be JSON."""
    try:
        body = msgspec.json.decode(raw)
    except msgspec.ValidationError:  # a number too large for any type; this time without its location
        return InvalidRequest(errors=[_located(first, "")])
    except NOT_JSON as broken:
        raise MalformedBody() from broken
    return _refusal(body, kind, first, strict=True)


def _refusal(value: Any, kind: type[Any], first: msgspec.ValidationError, *, strict: bool) -> InvalidRequest:
    found = list(islice(_examine(value, kind, "", strict=strict), FAULTS_MAX))
    return InvalidRequest(errors=found or [_located(first, "")])


def _examine(value: Any, kind: Any, pointer: str, *, strict: bool) -> Iterator[dict[str, str]]:
    """The faults of a value's parts or, if there are none, its own. msgspec reports only the first fault."""
    are_parts_sound = True
    for fault in _examine_parts(value, _shape(kind, value), pointer, strict=strict):
        are_parts_sound = False
        yield fault
    if are_parts_sound:
        try:
            msgspec.convert(value, kind, strict=strict, str_keys=True)
        except msgspec.ValidationError as own:
            yield _located(own, pointer)
        else:
            for number in _repeated(value) if _is_distinct(kind) else ():
                yield _fault(f"{pointer}/{number}", "occurs twice in the list")


def _examine_parts(value: Any, kind: Any, pointer: str, *, strict: bool) -> Iterator[dict[str, str]]:
    if _is_struct(kind):
        yield from _examine_struct(value, kind, pointer, strict=strict)
    elif typing.get_origin(kind) is dict:
        for name, member in value.items():
            yield from _examine(member, typing.get_args(kind)[1], f"{pointer}/{_escaped(name)}", strict=strict)
    elif kind is not None:
        for index, element in enumerate(value):
            yield from _examine(element, typing.get_args(kind)[0], f"{pointer}/{index}", strict=strict)


def _examine_struct(
    value: dict[str, Any], kind: type[msgspec.Struct], pointer: str, *, strict: bool
) -> Iterator[dict[str, str]]:
    fields = {field.encode_name: field for field in msgspec.structs.fields(kind)}
    if kind.__struct_config__.forbid_unknown_fields:
        for name in [name for name in value if name not in fields]:
            yield _fault(f"{pointer}/{_escaped(name)}", "unknown field")
    for name, field in fields.items():
        if name in value:
            yield from _examine(value[name], field.type, f"{pointer}/{name}", strict=strict)
        elif field.required:
            yield _fault(f"{pointer}/{name}", "missing")


def _shape(kind: Any, value: Any) -> Any:
    """The type that describes a value's parts: of a union, the member that fits its shape; None for no such type."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is Annotated:
        return _shape(arguments[0], value)
    if origin in (typing.Union, UnionType):
        shapes = [shape for shape in (_shape(one, value) for one in arguments) if shape is not None]
        return shapes[0] if len(shapes) == 1 else None
    is_row = origin is list or (origin is tuple and arguments[1:] == (...,))
    fits = isinstance(value, list) if is_row else isinstance(value, dict) and (_is_struct(kind) or origin is dict)
    return kind if fits else None


def _is_struct(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)


def _located(fault: msgspec.ValidationError, pointer: str) -> dict[str, str]:
    """msgspec's fault, with its location (`$.lines[0].quantity`) as a JSON pointer below `pointer`."""
    reason, _, place = str(fault).partition(" - at `")
    return _fault("/".join([pointer, *re.findall(r"\w+", place.rpartition("$")[2])]), reason)


def _fault(pointer: str, reason: str) -> dict[str, str]:
    return {"pointer": pointer, "reason": reason}


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
