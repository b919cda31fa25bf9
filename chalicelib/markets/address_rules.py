"""What a delivery address must contain in each country, and where a market does not deliver."""

import re

import msgspec

from chalicelib.markets.market import Market
from chalicelib.markets.united_states import STATES

NAME_MAXIMUM = 100


class AddressRule(msgspec.Struct, frozen=True):
    """A country's postal codes: pattern, an example, and prefixes outside the territory goods are sold to."""

    postal_code_pattern: str
    postal_code_example: str
    excluded_prefixes: tuple[str, ...] = ()
    state_needed: bool = False


# Excluded prefixes lie outside the VAT territory of the Union (Directive 2006/112/EC art. 6): the French overseas
# departments, the Canary Islands, Ceuta, Melilla, Büsingen, Heligoland and Livigno need customs papers.
ADDRESS_RULES: dict[str, AddressRule] = {
    "FR": AddressRule(r"(?!00)\d{5}", "75011", ("97", "98")),
    "MC": AddressRule(r"980\d{2}", "98000"),
    "DE": AddressRule(r"(?!00)\d{5}", "10115", ("27498", "78266")),
    "ES": AddressRule(r"(0[1-9]|[1-4]\d|5[0-2])\d{3}", "28013", ("35", "38", "51", "52")),
    "IT": AddressRule(r"\d{5}", "20121", ("23041",)),
    "BE": AddressRule(r"[1-9]\d{3}", "1000"),
    "NL": AddressRule(r"[1-9]\d{3} (?!SA|SD|SS)[A-Z]{2}", "1012 AB"),
    "IE": AddressRule(r"([AC-FHKNPRTV-Y]\d{2}|D6W) [0-9AC-FHKNPRTV-Y]{4}", "D02 AF30"),
    "US": AddressRule(r"\d{5}(-\d{4})?", "94107", state_needed=True),
}


class AddressFault(msgspec.Struct, frozen=True):
    """One fault of an address: the field, and a reason that is stable across versions."""

    field: str
    reason: str


def normal_postal_code(country: str, written: str) -> str:
    """A postal code as its country prints it: `1012ab` is `1012 AB` in NL, `d02af30` is `D02 AF30` in IE."""
    code = " ".join(written.upper().split())
    split_at = {"NL": 4, "IE": 3}.get(country)
    if split_at is None:
        return code
    joined = code.replace(" ", "")
    return f"{joined[:split_at]} {joined[split_at:]}"


def address_faults(
    market: Market, *, country: str, postal_code: str, city: str, street: str, state: str | None
) -> tuple[AddressFault, ...]:
    """All faults of a delivery address in a market; empty for an address that can be shipped to."""
    if country not in market.delivery_countries:
        return (AddressFault("country", "not_delivered_here"),)
    faults = [
        AddressFault(field, "missing" if not text.strip() else "too_long")
        for field, text in (("street", street), ("city", city))
        if not 0 < len(text.strip()) <= NAME_MAXIMUM
    ]
    rule = ADDRESS_RULES[country]
    code = normal_postal_code(country, postal_code)
    if not re.fullmatch(rule.postal_code_pattern, code, re.ASCII):
        faults.append(AddressFault("postal_code", "malformed"))
    elif code.startswith(rule.excluded_prefixes):
        faults.append(AddressFault("postal_code", "outside_tax_territory"))
    elif rule.state_needed:
        faults += _state_faults(state, code)
    return tuple(faults)


def _state_faults(state: str | None, zip_code: str) -> list[AddressFault]:
    """The tax depends on the state, so a ZIP code of another state is refused instead of guessed."""
    if not state:
        return [AddressFault("state", "missing")]
    if state not in STATES:
        return [AddressFault("state", "unknown")]
    prefix = int(zip_code[:3])
    if not any(low <= prefix <= high for low, high in STATES[state].zip_prefixes):
        return [AddressFault("postal_code", "in_another_state")]
    return []
