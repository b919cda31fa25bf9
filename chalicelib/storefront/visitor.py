"""The visitor of the storefront: market, language, session and basket, from what the browser sends and nothing else."""

import re
from typing import Any

from chalicelib.catalog.languages import LANGUAGES, wanted
from chalicelib.catalog.served_markets import served_markets
from chalicelib.markets.market import Market
from chalicelib.storefront import basket
from chalicelib.storefront.basket import Basket
from chalicelib.web import cookies
from chalicelib.web.reader import Reader, session_of

BASKET_COOKIE = cookies.host_cookie("basket")
MARKET_COOKIE = cookies.host_cookie("market")
LANGUAGE_COOKIE = cookies.host_cookie("language")

_REGION = re.compile(r"\s*[a-zA-Z]{2}-(?P<region>[a-zA-Z]{2})\b")


class Visitor(Reader, frozen=True, kw_only=True):
    """One buyer's browser: the market it looks at and the basket it carries."""

    market: Market
    basket: Basket


def visitor_of(headers: Any) -> Visitor:
    """The visitor of a request; unknown or malformed cookies count as absent."""
    sent = cookies.received(headers)
    accepted = str(headers.get("accept-language", ""))
    market = served_markets().get(sent.get(MARKET_COOKIE, "")) or _likely_market(accepted)
    language = sent.get(LANGUAGE_COOKIE, "")
    return Visitor(
        market=market,
        language=language if language in LANGUAGES else _likely_language(accepted, market),
        session=session_of(sent),
        basket=basket.read(sent.get(BASKET_COOKIE, "")),
    )


def _likely_market(accept_language: str) -> Market:
    """The market of the first region the browser names, else of its language, else the cell's first."""
    markets = served_markets()
    for part in accept_language[:500].split(","):
        region = _REGION.match(part)
        if region is not None and region["region"].upper() in markets:
            return markets[region["region"].upper()]
    speaking = accept_language[:2].lower()
    spoken = (market for market in markets.values() if market.default_language == speaking)
    return next(spoken, next(iter(markets.values())))


def _likely_language(accept_language: str, market: Market) -> str:
    if accept_language:
        return wanted(accept_language)
    return market.default_language if market.default_language in LANGUAGES else "en"
