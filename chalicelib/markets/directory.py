"""All markets, by code and by cell."""

from chalicelib.markets.europe import EUROPE
from chalicelib.markets.market import Market, UnknownMarket
from chalicelib.markets.united_states import UNITED_STATES

_BY_CODE = {market.code: market for market in (*EUROPE, UNITED_STATES)}
_BY_CELL = {"eu": EUROPE, "us": (UNITED_STATES,)}


def market(code: str) -> Market:
    """The market of a country code, of either cell.

    Raises: UnknownMarket.
    """
    if code not in _BY_CODE:
        raise UnknownMarket(f"there is no market {code[:8]!r}")
    return _BY_CODE[code]


def markets(cell: str) -> tuple[Market, ...]:
    """The markets a cell serves, in the order they are listed to clients.

    Raises: KeyError for an unknown cell.
    """
    return _BY_CELL[cell]
