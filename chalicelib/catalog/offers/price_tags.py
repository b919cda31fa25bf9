"""Price tags: the cost of one device and the reductions shown with it, the same on every page. Pure.

A reduction is measured against the prior price (Directive 98/6/EC art. 6a). The prior price is the offer's own lowest
price in the market in the 30 days before its present price took effect: never another seller's price and never the
price of a new device. There is none unless all 30 days are known (the offer may be younger, or was withdrawn or not
sold in the market for part of them), and it is not shown if the offer could not be bought for part of them. The
Directive lets member states allow shorter periods for new goods, but none that holds in every market of a cell. For a
price lowered in steps each step has the lowest price of the 30 days before it, the strictest reading.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Protocol, TypedDict

import msgspec

from chalicelib.catalog.answers import Reduction, Savings
from chalicelib.catalog.offers.offer import MarketPrice, Publication
from chalicelib.catalog.products.product import ReferencePrice
from chalicelib.kernel.values.money import BASIS_POINTS, Money
from chalicelib.markets.market import Market

PERIOD = timedelta(days=30)


class Priced(Protocol):
    """A price with its start and its prior price, as in `MarketPrice`."""

    @property
    def price_minor(self) -> int: ...
    @property
    def applied_at(self) -> str | None: ...
    @property
    def prior_lowest_minor(self) -> int | None: ...


class Charged(TypedDict):
    """What a buyer pays for one device alone in a basket; without sales tax where prices exclude it."""

    price: Money
    shipping: Money
    service_fee: Money
    total: Money


def total_minor(price_minor: int, shipping_minor: int, market: Market, on: str) -> int:
    """The cost of one device alone in a basket: price, shipping and the service fee of the day."""
    return price_minor + shipping_minor + market.service_fee_minor(price_minor, on)


def charged(price_minor: int, shipping_minor: int, market: Market, on: str) -> Charged:
    """The total and its parts."""
    return {
        "price": Money(price_minor, market.currency),
        "shipping": Money(shipping_minor, market.currency),
        "service_fee": Money(market.service_fee_minor(price_minor, on), market.currency),
        "total": Money(total_minor(price_minor, shipping_minor, market, on), market.currency),
    }


def reduction(price: Priced, currency: str, on: str) -> Reduction | None:
    """The reduction against the offer's lowest price of the 30 days before; None if there is none."""
    prior_minor = price.prior_lowest_minor
    basis_points = reduction_bp(price.price_minor, prior_minor, price.applied_at, on)
    if basis_points is None or prior_minor is None:
        return None
    return {"prior_lowest": Money(prior_minor, currency), "basis_points": basis_points, "since": price.applied_at}


def price_told(price: MarketPrice, buyable_since: str | None) -> MarketPrice:
    """The price, without its prior price unless a buyer could have paid both throughout.

    The offer must have been buyable without interruption from 30 days before the price took effect until now: a price
    that could not be paid, because there were no units or the seller was suspended, is not a basis for a reduction.
    """
    if price.applied_at is None or buyable_since is None:
        is_payable = False
    else:
        is_payable = is_known_before(buyable_since, price.applied_at)
    return price if is_payable else msgspec.structs.replace(price, prior_lowest_minor=None)


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


def savings(new: ReferencePrice, total_minor: int) -> Savings | None:
    """The difference between the price of a new device and the total; None if the total is not lower."""
    saved_minor = new.amount_minor - total_minor
    if saved_minor <= 0:
        return None
    return {"amount": Money(saved_minor, new.currency), "basis_points": saved_minor * BASIS_POINTS // new.amount_minor}


def _moment(stamped: str) -> datetime:
    return datetime.fromisoformat(stamped)
