"""Planted bugs of orders, units, records and messages: what is done twice, too early, or for the wrong reason."""

from collections.abc import Mapping
from contextlib import AbstractContextManager, ExitStack
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import msgspec

from chalicelib.carbon import records
from chalicelib.catalog.models import StockItem
from chalicelib.catalog.stock import stock_acts
from chalicelib.gateways import carriers
from chalicelib.kernel import deadlines, queues
from chalicelib.kernel.deadlines import DeadlineItem, Handlers
from chalicelib.kernel.http import idempotency
from chalicelib.kernel.storage import key_value, transactions
from chalicelib.kernel.storage.transactions import Act
from chalicelib.kernel.values import ids
from chalicelib.mails import outbox
from chalicelib.orders.cancellation import cancelling
from chalicelib.orders.fulfilment import deadline_handlers, line_deadlines
from chalicelib.orders.models import OrderItem
from chalicelib.orders.payment import reservation_release
from chalicelib.payments import refunds
from chalicelib.payments.operations import stripe_operations
from chalicelib.sellers.quality import lapses
from tests.simulation.planting import Planting, unconditional


def released_whatever_became_of_it() -> AbstractContextManager[Any]:
    """A release asks nothing of its order, which may have been paid or released meanwhile."""
    releasing = reservation_release._releasing

    def hasty(*given: Any, **named: Any) -> list[Act]:
        acts = releasing(*given, **named)
        return [unconditional(act) if isinstance(act.model, OrderItem) else act for act in acts]

    return patch.object(reservation_release, "_releasing", hasty)


def revived_without_units() -> AbstractContextManager[Any]:
    """Late money makes an order paid again and reserves nothing for it."""
    return patch.object(stock_acts, "reserve_again", lambda offer_id, _: _untouched(offer_id))


def shipped_unit_left_reserved() -> AbstractContextManager[Any]:
    return patch.object(stock_acts, "ship", _untouched)


def _untouched(offer_id: str) -> Act:
    return transactions.update(StockItem(offer_id), StockItem.reserved.add(0))


def broken_units_sold_again() -> AbstractContextManager[Any]:
    return patch.object(cancelling, "WRITTEN_OFF", frozenset())


def keys_replayed_for_ever() -> AbstractContextManager[Any]:
    """What was asked days ago is asked again under a key that Stripe has forgotten."""
    return patch.object(stripe_operations, "REPLAY_MAX", timedelta(days=30))


def forgotten_keys_never_looked_up() -> AbstractContextManager[Any]:
    """A refund whose key Stripe has forgotten stays without an outcome."""
    blind = {name: msgspec.structs.replace(kind, look_up=None) for name, kind in refunds.KINDS.items()}
    return patch.dict(refunds.KINDS, blind)


def poison_fails_its_batch() -> AbstractContextManager[Any]:
    """A message that fails ends the run, and with it the messages beside it."""

    def strict(event: Mapping[str, Any], handle: Any) -> dict[str, Any]:
        for record in event["Records"]:
            handle(record["body"], int(record["attributes"]["ApproximateReceiveCount"]))
        return {"batchItemFailures": []}

    return patch.object(queues, "work", strict)


def cancellations_decided_anew() -> AbstractContextManager[Any]:
    """A repeated cancellation is decided by what can be cancelled now."""
    planted = ExitStack()
    planted.enter_context(patch.object(idempotency, "find_decision", lambda _: None))
    planted.enter_context(patch.object(idempotency, "decide", lambda _, decision: decision))
    return planted


def failed_deadline_forgotten() -> AbstractContextManager[Any]:
    """A deadline that could not be acted on is gone all the same."""
    look_at = deadlines._look_at

    def forgetful(item: DeadlineItem, handlers: Handlers) -> bool:
        if not look_at(item, handlers):
            transactions.write(transactions.delete(DeadlineItem(item.due_hour, item.deadline_id)))
        return True

    return patch.object(deadlines, "_look_at", forgetful)


def lapses_counted_at_every_message() -> AbstractContextManager[Any]:
    def always(fact: Any, reaction: str) -> Act:
        return transactions.put_new(key_value.item(f"done#{fact.fact_id}#{reaction}#{ids.new_ulid()}"))

    return patch.object(lapses, "once", always)


def mails_closed_before_they_leave() -> AbstractContextManager[Any]:
    deliver, close = outbox._deliver, outbox._close

    def hasty(intent: Any, *given: Any, **named: Any) -> None:
        close(intent, "SENT")
        deliver(intent, *given, **named)

    return patch.object(outbox, "_deliver", hasty)


def savings_recorded_anew() -> AbstractContextManager[Any]:
    """A record of carbon is written over by each message that tells of its sale."""
    anew = SimpleNamespace(put_if_absent=lambda model: transactions.write(transactions.put(model)))
    return patch.object(records, "transactions", anew)


def silence_taken_for_delivery() -> AbstractContextManager[Any]:
    """A carrier that does not answer is believed to have delivered."""
    status_of = carriers.status_of

    def hopeful(carrier: str, tracking_number: str) -> Any:
        try:
            return status_of(carrier, tracking_number)
        except (carriers.CarrierUnreachable, carriers.CarrierAnswerRefused):
            return SimpleNamespace(status="DELIVERED")

    return patch.object(carriers, "status_of", hopeful)


def accepted_lines_cancelled_as_late() -> AbstractContextManager[Any]:
    """The deadline of acceptance does not ask whether its line was accepted meanwhile."""

    def careless(*given: Any, only_from: Any) -> None:  # noqa: ARG001 - that is the bug
        cancelling.cancel_line(*given)

    return patch.object(deadline_handlers, "cancel_line", careless)


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
    "lapses counted at every message": lapses_counted_at_every_message,
}
