"""The markets of this cell."""

from chalicelib.kernel.runtime.settings import settings
from chalicelib.kernel.values.problems import WrongCell
from chalicelib.markets.directory import market, markets
from chalicelib.markets.market import Market


def served_market(code: str) -> Market:
    """The market with this code.

    Raises: UnknownMarket, or WrongCell for a market of the other cell.
    """
    found = market(code)
    if found.cell != settings.cell:
        raise WrongCell(cell=found.cell)
    return found


def served_markets() -> dict[str, Market]:
    """The markets of this cell by code, in display order."""
    return {each.code: each for each in markets(settings.cell)}


def currency() -> str:
    """The currency of this cell."""
    return markets(settings.cell)[0].currency
