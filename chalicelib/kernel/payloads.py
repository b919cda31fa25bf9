"""Payloads: from bytes to a typed body, or every fault at once as JSON pointers."""

import re
import typing
from typing import Any, TypeVar

import msgspec

from chalicelib.kernel.errors import BodyTooLarge, InvalidRequest, MalformedBody

BODY_BYTES_MAX = 256_000
FAULTS_MAX = 50

T = TypeVar("T")


class Payload(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of every body a client may send: unknown fields are refused."""


def decode(raw: bytes, kind: type[T], bytes_max: int = BODY_BYTES_MAX) -> T:
    """The body as `kind`; BodyTooLarge, MalformedBody, or InvalidRequest listing up to FAULTS_MAX faults."""
    if len(raw) > bytes_max:
        raise BodyTooLarge(f"At most {bytes_max} bytes")
    try:
        return msgspec.json.decode(raw, type=kind)
    except msgspec.ValidationError as fault:
        raise _faults(raw, kind, fault) from fault
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        raise MalformedBody() from fault


def convert(values: dict[str, Any], kind: type[T]) -> T:
    """Query parameters or form fields (text) as `kind`; InvalidRequest listing every fault."""
    try:
        return msgspec.convert(values, kind, strict=False)
    except msgspec.ValidationError as fault:
        found = list(_examine(values, kind, "", strict=False))
        raise InvalidRequest(errors=found or [_fault("", str(fault))]) from fault


def _faults(raw: bytes, kind: type[Any], first: msgspec.ValidationError) -> InvalidRequest:
    found = list(_examine(msgspec.json.decode(raw), kind, "", strict=True))[:FAULTS_MAX]
    return InvalidRequest(errors=found or [_fault("", str(first))])


def _examine(value: Any, kind: Any, pointer: str, *, strict: bool) -> typing.Iterator[dict[str, str]]:
    """The faults of a value: msgspec stops at the first, a person mending a request wants them all."""
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct) and isinstance(value, dict):
        yield from _examine_struct(value, kind, pointer, strict=strict)
        return
    if typing.get_origin(kind) is tuple and isinstance(value, list):
        for index, element in enumerate(value):
            yield from _examine(element, typing.get_args(kind)[0], f"{pointer}/{index}", strict=strict)
        return
    try:
        msgspec.convert(value, kind, strict=strict)
    except msgspec.ValidationError as fault:
        reason, _, path = str(fault).partition(" - at `$")
        yield _fault(pointer + re.sub(r"\W+", "/", path.rstrip("]`")), reason)


def _examine_struct(
    value: dict[str, Any], kind: type[msgspec.Struct], pointer: str, *, strict: bool
) -> typing.Iterator[dict[str, str]]:
    fields = {field.encode_name: field for field in msgspec.structs.fields(kind)}
    for name in [name for name in value if name not in fields]:
        yield _fault(f"{pointer}/{_escaped(name)}", "unknown field")
    for name, field in fields.items():
        if name in value:
            yield from _examine(value[name], field.type, f"{pointer}/{name}", strict=strict)
        elif field.required:
            yield _fault(f"{pointer}/{name}", "missing")


def _fault(pointer: str, reason: str) -> dict[str, str]:
    return {"pointer": pointer, "reason": reason}


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
