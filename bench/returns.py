"""Returns: what one costs from the buyer's request until its refund is booked and nothing is left to do.

One device of an order of two lines of two sellers goes back: requested, approved, sent, received, inspected, refunded.
Its seller has an endpoint that hears of every step.
"""

from itertools import groupby
from typing import Any

import msgspec

import app
from bench.basket import Basket, heaviest_basket
from bench.market import Market
from bench.units import TICK, Step, listening_sellers, market_on_a_manual_clock, seller_of
from bench.walk import Call, Walk, spent
from chalicelib.access.api_keys.credentials import issue_key
from chalicelib.access.order_tokens import order_token
from chalicelib.orders import queries
from chalicelib.orders.fulfilment import acceptance, delivery, shipping
from chalicelib.orders.fulfilment.serial_numbers import luhn
from chalicelib.orders.order import Order
from chalicelib.orders.payloads import Shipment
from chalicelib.webhooks.events import EVENT_TYPES
from doubles.clock_and_randomness import ManualClock

ANNOUNCED = tuple(each for each in EVENT_TYPES if each.startswith(("return.", "refund.")))
PARCEL = {"carrier": "colissimo", "tracking_number": "8R12345678901"}
LINE = "1"


class ReturnFound(msgspec.Struct, frozen=True, kw_only=True):
    """The keys of the results, and the steps that the units were summed from."""

    results: dict[str, Any]
    steps: tuple[Step, ...]


def measure_returns() -> ReturnFound:
    """Units, itemised by step, and processor time beside that of the same calls made with the raw clients."""
    return _returns(calls=300)


def measure_return_units() -> ReturnFound:
    """The units alone."""
    return _returns(calls=0)


def _returns(calls: int) -> ReturnFound:
    basket = heaviest_basket()
    with market_on_a_manual_clock() as (given, manual_clock), listening_sellers(basket, *ANNOUNCED):
        key = issue_key("seller", seller_of(basket.request.lines[0].offer_id), ["returns:read", "returns:write"])
        _returned(given, key, _delivered(given, basket))  # the second one finds endpoints whose last success is known
        app.watch_deadlines(TICK, None)  # has run before: it misses nothing from now on
        walk = _returned(given, key, _delivered(given, basket))
        times = _times(given, walk.calls, calls) if calls else {}
        steps = (*_steps(walk.calls), _deadlines(given, manual_clock, walk.calls))
    results = {"return_to_refund_write_units": sum(step.write_units for step in steps), **times}
    return ReturnFound(results=results, steps=steps)


def _times(given: Market, walked: list[Call], calls: int) -> dict[str, float]:
    times = [spent(given, call, calls) for call in walked]
    own, raw = sum(one.own_ms for one in times), sum(one.raw_ms for one in times)
    return {
        "return_to_refund_cpu_ms": round(own, 1),
        "return_to_refund_raw_calls_cpu_ms": round(raw, 1),
        "return_to_refund_raw_ratio": round(own / raw, 2),
        "return_to_refund_calls": sum(len(call.tape.aws) + len(call.tape.stripe) for call in walked),
    }


def _delivered(given: Market, basket: Basket) -> tuple[Order, str]:
    """A paid order whose devices arrived, with nothing left to do, and the number of the first one."""
    before = Walk(given)
    number = len(given.world.units)
    placed = before.request("sale", given.placing(basket, f"00000000-0000-4000-9000-{number:012d}"), 201)
    given.pay(placed["payment"]["payment_intent_id"])
    before.to_quiet()
    order = queries.order(placed["order"]["order_id"])
    serials = [imei(number + place) for place in range(len(order.lines))]
    for line, serial in zip(order.lines, serials, strict=True):
        acceptance.accept_line(order.order_id, line.line_id, line.seller_id)
        parcel = Shipment(carrier="colissimo", tracking_number="6A12345678901", serial=serial)
        shipping.ship_line(order.order_id, line.line_id, line.seller_id, parcel)
        delivery.deliver_line(order.order_id, line.line_id, "CARRIER")
    before.to_quiet()
    return order, serials[0]


def _returned(given: Market, key: str, delivered: tuple[Order, str]) -> Walk:
    """The steps of buyer and seller through the API, each with everything that it leads to."""
    order, serial = delivered
    keys = {"buyer": order_token(order.order_id, 0), "seller": key}
    walk = Walk(given)

    def step(name: str, who: str, path: str, body: object) -> dict[str, Any]:
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {keys[who]}"}
        headers["Idempotency-Key"] = f"{name}-{order.order_id}"
        event = given.event("POST", f"/v1{path}", headers, msgspec.json.encode(body))
        return walk.request(name, event, 201 if name == "request" else 200)

    wanted = {"line_id": LINE, "reason": "CHANGED_MIND", "wish": "REFUND"}
    opened = step("request", "buyer", f"/orders/{order.order_id}/returns", wanted)
    of_buyer, of_seller = (
        f"/orders/{order.order_id}/returns/{opened['return_id']}",
        f"/seller/returns/{opened['return_id']}",
    )
    step("approval", "seller", f"{of_seller}/approval", {})
    step("dispatch", "buyer", f"{of_buyer}/dispatch", PARCEL)
    step("receipt", "seller", f"{of_seller}/receipt", {})
    step("inspection", "seller", f"{of_seller}/inspection", {"serial": serial, "finding": "AS_SOLD", "unit": "RESTOCK"})
    refunded = step("refund", "seller", f"{of_seller}/refund", {})
    assert refunded["state"] == "REFUNDED", refunded
    assert queries.order(order.order_id).refunded_minor == refunded["amount"]["amount_minor"] > 0
    return walk


def _steps(calls: list[Call]) -> list[Step]:
    """The bill by step and function, in the order in which they happened."""
    return [
        Step(name=name, function=function, units=tuple(unit for call in some for unit in call.units))
        for (name, function), some in groupby(calls, key=lambda call: (call.step, call.function))
    ]


def _deadlines(given: Market, manual_clock: ManualClock, calls: list[Call]) -> Step:
    """The deadlines that the return scheduled are looked at when they pass, and taken away."""
    scheduled = {unit.key for call in calls for unit in call.units if unit.table.endswith("-deadlines")}
    before = len(given.world.units)
    manual_clock.advance(days=40)
    app.watch_deadlines(TICK, None)
    removed = [each for each in given.world.units[before:] if each.operation == "DeleteItem" and each.key in scheduled]
    return Step(name="deadlines", function="watch_deadlines", units=tuple(removed))


def imei(number: int) -> str:
    """A device's number with its check digit."""
    digits = f"35391805{number % 1_000_000:06d}"
    return next(digits + check for check in "0123456789" if luhn(digits + check))
