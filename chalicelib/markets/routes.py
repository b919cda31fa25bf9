"""The markets' URLs: each country's rules as the code applies them today, with their sources."""

from chalicelib.kernel.http.auth import ANYONE
from chalicelib.kernel.http.call import Call
from chalicelib.kernel.http.routes import Routes
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.runtime.settings import settings
from chalicelib.kernel.values.lists import Items
from chalicelib.markets import directory
from chalicelib.markets.answers import MarketRules
from chalicelib.markets.market import UnknownMarket
from chalicelib.markets.views import market_view

routes = Routes(__name__)


@routes.get("/markets", ANYONE)
def list_markets(_: Call) -> Items[MarketRules]:
    """Every market of this cell with its rules."""
    return {"items": [market_view(market, clock.timestamp()) for market in directory.markets(settings.cell)]}


@routes.get("/markets/{market}", ANYONE, refuses=(UnknownMarket,))
def show_market(_: Call, market: str) -> MarketRules:
    """One market with its rules."""
    found = directory.market(market)
    if found.cell != settings.cell:
        raise UnknownMarket(cell=found.cell)
    return market_view(found, clock.timestamp())
