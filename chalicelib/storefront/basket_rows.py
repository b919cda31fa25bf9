"""Basket rows: the offers in a basket at their current terms, and those that are no longer available."""

from typing import Literal

import msgspec

from chalicelib.catalog.offers import terms_reader
from chalicelib.catalog.offers.offer import OfferTerms, ShippingOption
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.values.money import Money
from chalicelib.markets.market import Market
from chalicelib.orders.payloads import PER_OFFER_MAX
from chalicelib.storefront.basket import Basket

State = Literal["READY", "FEWER", "GONE", "NOT_HERE"]


class BasketRow(msgspec.Struct, frozen=True, kw_only=True):
    """One offer in the basket. `offer` is None where it does not exist any more; `most` is what a buyer may take.

    READY can be bought as it is, FEWER has less than asked for, GONE nothing, NOT_HERE is not sold in the market.
    """

    offer_id: str
    quantity: int
    state: State
    most: int = 0
    offer: OfferTerms | None = None
    price: Money | None = None
    shipping: Money | None = None
    delivery_days: int = 0


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """The rows, and the sum of those that are READY, before any sales tax: that follows the delivery address."""

    rows: tuple[BasketRow, ...]
    goods: Money
    shipping: Money
    service_fee: Money
    total: Money

    @property
    def parcels(self) -> list[tuple[str, list[BasketRow]]]:
        """The rows by the id of the seller who sends them, in the order they were chosen; "" for an unknown seller."""
        found: dict[str, list[BasketRow]] = {}
        for row in self.rows:
            found.setdefault(row.offer.seller_id if row.offer else "", []).append(row)
        return list(found.items())

    @property
    def is_ready(self) -> bool:
        """Whether all of it could be ordered now."""
        return bool(self.rows) and all(row.state == "READY" for row in self.rows)

    @property
    def has_ready_rows(self) -> bool:
        return any(row.state == "READY" for row in self.rows)


def shown(basket: Basket, market: Market) -> Shown:
    """A basket at its current terms, each device with the cheapest shipping, as orders without a carrier are."""
    terms = terms_reader.terms_of(basket) if basket else {}
    rows = tuple(_row(offer_id, quantity, terms.get(offer_id), market) for offer_id, quantity in basket.items())
    ready = [row for row in rows if row.state == "READY"]
    goods_minor = sum(row.price.amount_minor * row.quantity for row in ready if row.price)
    shipping_minor = sum(row.shipping.amount_minor * row.quantity for row in ready if row.shipping)
    fee_minor = market.service_fee_minor(goods_minor, clock.timestamp())
    return Shown(
        rows=rows,
        goods=Money(goods_minor, market.currency),
        shipping=Money(shipping_minor, market.currency),
        service_fee=Money(fee_minor, market.currency),
        total=Money(goods_minor + shipping_minor + fee_minor, market.currency),
    )


def _row(offer_id: str, quantity: int, offer: OfferTerms | None, market: Market) -> BasketRow:
    if offer is None or not offer.on_sale or offer.available < 1:
        return BasketRow(offer_id=offer_id, quantity=quantity, state="GONE", offer=offer)
    ways = offer.shipping_to(market.delivery_countries[0])
    if market.code not in offer.prices or not ways:
        return BasketRow(offer_id=offer_id, quantity=quantity, state="NOT_HERE", offer=offer)
    return _sold_here(quantity, offer, ways[0], market)


def _sold_here(quantity: int, offer: OfferTerms, way: ShippingOption, market: Market) -> BasketRow:
    most = min(offer.available, PER_OFFER_MAX)
    return BasketRow(
        offer_id=offer.offer_id,
        quantity=quantity,
        state="READY" if quantity <= most else "FEWER",
        most=most,
        offer=offer,
        price=Money(offer.prices[market.code].price_minor, market.currency),
        shipping=Money(way.cost_minor, market.currency),
        delivery_days=way.delivery_days,
    )
