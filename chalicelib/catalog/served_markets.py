"""Which markets this cell serves."""

from chalicelib.kernel.runtime.settings import settings
from chalicelib.kernel.values.problems import WrongCell
from chalicelib.markets.directory import market, markets
from chalicelib.markets.market import Market


def served_market(code: str) -> Market:
    """The market of a code; UnknownMarket for none, WrongCell for one of the other cell."""
    found = market(code)
    if found.cell != settings.cell:
        raise WrongCell(cell=found.cell)
    return found


def served_markets() -> dict[str, Market]:
    """The markets of this cell by code, in the order they are listed."""
    return {each.code: each for each in markets(settings.cell)}


def currency() -> str:
    """The one currency of this cell."""
    return markets(settings.cell)[0].currency
