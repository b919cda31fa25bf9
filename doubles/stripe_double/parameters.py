"""What an endpoint accepts: each parameter's check, and Stripe's words when one does not fit."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from doubles.stripe_double.errors import Refusal, invalid, unfit
from doubles.stripe_double.wire import Json

Check = Callable[[Any, str], Any]

# Smallest charge per currency, https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts
MINIMUM_CHARGE_MINOR = {"eur": 50, "usd": 50, "gbp": 30}
SYMBOL = {"eur": "€", "usd": "$", "gbp": "£"}
MAXIMUM_AMOUNT_MINOR = 99_999_999


@dataclass(frozen=True)
class Field:
    check: Check
    required: bool = False


Specification = Mapping[str, Field]


def checked(specification: Specification, raw: Json, within: str = "") -> Json:
    """The parameters as typed values; raises the refusal of the first that does not fit."""
    for name in raw:
        if name not in specification:
            bracketed = _bracketed(within, name)
            raise invalid(f"Received unknown parameter: {bracketed}", param=bracketed, code="parameter_unknown")
    for name, field in specification.items():
        if field.required and name not in raw:
            bracketed = _bracketed(within, name)
            raise invalid(f"Missing required param: {bracketed}.", param=bracketed, code="parameter_missing")
    return {name: specification[name].check(value, _bracketed(within, name)) for name, value in raw.items()}


def _bracketed(within: str, name: str) -> str:
    return f"{within}[{name}]" if within else name


def money(amount_minor: int, currency: str) -> str:
    return f"{SYMBOL[currency]}{amount_minor // 100}.{amount_minor % 100:02d}"


def _scalar(value: Any, name: str) -> str:
    if not isinstance(value, str):
        raise invalid(f"Invalid string: {name} must be a string", param=name)
    return value


def _unsettable(value: Any, name: str) -> str:
    text = _scalar(value, name)
    if text == "":
        message = (
            f"You passed an empty string for '{name}'. We assume empty values are an attempt to unset a "
            f"parameter; however '{name}' cannot be unset. You should remove '{name}' from your request or "
            "supply a non-empty value."
        )
        raise invalid(message, param=name, code="parameter_invalid_empty")
    return text


def text(value: Any, name: str) -> str:
    found = _scalar(value, name)
    if len(found) > 5000:
        raise invalid(f"Invalid string: {name} must be at most 5000 characters", param=name)
    return found


def identifier(value: Any, name: str) -> str:
    return _unsettable(value, name)


def integer(value: Any, name: str) -> int:
    found = _unsettable(value, name)
    if not re.fullmatch(r"-?\d{1,15}", found):
        raise invalid(f"Invalid integer: {found}", param=name, code="parameter_invalid_integer")
    return int(found)


def positive(value: Any, name: str) -> int:
    found = integer(value, name)
    if found < 1:
        raise invalid("This value must be greater than or equal to 1.", param=name, code="parameter_invalid_integer")
    if found > MAXIMUM_AMOUNT_MINOR:
        raise invalid("Amount must be no more than 999,999.99", param=name, code="amount_too_large")
    return found


def boolean(value: Any, name: str) -> bool:
    found = _unsettable(value, name)
    if found not in {"true", "false"}:
        raise invalid(f"Invalid boolean: {found}", param=name)
    return found == "true"


def currency(value: Any, name: str) -> str:
    found = _unsettable(value, name).lower()
    if found not in MINIMUM_CHARGE_MINOR:
        supported = ", ".join(MINIMUM_CHARGE_MINOR)
        raise invalid(f"Invalid currency: {found}. Stripe currently supports these currencies: {supported}", param=name)
    return found


def email(value: Any, name: str) -> str:
    found = _scalar(value, name)
    if found and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", found):
        raise invalid(f"Invalid email address: {found}", param=name, code="email_invalid")
    return found


def country(value: Any, name: str) -> str:
    found = _unsettable(value, name).upper()
    if not re.fullmatch(r"[A-Z]{2}", found):
        message = f"Country '{found}' is unknown. Try using a 2-character alphanumeric country code instead."
        raise invalid(message, param=name)
    return found


def url(value: Any, name: str) -> str:
    found = _unsettable(value, name)
    if not re.match(r"https?://[^\s/]+", found):
        raise invalid("Not a valid URL", param=name, code="url_invalid")
    return found


def choice(*allowed: str) -> Check:
    def check(value: Any, name: str) -> str:
        found = _unsettable(value, name)
        if found not in allowed:
            listed = allowed[0] if len(allowed) == 1 else f"{', '.join(allowed[:-1])} or {allowed[-1]}"
            raise invalid(f"Invalid {name}: must be one of {listed}", param=name)
        return found

    return check


def mapping(specification: Specification) -> Check:
    def check(value: Any, name: str) -> Json:
        if not isinstance(value, dict):
            raise invalid("Invalid object", param=name)
        return checked(specification, value, name)

    return check


def list_of(item: Check) -> Check:
    def check(value: Any, name: str) -> list[Any]:
        if value == "":
            return []
        if not isinstance(value, dict) or not all(key.isdigit() for key in value):
            raise invalid("Invalid array", param=name)
        in_order = sorted(value.items(), key=lambda pair: int(pair[0]))
        return [item(entry, f"{name}[{key}]") for key, entry in in_order]

    return check


def metadata(value: Any, name: str) -> Json | None:
    """Keys to set, an empty string to remove one; None when all are to be removed."""
    if value == "":
        return None
    if not isinstance(value, dict) or not all(isinstance(entry, str) for entry in value.values()):
        raise invalid("Metadata must be a hash of strings", param=name)
    for key, entry in value.items():
        if len(key) > 40:
            raise invalid(f"Metadata keys can have up to 40 characters, but you passed in {len(key)}.", param=name)
        if len(entry) > 500:
            message = f"Metadata values can have up to 500 characters, but you passed in {len(entry)}."
            raise invalid(message, param=f"{name}[{key}]")
    return value


def merged_metadata(current: Json, change: Json | None) -> Json:
    if change is None:
        return {}
    kept = {key: value for key, value in {**current, **change}.items() if value != ""}
    if len(kept) > 50:
        raise invalid("Metadata can have at most 50 keys.", param="metadata")
    return kept


def window(value: Any, name: str) -> Json:
    """A time or a range of times in unix seconds, as bounds `gt gte lt lte`."""
    if isinstance(value, dict):
        bounds = {bound: Field(integer) for bound in ("gt", "gte", "lt", "lte")}
        return checked(bounds, value, name)
    moment = integer(value, name)
    return {"gte": moment, "lte": moment}


def chargeable(amount_minor: int, currency_code: str, name: str = "amount") -> None:
    least = MINIMUM_CHARGE_MINOR[currency_code]
    if amount_minor < least:
        raise _amount_refusal("at least", least, currency_code, name)
    if amount_minor > MAXIMUM_AMOUNT_MINOR:
        raise _amount_refusal("no more than", MAXIMUM_AMOUNT_MINOR, currency_code, name)


def _amount_refusal(bound: str, amount_minor: int, currency_code: str, name: str) -> Refusal:
    code = "amount_too_small" if bound == "at least" else "amount_too_large"
    message = f"Amount must be {bound} {money(amount_minor, currency_code)} {currency_code}"
    return unfit(message, param=name, code=code)
