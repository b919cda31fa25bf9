"""Sellers: what they do with each line they sold, through the same API, sometimes twice, sometimes never."""

import random
from typing import Any

from chalicelib.orders.serials import luhn
from chalicelib.people.order_tokens import order_token
from tests.simulation.buyers import UNSURE, Spoken
from tests.simulation.cell_template import Seeded
from tests.simulation.functions import http_event
from tests.simulation.market_world import MarketWorld
from tests.simulation.privacy import MARK, MARKED_IMEI
from tests.simulation.stored import Item

REASONS = ("OUT_OF_STOCK", "DEFECTIVE", "PRICE_MISTAKE", "DESCRIPTION_MISTAKE", "CANNOT_SHIP_THERE")
TRIES = 6


class Sellers:
    """Every seller of the market. A paid order sets them to work."""

    def __init__(self, world: MarketWorld, market: Seeded, *, seed: str, spoken: list[Spoken]) -> None:
        self._world = world
        self._market = market
        self._seed = seed
        self._spoken = spoken
        self._numbers = 0

    def hear(self, name: str, body: Item) -> None:
        """A fact was recorded."""
        if name != "OrderPaid":
            return
        for line in body["lines"]:
            chance = random.Random(f"{self._seed}/seller/{body['order_id']}/{line['line_id']}")
            handling = _Handling(self._world, chance, body["order_id"], line, spoken=self._spoken)
            handling.key = self._market.seller_keys[line["seller_id"]]
            self._numbers += 1
            handling.serial = _serial(self._market, line["offer_id"], self._numbers)
            self._world.scheduler.start(
                f"seller of {body['order_id'][-4:]}/{line['line_id']}", handling.live, chance.uniform(5, 500)
            )


class _Handling:
    """One line in its seller's hands."""

    def __init__(
        self, world: MarketWorld, chance: random.Random, order_id: str, line: Item, *, spoken: list[Spoken]
    ) -> None:
        self._world = world
        self._chance = chance
        self._order_id = order_id
        self._line_id = line["line_id"]
        self._spoken = spoken
        self.key = ""
        self.serial: str | None = None

    def live(self) -> None:
        first = self._chance.choices(("accept", "cancel", "ignore"), (72, 13, 15))[0]
        if first != "accept":
            if first == "cancel":
                self._cancel()
            return
        if self._chance.random() < 0.15:
            self._world.scheduler.start(f"{self._order_id[-4:]} accepts twice", self._accept, self._chance.random())
        self._accept()
        self._world.scheduler.sleep(self._chance.uniform(5, 500))
        then = self._chance.choices(("ship", "cancel", "ignore"), (75, 10, 15))[0]
        if then == "cancel":
            self._cancel()
        if then != "ship":
            return
        self._ship()
        self._world.scheduler.sleep(self._chance.uniform(5, 300))
        self._deliver(self._chance.choice(("proof", "receipt", "carrier")))

    def _accept(self) -> None:
        self._ask("accept", self._seller_event("acceptance", None))

    def _cancel(self) -> None:
        headers = {"Idempotency-Key": f"seller-{self._order_id}-{self._line_id}"}
        body = {"reason": self._chance.choice(REASONS)}
        self._ask("seller cancel", self._seller_event("cancellation", body, headers))

    def _ship(self) -> None:
        body: Item = {"carrier": "post", "tracking_number": f"{MARK}{self._chance.randrange(10**8)}"}
        if self.serial is not None:
            body["serial"] = self.serial
        self._ask("ship", self._seller_event("shipment", body))

    def _deliver(self, how: str) -> None:
        if how == "proof":
            self._ask("deliver", self._seller_event("delivery", {"reference": "signed"}))
        if how == "receipt":
            headers = {"Authorization": f"Bearer {order_token(self._order_id, 0)}"}
            path = f"/v1/orders/{self._order_id}/lines/{self._line_id}/receipt"
            self._ask("receive", http_event("POST", path, headers=headers))

    def _seller_event(self, step: str, body: Any, headers: dict[str, str] | None = None) -> dict[str, Any]:
        path = f"/v1/seller/orders/{self._order_id}/lines/{self._line_id}/{step}"
        return http_event("POST", path, body=body, headers={"Authorization": f"Bearer {self.key}"} | (headers or {}))

    def _ask(self, act: str, event: dict[str, Any]) -> None:
        for _ in range(TRIES):
            answer = self._world.functions.request(event)
            self._spoken.append(Spoken(act, self._order_id, self._line_id, answer))
            is_conflict = answer.status == 409 and answer.document.get("type") == "/problems/conflict"
            if answer.status not in UNSURE and not is_conflict:
                return
            self._world.scheduler.sleep(self._chance.uniform(1, 9))


def _serial(market: Seeded, offer_id: str, number: int) -> str | None:
    kind = next(offer.identifier for offer in market.offers if offer.offer_id == offer_id)
    if kind == "NONE":
        return None
    if kind == "SERIAL":
        return f"{MARK}{number:06d}"
    digits = f"{MARKED_IMEI}{number:06d}"
    return next(digits + check for check in "0123456789" if luhn(digits + check))
