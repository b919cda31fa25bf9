"""The details of an order that mails show, collected from the rooms that own them."""

from datetime import date
from typing import cast

import msgspec

from chalicelib.access.order_tokens import order_token
from chalicelib.catalog.offers.agreed_terms import AgreedTerms
from chalicelib.kernel.runtime.settings import settings
from chalicelib.kernel.values.money import Money
from chalicelib.markets import directory, legal_texts
from chalicelib.markets.due_dates import arrival_day
from chalicelib.markets.market import Market
from chalicelib.orders import queries, views
from chalicelib.sellers import queries as seller_queries
from chalicelib.sellers.profile.seller import Trader


class DeviceToTell(msgspec.Struct, frozen=True, kw_only=True):
    """One line as a letter shows it."""

    line_id: str
    title: str
    grade: str
    terms: AgreedTerms
    price: Money
    shipping: Money
    paid: Money
    carrier: str
    arrives_on: date
    seller: Trader


class OrderToTell(msgspec.Struct, frozen=True, kw_only=True):
    """An order as letters show it; `link` opens it without anything else."""

    order_id: str
    person_id: str
    ordered_at: str
    market: Market
    language: str
    lines: tuple[DeviceToTell, ...]
    totals: dict[str, Money]
    link: str

    @property
    def sellers(self) -> tuple[Trader, ...]:
        """Each seller once, in the order of the lines."""
        return tuple(dict.fromkeys(line.seller for line in self.lines))

    def line(self, line_id: str) -> DeviceToTell:
        return next(line for line in self.lines if line.line_id == line_id)


def gather(order_id: str) -> OrderToTell:
    """The details of an order for its mails.

    Raises: NotFound for an unknown order, KeyError for an unknown seller.
    """
    order = queries.order(order_id)
    market = directory.market(order.market)
    sellers = seller_queries.sellers(line.seller_id for line in order.lines)
    lines = tuple(
        DeviceToTell(
            line_id=line.line_id,
            title=line.title,
            grade=line.grade,
            terms=line.terms,
            price=Money(line.amounts.price_minor, order.currency),
            shipping=Money(line.amounts.shipping_minor, order.currency),
            paid=Money(line.amounts.paid_minor, order.currency),
            carrier=line.carrier,
            arrives_on=arrival_day(market, order.created_at, line.delivery_days),
            seller=sellers[line.seller_id].trader,
        )
        for line in order.lines
    )
    return OrderToTell(
        order_id=order_id,
        person_id=order.person_id,
        ordered_at=order.created_at,
        market=market,
        language=legal_texts.spoken_language(market, order.language),
        lines=lines,
        totals=cast(dict[str, Money], views.totals(order.lines, order.currency)),
        link=order_link(order_id, order.token_version),
    )


def order_link(order_id: str, token_version: int) -> str:
    """The order's page with the token that opens it; the page exchanges the token for a cookie."""
    return f"{settings.public_url.rstrip('/')}/orders/{order_id}?token={order_token(order_id, token_version)}"
