"""Who the platform is in each cell: the company that invoices sellers, as the law wants it named on an invoice.

Directive 2006/112/EC art. 226(3) and (5). Each company that deploys a cell states its own here; until then the places
are marked.
"""

import msgspec

from chalicelib.markets.market import History, in_force

STATED_BY_OPERATOR = "[OPERATOR: not stated yet]"
_SOURCE = "the company that runs the cell"


class PlatformNotStated(Exception):
    """The company of a live cell is not named yet. The operator writes it into `markets/platform_identity.py`."""


class PlatformIdentity(msgspec.Struct, frozen=True, kw_only=True):
    """The company of a cell. `vat_number` is None where there is no VAT; `register` names the register and number."""

    name: str
    postal_address: str
    country: str
    vat_number: str | None
    register: str


PLATFORM_IDENTITY: dict[str, History[PlatformIdentity]] = {
    "eu": in_force(
        PlatformIdentity(
            name=f"Rebound {STATED_BY_OPERATOR}",
            postal_address=STATED_BY_OPERATOR,
            country="FR",
            vat_number=STATED_BY_OPERATOR,
            register=STATED_BY_OPERATOR,
        ),
        "2026-01-01",
        _SOURCE,
    ),
    "us": in_force(
        PlatformIdentity(
            name=f"Rebound {STATED_BY_OPERATOR}",
            postal_address=STATED_BY_OPERATOR,
            country="US",
            vat_number=None,
            register=STATED_BY_OPERATOR,
        ),
        "2026-01-01",
        _SOURCE,
    ),
}


def require_stated(cell: str, on: str, *, is_live: bool) -> PlatformIdentity:
    """The company of a cell on a day. Raises: PlatformNotStated for a live cell that has a marked place."""
    identity = PLATFORM_IDENTITY[cell].at(on)
    places = (identity.name, identity.postal_address, identity.vat_number or "", identity.register)
    if is_live and any(STATED_BY_OPERATOR in place for place in places):
        raise PlatformNotStated(cell)
    return identity
