"""The search route."""

from chalicelib.catalog.served_markets import served_market
from chalicelib.kernel.http.auth import ANYONE
from chalicelib.kernel.http.call import Call
from chalicelib.kernel.http.routes import Routes
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.values.problems import InvalidCursor
from chalicelib.markets.market import UnknownMarket
from chalicelib.search import answers, payloads, views
from chalicelib.search.index.index_reader import SearchNotReady
from chalicelib.search.query.product_search import SearchRequest, find

routes = Routes(__name__)


@routes.get("/search", ANYONE, refuses=(UnknownMarket, InvalidCursor, SearchNotReady))
def search(call: Call[None, payloads.SearchPage]) -> answers.FoundPage:
    """Find products by words, filters and order, a page at a time, with what further choices would leave.

    It reads an index that is at most two minutes old; a quote decides.
    """
    page = call.query
    market = served_market(page.market)
    asked = SearchRequest(
        market=market,
        q=page.q,
        category=page.category or None,
        brand=page.brand or None,
        grade=page.grade,
        min_price_minor=page.min_price_minor,
        max_price_minor=page.max_price_minor,
        sort=page.sort,
        cursor=page.cursor,
        limit=page.limit,
        caller=call.principal.id,
    )
    return views.found_view(find(asked), market, clock.timestamp())
