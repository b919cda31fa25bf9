"""Reductions: what an offer may be said to cost less than before (Directive 98/6/EC art. 6a). Pure.

The prior price is the lowest one the offer itself had in the market in the 30 days before its present price began to
apply; never another seller's, never the price new. Where those 30 days are not all known (the offer is younger, was
withdrawn or not sold in the market for part of them) there is no prior price, and where nobody could buy for part of
them it is not told: the Directive lets a member state allow shorter periods for young goods and none that holds for
every market of a cell. A price that is lowered in steps has at each step the lowest of the 30 days before that step,
which is the strictest reading.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from chalicelib.catalog.offers.offer import Publication
from chalicelib.kernel.values.money import BASIS_POINTS

PERIOD = timedelta(days=30)


def reduction_bp(price_minor: int, prior_lowest_minor: int | None, applied_at: str | None, on: str) -> int | None:
    """By how many basis points of the prior price a price is lower, rounded down; None where nothing may be said.

    That is where it is not lower, and from 30 days after the price began to apply: by then it is the prior price.
    """
    if prior_lowest_minor is None or applied_at is None or price_minor >= prior_lowest_minor:
        return None
    if _moment(on) >= _moment(applied_at) + PERIOD:
        return None
    return (prior_lowest_minor - price_minor) * BASIS_POINTS // prior_lowest_minor or None


def prior_lowest_minor(market: str, applied_at: str, history: Iterable[Publication]) -> int | None:
    """The lowest price in a market in the 30 days before `applied_at`, None unless they are all known.

    `history` are the versions published before, the newest first; it is read no further than it must be.
    """
    begin, lowest = _moment(applied_at) - PERIOD, None
    for version in history:
        price = version.prices.get(market) if version.status == "ON_SALE" else None
        if price is None:
            return None
        lowest = price.price_minor if lowest is None else min(lowest, price.price_minor)
        if _moment(version.published_at) <= begin:
            return lowest
    return None


def is_known_before(since: str, applied_at: str) -> bool:
    """Whether what holds since a moment held for the whole period before a price began to apply."""
    return _moment(since) <= _moment(applied_at) - PERIOD


def _moment(stamped: str) -> datetime:
    return datetime.fromisoformat(stamped)
