"""Who is looking: market, language, session and basket, from what the browser sends and nothing else."""

import base64
import re
from typing import Any

import msgspec

from chalicelib.catalog.languages import LANGUAGES, wanted
from chalicelib.catalog.served_markets import served_markets
from chalicelib.kernel.runtime import randomness
from chalicelib.kernel.values import ids
from chalicelib.markets.market import Market
from chalicelib.web import basket, cookies
from chalicelib.web.basket import Basket

_SESSION = re.compile(r"[A-Za-z0-9_-]{22}")
_REGION = re.compile(r"\s*[a-zA-Z]{2}-(?P<region>[a-zA-Z]{2})\b")


class Visitor(msgspec.Struct, frozen=True, kw_only=True):
    """One browser; `is_new` until it has been given its session's cookie."""

    market: Market
    language: str
    session: str
    is_new: bool
    basket: Basket

    @property
    def form_token(self) -> str:
        """What each form of this session carries; another site can neither read nor compute it."""
        return ids.keyed_hash("form", self.session).hex()[:32]


def visitor_of(headers: Any) -> Visitor:
    """The visitor of a request; unknown or spoilt cookies count as absent."""
    sent = cookies.received(headers)
    accepted = str(headers.get("accept-language", ""))
    market = served_markets().get(sent.get(cookies.MARKET, "")) or _likely_market(accepted)
    language = sent.get(cookies.LANGUAGE, "")
    session = sent.get(cookies.SESSION, "")
    is_new = _SESSION.fullmatch(session) is None
    return Visitor(
        market=market,
        language=language if language in LANGUAGES else _likely_language(accepted, market),
        session=base64.urlsafe_b64encode(randomness.random_bytes(16)).decode().rstrip("=") if is_new else session,
        is_new=is_new,
        basket=basket.read(sent.get(cookies.BASKET, "")),
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
