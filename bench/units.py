"""Units: what an order writes and a product page reads, item by item, from the bill of the in-memory AWS."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any

import msgspec

import app
from bench.basket import MARKET, Basket, heaviest_basket
from bench.market import Market, answered, market
from chalicelib.catalog.models import StockItem
from chalicelib.catalog.products.creation import product_id_of
from chalicelib.gateways import http_client
from chalicelib.gateways.http_client import Answered, Destination, Limits
from chalicelib.kernel.http.idempotency import Request
from chalicelib.orders.fulfilment.acceptance import accept_line
from chalicelib.webhooks.endpoints import EndpointRequest, create_endpoint
from chalicelib.webhooks.events import EventType
from doubles.clock_and_randomness import ManualClock, SeededRandomness
from doubles.in_memory_aws.capacity import Unit
from local.demo.generation import demo_market
from local.demo_tables import SEED

TICK = {
    "version": "0",
    "account": "",
    "region": "",
    "detail": {},
    "detail-type": "Scheduled Event",
    "source": "aws.events",
    "time": "",
    "id": "",
    "resources": [],
}
# The steps from the buyer's click to the confirmed payment. What follows are reactions.
CONFIRMED = ("click", "event", "confirmation")


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One function's part in an order's life, with each line of its bill."""

    name: str
    function: str
    units: tuple[Unit, ...]

    @property
    def writes(self) -> tuple[Unit, ...]:
        return tuple(unit for unit in self.units if unit.kind == "write")

    @property
    def write_units(self) -> int:
        return round(sum(unit.units for unit in self.writes))


class UnitsFound(msgspec.Struct, frozen=True, kw_only=True):
    """The keys of the results that are the same on every machine, and the steps they were summed from."""

    results: dict[str, float]
    steps: tuple[Step, ...]


def measure_units() -> UnitsFound:
    """An order of two lines of two sellers until nothing is left to do, the same for the last units, every page."""
    with market_on_a_manual_clock() as (given, manual_clock):
        basket = heaviest_basket()
        _order(given, manual_clock, basket)  # the second order finds the month's ring key and the sellers' balances
        with listening_sellers(basket, "order.paid"):
            _order(given, manual_clock, basket)  # and endpoints whose last success is known
            steps = _order(given, manual_clock, basket)
        sizes = _item_sizes(given)
        pages = _page_read_units(given)
    with market_on_a_manual_clock() as (given, manual_clock):
        basket = heaviest_basket()
        _order(given, manual_clock, basket)
        _leave_one(basket)
        last = _order(given, manual_clock, basket)
    results = {
        "place_and_confirm_write_units": sum(step.write_units for step in steps if step.name in CONFIRMED),
        "order_to_quiet_write_units": sum(step.write_units for step in steps),
        "order_of_last_units_to_quiet_write_units": sum(step.write_units for step in last),
        "product_page_read_units": max(pages.values()),
        "product_page_api_read_units": pages["api"],
        "product_page_html_read_units": pages["html"],
    }
    return UnitsFound(results=results | sizes, steps=tuple(steps))


@contextmanager
def market_on_a_manual_clock() -> Iterator[tuple[Market, ManualClock]]:
    manual_clock = ManualClock()
    with market(manual_clock, SeededRandomness(1)) as given:
        yield given, manual_clock


@contextmanager
def listening_sellers(basket: Basket, *event_types: EventType) -> Iterator[None]:
    """Each seller of the basket has an endpoint that hears of such events and takes every message."""
    http_client.use(_Listening())
    try:
        for seller_id in {seller_of(line.offer_id) for line in basket.request.lines}:
            wanted = EndpointRequest(url="https://erp.example.com/hook", event_types=event_types, description="")
            request = Request(route="bench", principal=seller_id, key="endpoint", fingerprint="")
            create_endpoint(seller_id, wanted, request)
        yield
    finally:
        http_client.use(http_client.Internet())


def seller_of(offer_id: str) -> str:
    """The seller of an offer; its id."""
    return str(StockItem.get(offer_id).seller_id)


class _Listening(http_client.Internet):
    """An internet where every name is public and every message taken."""

    def resolve(self, _: str) -> tuple[str, ...]:
        return ("93.184.216.34",)

    def post(self, _: Destination, __: Mapping[str, str], ___: bytes, ____: Limits) -> Answered:
        return Answered(status=204)


def _order(given: Market, manual_clock: ManualClock, basket: Basket) -> list[Step]:
    """Place, pay and follow an order; the steps in the order they happen."""
    steps: list[Step] = []

    def step(name: str, function: str, act: Callable[[], Any]) -> Any:
        before = len(given.world.units)
        outcome = act()
        steps.append(Step(name=name, function=function, units=tuple(given.world.units[before:])))
        return outcome

    key = f"00000000-0000-4000-8000-{len(given.world.units):012d}"
    body = step("click", "APIHandler", lambda: answered(given.placing(basket, key), 201))
    placed = msgspec.json.decode(body)
    given.pay(placed["payment"]["payment_intent_id"])
    step("event", "APIHandler", lambda: [answered(event) for event in given.stripe_events()])
    step("confirmation", "money_worker", lambda: given.work("money", app.money_worker))
    # A reaction may record facts of its own: an offer sold out, a box passed on.
    while records := given.new_facts():
        step("relay", "relay_facts", partial(_relay, records))
        step("react", "react", lambda: given.work("reactions", app.react))
    step("deliver", "deliver_webhooks", lambda: given.work("webhooks.fifo", app.deliver_webhooks))
    step("mail", "send_mails", lambda: given.work("mails", app.send_mails))
    steps.append(_deadlines(given, manual_clock, placed["order"]))
    return steps


def _relay(records: list[dict[str, Any]]) -> None:
    answer = app.relay_facts({"Records": records}, None)
    assert answer == {"batchItemFailures": []}, answer


def _deadlines(given: Market, manual_clock: ManualClock, order: dict[str, Any]) -> Step:
    """The sellers accept in time, which is their own act; later the deadlines are looked at and taken away."""
    app.watch_deadlines(TICK, None)
    for line in order["lines"]:
        accept_line(order["order_id"], line["line_id"], line["seller_id"])
    given.new_facts()
    manual_clock.advance(hours=49)
    before = len(given.world.units)
    app.watch_deadlines(TICK, None)
    # Its cursor is written every five minutes whether anybody buys or not.
    removed = [unit for unit in given.world.units[before:] if unit.operation == "DeleteItem"]
    return Step(name="deadlines", function="watch_deadlines", units=tuple(removed))


def _leave_one(basket: Basket) -> None:
    """Let the basket's offers have one unit left, so that its order empties their boxes."""
    for line in basket.request.lines:
        StockItem(line.offer_id).update(actions=[StockItem.available.set(1)])


def _page_read_units(given: Market) -> dict[str, float]:
    """The most that any product's page of the demo market reads, as JSON and as HTML."""
    most = {"api": 0.0, "html": 0.0}
    for product in demo_market("eu", SEED).products:
        path = f"/products/{product_id_of(product.gtin)}"
        for kind, address in (("api", f"/v1{path}?market={MARKET}"), ("html", path)):
            before = len(given.world.units)
            answered(given.event("GET", address, {"Accept-Language": "fr-FR"}))
            most[kind] = max(most[kind], sum(unit.units for unit in given.world.units[before:]))
    return most


def _item_sizes(given: Market) -> dict[str, float]:
    """How near the largest items are to their next unit (1 KB each; the order's two)."""
    tables = given.world.dynamodb.database.tables

    def largest(table: str) -> int:
        return max(row.size_bytes for row in tables[f"rebound-eu-{table}"].space.rows())

    return {
        "order_item_bytes": largest("orders"),
        "person_item_bytes": largest("people"),
        "fact_item_bytes": largest("facts"),
        "journal_item_bytes": largest("journals"),
        "seller_order_item_bytes": largest("seller_orders"),
    }


def itemised(steps: tuple[Step, ...]) -> Iterator[str]:
    """Every item an order writes: its step, table or index, operation and units."""
    for step in steps:
        yield f"{step.name} ({step.function}): {step.write_units}"
        for unit in step.writes:
            where = unit.table.removeprefix("rebound-eu-") + (f" · index {unit.index_name}" if unit.index_name else "")
            yield f"    {unit.units:4.0f}  {where:32} {unit.operation:20} {unit.key[:60]}"
