"""Processor time: what a warm call of each function costs, with AWS and Stripe answering from a tape."""

import statistics
import time
from collections.abc import Callable
from typing import Any

import msgspec

import app
from bench.basket import MARKET, heaviest_basket
from bench.market import Market, answered, market
from bench.recorded_answers import Tape, record, replay, replay_us
from chalicelib.catalog.models import StockItem
from chalicelib.kernel.runtime import clock, randomness
from chalicelib.kernel.runtime.settings import settings

WARM_UP_CALLS = 40
CALLS = 400
# Enough to know what the doubles take; they are slower than what they stand for.
CALLS_ON_DOUBLES = 60

# A call by its number, since no two orders have the same key.
Prepared = Callable[[], Any]
Prepare = Callable[[int], Prepared]


class Spent(msgspec.Struct, frozen=True, kw_only=True):
    """CPU of many warm calls, in milliseconds; `doubles_ms` is what the doubles would have added."""

    tape: Tape
    median_ms: float
    p95_ms: float
    doubles_ms: float = 0.0


def measure_processor_time() -> dict[str, float]:
    """Milliseconds of CPU per warm call, and how many calls of AWS and Stripe each takes."""
    with market(clock.SystemClock(), randomness.SystemRandomness()) as given:
        for line in heaviest_basket().request.lines:
            StockItem(line.offer_id).update(actions=[StockItem.available.set(1_000_000)])
        api = _spent(given, lambda _: _product_page(given, "/v1", f"?market={MARKET}"))
        html = _spent(given, lambda _: _product_page(given, "", ""))
        place = _spent(given, lambda number: _place_order(given, number))
        event, confirmation = _spent_on_payment(given)
        relay = _spent_on_relay(given)
    page = max(api, html, key=lambda spent: spent.median_ms)
    return {
        **_told("product_page", page),
        "product_page_api_cpu_ms": round(api.median_ms, 2),
        "product_page_html_cpu_ms": round(html.median_ms, 2),
        **_told("place_order", place),
        "stripe_event_cpu_ms": round(event.median_ms, 2),
        "confirm_payment_cpu_ms": round(confirmation.median_ms, 2),
        "relay_cpu_ms": round(relay.median_ms, 2),
        "replayed_answer_us": round(replay_us(place.tape), 1),
    }


def _told(name: str, spent: Spent) -> dict[str, float]:
    return {
        f"{name}_cpu_ms": round(spent.median_ms, 2),
        f"{name}_cpu_p95_ms": round(spent.p95_ms, 2),
        f"{name}_doubles_cpu_ms": round(spent.doubles_ms, 2),
        f"{name}_calls": len(spent.tape.aws) + len(spent.tape.stripe),
    }


def _product_page(given: Market, prefix: str, query: str) -> Prepared:
    path = f"{prefix}/products/{heaviest_basket().product_ids[0]}{query}"
    event = given.event("GET", path, {"Accept-Language": "fr-FR", "Accept": "*/*"})
    return lambda: answered(event)


def _place_order(given: Market, number: int) -> Prepared:
    basket = heaviest_basket()
    # Another person each time from another address: the limits against hoarding count.
    buyer = msgspec.structs.replace(basket.request.buyer, email=f"buyer{number}@example.org")
    changed = msgspec.structs.replace(basket, request=msgspec.structs.replace(basket.request, buyer=buyer))
    key = f"{number:08d}-0000-4000-8000-{randomness.random_bytes(6).hex()}"
    event = given.placing(changed, key, origin=f"192.0.{number // 250}.{number % 250}")
    return lambda: answered(event, 201)


def _spent_on_payment(given: Market) -> tuple[Spent, Spent]:
    """Stripe's event as the event route takes it, and its money command as the worker carries it out."""
    placed = msgspec.json.decode(_place_order(given, 5_000)())
    given.pay(placed["payment"]["payment_intent_id"])
    succeeded = next(event for event in given.stripe_events() if '"payment_intent.succeeded"' in event["body"])
    tape = record(given, lambda: answered(succeeded))
    event = _replayed(given, tape, lambda _: lambda: answered(succeeded))
    batch = given.world.queue(f"rebound-{settings.cell}-money").take()
    tape = record(given, lambda: _worked(app.money_worker, batch))
    return event, _replayed(given, tape, lambda _: lambda: _worked(app.money_worker, batch))


def _spent_on_relay(given: Market) -> Spent:
    """OrderPaid on its way from the stream to its five reactions' queues."""
    paid = [each for each in given.new_facts() if each["dynamodb"]["NewImage"]["name"]["S"] == "OrderPaid"]
    return _spent(given, lambda _: lambda: _worked(app.relay_facts, {"Records": paid}))


def _worked(function: Any, event: dict[str, Any]) -> None:
    answer = function(event, None)
    assert answer == {"batchItemFailures": []}, answer


def _spent(given: Market, prepare: Prepare) -> Spent:
    prepare(0)()  # what only the first call of a process does
    tape = record(given, prepare(1))
    on_doubles = statistics.median(_times_ms(lambda number: prepare(10_000 + number), CALLS_ON_DOUBLES))
    spent = _replayed(given, tape, prepare)
    return msgspec.structs.replace(spent, doubles_ms=on_doubles - spent.median_ms)


def _replayed(given: Market, tape: Tape, prepare: Prepare) -> Spent:
    with replay(given, tape):
        _times_ms(lambda number: prepare(20_000 + number), WARM_UP_CALLS)
        times = _times_ms(lambda number: prepare(30_000 + number), CALLS)
    return Spent(tape=tape, median_ms=statistics.median(times), p95_ms=statistics.quantiles(times, n=20)[-1])


def _times_ms(prepare: Prepare, calls: int) -> list[float]:
    times = []
    for number in range(calls):
        call = prepare(number)
        started = time.process_time_ns()
        call()
        times.append((time.process_time_ns() - started) / 1_000_000)
    return times
