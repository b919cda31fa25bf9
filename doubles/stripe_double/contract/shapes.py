"""Compares what Stripe and the double answered to the same calls: presence and types of fields, statuses, error codes.

Values such as ids, amounts and texts differ from run to run and are not compared, but for the fields in `COMPARED`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from doubles.stripe_double.contract.exchanges import Exchange
from doubles.stripe_double.wire import Json

# Fields whose values are words of the API that programs branch on.
COMPARED = frozenset(
    {"object", "status", "type", "code", "decline_code", "param", "reason", "capture_method", "confirmation_method"}
    | {"cancellation_reason", "reporting_category", "network_status", "balance_type", "submission_method"}
)
# The path of an answer as a whole.
WHOLE = "answer"
# What is inside is the caller's own.
OPAQUE = frozenset({"metadata"})

# Fields that Stripe answers and the double does not, on purpose: nothing here may read them.
NOT_MODELLED = (
    "charge.receipt_url",
    "charge.outcome.*",
    "charge.payment_method_details.card.*",
    "payment_method.card.*",
    "payment_intent.payment_method_configuration_details*",
    "dispute.payment_method_details*",
    "account.business_profile.*",
    "account.company*",
    "account.settings.*",
    "account.login_links*",
    "bank_account.*",
    "error.request_log_url",
    "error.network_*",
)


@dataclass(frozen=True)
class Difference:
    """`field` is a path such as `charge.outcome.type`; `stripe` and `double` say what each side answered there."""

    call: str
    field: str
    stripe: str
    double: str


def differences(stripe: Iterable[Exchange], double: Iterable[Exchange]) -> list[Difference]:
    """Every difference between two runs of the same calls. A field that differs often is named once."""
    ours = {exchange.title: exchange for exchange in double}
    theirs = {exchange.title: exchange for exchange in stripe}
    found: dict[str, Difference] = {}
    for title in [*theirs, *(title for title in ours if title not in theirs)]:
        for one in _between(title, theirs.get(title), ours.get(title)):
            found.setdefault(f"{one.field} {one.stripe} {one.double}", one)
    return list(found.values())


def report(found: list[Difference]) -> str:
    """The differences as text, a block for each call."""
    lines: list[str] = []
    previous = ""
    for one in sorted(found, key=lambda difference: difference.call):
        if one.call != previous:
            lines += ["", one.call]
            previous = one.call
        lines += [f"  {one.field}", f"    Stripe: {one.stripe}", f"    double: {one.double}"]
    return "\n".join(lines).lstrip("\n")


def _between(title: str, theirs: Exchange | None, ours: Exchange | None) -> Iterator[Difference]:
    if theirs is None or ours is None:
        asked, missing = "answered", "not asked, because an earlier call was refused"
        yield Difference(title, f"call {title}", asked if theirs else missing, asked if ours else missing)
        return
    if theirs.status != ours.status:
        yield Difference(title, f"{title}: status", _status(theirs), _status(ours))
        return
    if theirs.replayed != ours.replayed:
        yield Difference(title, f"{title}: Idempotent-Replayed", str(theirs.replayed), str(ours.replayed))
    there, here = _shape(theirs.body), _shape(ours.body)
    for field in sorted({*there, *here}):
        stripe, double = there.get(field, "absent"), here.get(field, "absent")
        if stripe != double and _comparable(field, there, here) and not _on_purpose(field, double):
            yield Difference(title, field, stripe, double)


def _status(exchange: Exchange) -> str:
    error = exchange.body.get("error", {})
    return " ".join(str(part) for part in (exchange.status, error.get("code"), error.get("message")) if part)


def _comparable(field: str, there: dict[str, str], here: dict[str, str]) -> bool:
    """Whether what holds the field is alike on both sides; if not, that is the difference to show.

    A name without a dot is a kind of resource that was met. Where it is missing, the field that has it differs.
    """
    holder = field.rpartition(".")[0]
    return field == WHOLE or (bool(holder) and there.get(holder) == here.get(holder))


def _on_purpose(field: str, double: str) -> bool:
    return double in {"absent", "null"} and any(fnmatchcase(field, pattern) for pattern in NOT_MODELLED)


def _shape(body: Json) -> dict[str, str]:
    """The type or, for a compared field, the value at each path; those of a list's entries are merged."""
    found: dict[str, set[str]] = {}
    for path, kind in _walk(body["error"], "error") if "error" in body else _walk(body, WHOLE):
        found.setdefault(path, set()).add(kind)
    return {path: " | ".join(sorted(kinds)) for path, kinds in found.items()}


def _walk(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        # A resource within a resource is compared under its own name, wherever it is found.
        kind = value.get("object")
        if isinstance(kind, str):
            yield path, f"a {kind}"
            path = kind
        yield path, "object"
        for name, entry in value.items():
            yield from [(f"{path}.{name}", "object")] if name in OPAQUE else _walk(entry, f"{path}.{name}")
    elif isinstance(value, list):
        yield path, "array"
        for entry in value:
            yield from _walk(entry, f"{path}[]")
    else:
        yield path, _kind(value, path.rpartition(".")[2])


def _kind(value: Any, name: str) -> str:
    if value is None:
        return "null"
    if name in COMPARED:
        return repr(value)
    return {bool: "boolean", int: "number", float: "number", str: "string"}[type(value)]
