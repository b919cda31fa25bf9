"""Price reductions: the prior price that a reduction is measured against (Directive 98/6/EC art. 6a). Pure.

The prior price is the offer's own lowest price in the market in the 30 days before its present price took effect:
never another seller's price and never the price of a new device. There is none unless all 30 days are known (the
offer may be younger, or was withdrawn or not sold in the market for part of them), and it is not shown if the offer
could not be bought for part of them. The Directive lets member states allow shorter periods for new goods, but none
that holds in every market of a cell. For a price lowered in steps each step has the lowest price of the 30 days
before it, the strictest reading.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from chalicelib.catalog.offers.offer import Publication
from chalicelib.kernel.values.money import BASIS_POINTS

PERIOD = timedelta(days=30)


def reduction_bp(price_minor: int, prior_lowest_minor: int | None, applied_at: str | None, on: str) -> int | None:
    """The reduction in basis points of the prior price, rounded down; None if no reduction may be shown.

    None if the price is not lower, and from 30 days after it took effect: it is then its own prior price.
    """
    if prior_lowest_minor is None or applied_at is None or price_minor >= prior_lowest_minor:
        return None
    if _moment(on) >= _moment(applied_at) + PERIOD:
        return None
    return (prior_lowest_minor - price_minor) * BASIS_POINTS // prior_lowest_minor or None


def prior_lowest_minor(market: str, applied_at: str, history: Iterable[Publication]) -> int | None:
    """The lowest price in a market in the 30 days before `applied_at`; None unless all are known.

    `history` has the earlier versions, newest first, and is read only as far as needed.
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
    """Whether a state that began at `since` covers the 30 days before `applied_at`."""
    return _moment(since) <= _moment(applied_at) - PERIOD


def _moment(stamped: str) -> datetime:
    return datetime.fromisoformat(stamped)
