"""Planted bugs of what is written down beside a sale: units, counters, guarantees, transfers, letters, accounts."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from unittest.mock import patch

from chalicelib import subscriptions
from chalicelib.catalog.stock import stock_acts
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.storage.transactions import Act
from chalicelib.orders.checkout import order_limits
from chalicelib.orders.fulfilment import line_deadlines
from chalicelib.orders.models import OrderLimit
from chalicelib.orders.payment import confirmation
from chalicelib.payments.ledger import postings
from tests.simulation.planting import Planting


def _without_reaction(name: str) -> Planting:
    """Nobody does what a reaction did, whatever fact it heard of."""
    remaining = {
        fact: tuple(reaction for reaction in reactions if reaction.name != name)
        for fact, reactions in subscriptions.SUBSCRIPTIONS.items()
    }
    assert remaining != subscriptions.SUBSCRIPTIONS, name
    return lambda: patch.dict(subscriptions.SUBSCRIPTIONS, remaining)


def _one_unit_for_any_quantity() -> AbstractContextManager[Any]:
    """An order of two devices of an offer reserves one."""
    reserve: Callable[..., Act] = stock_acts.reserve
    return patch.object(stock_acts, "reserve", lambda offer_id, _, **terms: reserve(offer_id, 1, **terms))


def _unpaid_counted_down_twice() -> AbstractContextManager[Any]:
    def twice(mail_key: str) -> Act:
        return transactions.update(order_limits._unpaid(mail_key), OrderLimit.counted.add(-2))

    return patch.object(order_limits, "decrement_unpaid_act", twice)


def _fee_taken_for_commission() -> AbstractContextManager[Any]:
    """The buyers' fee is booked as if sellers had paid it."""
    sale_postings = postings.sale_postings

    def confused(seller_id: str, agreed: Any) -> dict[str, int]:
        booked = sale_postings(seller_id, agreed)
        booked["commission"] += booked.pop("service_fee", 0)
        return booked

    return patch.object(confirmation, "sale_postings", confused)


def _parcels_not_watched() -> AbstractContextManager[Any]:
    return patch.object(line_deadlines, "schedule_parcel", lambda *_: None)


BUGS: dict[str, Planting] = {
    "one unit reserved for two devices": _one_unit_for_any_quantity,
    "the counter of unpaid orders lowered twice": _unpaid_counted_down_twice,
    "the service fee booked as commission": _fee_taken_for_commission,
    "parcels that nobody asks for": _parcels_not_watched,
    "shipments of which nobody is told": _without_reaction("mails.tell_shipment"),
}
