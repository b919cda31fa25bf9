"""Checks the double's answers against the typed resource classes of the `stripe` library that is installed.

The library is generated from Stripe's OpenAPI document. Its annotations say which fields a resource has, of which types
and, by `Literal`, with which values. They do not tell a field that may be null from one that may be absent: neither is
required here.
"""

from __future__ import annotations

import ast
import functools
import importlib
import inspect
import sys
import types
import typing
from decimal import Decimal
from typing import Any

import stripe
from stripe._stripe_object import UntypedStripeObject

from doubles.stripe_double.wire import Json

RESOURCES: dict[str, type] = {
    "account": stripe.Account,
    "account_link": stripe.AccountLink,
    "balance": stripe.Balance,
    "balance_transaction": stripe.BalanceTransaction,
    "bank_account": stripe.BankAccount,
    "charge": stripe.Charge,
    "dispute": stripe.Dispute,
    "event": stripe.Event,
    "payment_intent": stripe.PaymentIntent,
    "payment_method": stripe.PaymentMethod,
    "payout": stripe.Payout,
    "refund": stripe.Refund,
    "tax.calculation": stripe.tax.Calculation,
    "tax.calculation_line_item": stripe.tax.CalculationLineItem,
    "tax.transaction": stripe.tax.Transaction,
    "tax.transaction_line_item": stripe.tax.TransactionLineItem,
    "transfer": stripe.Transfer,
    "transfer_reversal": stripe.TransferReversal,
}
LIST_FIELDS: dict[str, Any] = {
    "object": str,
    "url": str,
    "has_more": bool,
    "data": list[Any],
    "total_count": int | None,
}


def violations(answer: Json, *, published: bool = False) -> list[str]:
    """What in an answer, an error or an event contradicts the library's types, as lines of "path: complaint".

    `published`: a publishable key asked, which is shown only some of the fields.
    """
    if "error" in answer:
        return _object(answer["error"], stripe.ErrorObject, "error", published=published)
    return _resource(answer, str(answer.get("object")), published=published)


def _resource(answer: Json, path: str, *, published: bool = False) -> list[str]:
    kind = answer.get("object")
    if kind == "list":
        return _list(answer, path)
    if kind not in RESOURCES:
        return [f"{path}: no resource is named {kind!r}"]
    found = _object(answer, RESOURCES[kind], path, published=published)
    if kind == "event" and not found:
        thing = answer["data"]["object"]
        found += _resource(thing, f"{path}.data.object({thing.get('object')})")
    return found


def _list(answer: Json, path: str) -> list[str]:
    found = _fields(answer, LIST_FIELDS, path, published=False)
    for position, entry in enumerate(answer.get("data", [])):
        found += _resource(entry, f"{path}.data[{position}]")
    return found


def _object(value: Json, resource: type, path: str, *, published: bool = False) -> list[str]:
    return _fields(value, _annotations(resource), path, published=published)


def _fields(value: Json, annotations: dict[str, Any], path: str, *, published: bool) -> list[str]:
    found = [f"{path}.{name}: no such field" for name in value if name not in annotations]
    for name, annotation in annotations.items():
        if name in value:
            found += _value(value[name], annotation, f"{path}.{name}")
        elif not published and not _optional(annotation):
            found.append(f"{path}.{name}: missing")
    return found


def _value(value: Any, annotation: Any, path: str) -> list[str]:
    origin, parts = typing.get_origin(annotation), typing.get_args(annotation)
    if annotation is Any or isinstance(annotation, typing.TypeVar):
        return []
    if origin in (typing.Union, types.UnionType):
        return _one_of(value, parts, path)
    if origin is typing.Literal:
        return [] if value in parts else [f"{path}: {value!r} is none of {', '.join(map(repr, parts))}"]
    if origin is list:
        if not isinstance(value, list):
            return [_mismatch(value, annotation, path)]
        return [one for n, entry in enumerate(value) for one in _value(entry, parts[0], f"{path}[{n}]")]
    if not isinstance(value, dict):
        return [] if _is_scalar_of(value, annotation) else [_mismatch(value, annotation, path)]
    if _is_mapping(origin or annotation):
        return [one for name, each in value.items() for one in _value(each, parts[-1], f"{path}.{name}")]
    if origin is stripe.ListObject:
        return _list(value, path)
    if inspect.isclass(annotation) and issubclass(annotation, stripe.StripeObject):
        return _object(value, annotation, path)
    return [_mismatch(value, annotation, path)]


def _one_of(value: Any, parts: tuple[Any, ...], path: str) -> list[str]:
    """Nothing if one part of the union fits; else the complaints of the part that comes nearest."""
    literals = [part for part in parts if typing.get_origin(part) is typing.Literal]
    if literals and isinstance(value, str):
        # The library writes `Literal[…] | str`, to go on working when Stripe adds a value. The double adds none.
        parts = tuple(literals)
    attempts = [_value(value, part, path) for part in parts]
    if [] in attempts:
        return []
    if isinstance(value, dict):
        attempts = [found for found in attempts if not found[0].startswith(f"{path}: ")] or attempts
    return min(attempts, key=len)


def _is_scalar_of(value: Any, annotation: Any) -> bool:
    if annotation is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    if annotation is Decimal:
        return isinstance(value, str)
    # `bool` is a subclass of `int`: compare the class itself.
    return annotation in (str, int, bool, type(None)) and type(value) is annotation


def _is_mapping(origin: Any) -> bool:
    return origin in (dict, UntypedStripeObject)


def _mismatch(value: Any, annotation: Any, path: str) -> str:
    wanted = annotation.__name__ if inspect.isclass(annotation) else str(annotation)
    return f"{path}: {type(value).__name__} where {wanted} is declared"


def _optional(annotation: Any) -> bool:
    return annotation is Any or type(None) in typing.get_args(annotation)


@functools.cache
def _annotations(resource: type) -> dict[str, Any]:
    """The fields a resource class declares, with its bases', and their types."""
    names: dict[str, Any] = {}
    for one in resource.__mro__:
        names |= _imported_for_types(one.__module__) if one.__module__.startswith("stripe.") else {}
    hints = typing.get_type_hints(resource, localns=names)
    return {
        name: hint
        for name, hint in hints.items()
        if not name.startswith("_") and typing.get_origin(hint) is not typing.ClassVar
    }


@functools.cache
def _imported_for_types(module: str) -> dict[str, Any]:
    """What a module of the library imports under `if TYPE_CHECKING`: its annotations name these classes."""
    tree = ast.parse(inspect.getsource(sys.modules[module]))
    blocks = [node for node in tree.body if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"]
    return {
        name.asname or name.name: getattr(importlib.import_module(line.module), name.name)
        for block in blocks
        for line in block.body
        if isinstance(line, ast.ImportFrom) and line.module and not line.module.startswith("stripe.params")
        for name in line.names
    }
