"""Planted bugs of orders, units, records and messages: what is done twice, too early, or for the wrong reason."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from chalicelib.carbon import records
from chalicelib.catalog.models import StockItem
from chalicelib.catalog.stock import stock_acts
from chalicelib.kernel import deadlines, queues
from chalicelib.kernel.storage import key_value, transactions
from chalicelib.kernel.storage.transactions import Act
from chalicelib.kernel.values import ids
from chalicelib.orders.cancellation import cancelling
from chalicelib.orders.fulfilment import line_deadlines
from chalicelib.sellers.quality import lapses
from tests.simulation.planting import Planting


def revived_without_units() -> AbstractContextManager[Any]:
    """Late money makes an order paid again and reserves nothing for it."""
    return patch.object(stock_acts, "reserve_again", lambda offer_id, _: _untouched(offer_id))


def shipped_unit_left_reserved() -> AbstractContextManager[Any]:
    return patch.object(stock_acts, "ship", _untouched)


def _untouched(offer_id: str) -> Act:
    return transactions.update(StockItem(offer_id), StockItem.reserved.add(0))


def broken_units_sold_again() -> AbstractContextManager[Any]:
    return patch.object(cancelling, "WRITTEN_OFF", frozenset())


def poison_fails_its_batch() -> AbstractContextManager[Any]:
    """A message that fails ends the run, and with it the messages beside it."""

    def strict(event: Mapping[str, Any], handle: Any) -> dict[str, Any]:
        for record in event["Records"]:
            handle(record["body"], int(record["attributes"]["ApproximateReceiveCount"]))
        return {"batchItemFailures": []}

    return patch.object(queues, "work", strict)


def lapses_counted_at_every_message() -> AbstractContextManager[Any]:
    def always(fact: Any, reaction: str) -> Act:
        return transactions.put_new(key_value.item(f"done#{fact.fact_id}#{reaction}#{ids.new_ulid()}"))

    return patch.object(lapses, "once", always)


def savings_recorded_anew() -> AbstractContextManager[Any]:
    """A record of carbon is written over by each message that tells of its sale."""
    anew = SimpleNamespace(put_if_absent=lambda model: transactions.write(transactions.put(model)))
    return patch.object(records, "transactions", anew)


def shipments_not_watched() -> AbstractContextManager[Any]:
    schedule = line_deadlines.schedule

    def lax(kind: deadlines.Kind, *given: str) -> None:
        if kind != line_deadlines.SHIPMENT:
            schedule(kind, *given)

    return patch.object(line_deadlines, "schedule", lax)


BUGS: dict[str, Planting] = {
    "late money that reserves no unit": revived_without_units,
    "a shipped unit left reserved": shipped_unit_left_reserved,
    "broken units put on sale again": broken_units_sold_again,
    "a message that fails its whole batch": poison_fails_its_batch,
    "lapses counted at every message": lapses_counted_at_every_message,
    "a record of carbon written over": savings_recorded_anew,
    "shipments that nobody watches": shipments_not_watched,
}
