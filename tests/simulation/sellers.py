"""Sellers: what they do with each line they sold, through the same API, sometimes twice, sometimes never."""

import random
from typing import Any

import msgspec

from chalicelib.access.order_tokens import order_token
from chalicelib.orders.fulfilment.serial_numbers import luhn
from tests.simulation.buyers import UNSURE, Spoken
from tests.simulation.cell_template import Seeded
from tests.simulation.functions import http_event
from tests.simulation.market_world import MarketWorld
from tests.simulation.privacy import MARK, MARKED_IMEI
from tests.simulation.stored import Item

REASONS = ("OUT_OF_STOCK", "DEFECTIVE", "PRICE_MISTAKE", "DESCRIPTION_MISTAKE", "CANNOT_SHIP_THERE")
TRIES = 8
PAUSE_SECONDS = 4.0
# Where the numbers of devices begin that are sold for none: replacements, and what a buyer sent instead.
FURTHER_NUMBERS = 500_000


class Handling(msgspec.Struct, frozen=True):
    """What a seller does with a line: accept, cancel or ignore; then ship, cancel or ignore; then how it arrives."""

    first: str
    then: str
    last: str
    pauses: tuple[float, ...]
    accepts_twice: bool = False


IGNORED = Handling(first="ignore", then="", last="", pauses=(30.0, 30.0, 30.0))


def handling(chance: random.Random, *, is_diligent: bool) -> Handling:
    """A seller as chance has it; one that is diligent sends nearly everything."""
    return Handling(
        first=chance.choices(("accept", "cancel", "ignore"), (94, 3, 3) if is_diligent else (72, 13, 15))[0],
        then=chance.choices(("ship", "cancel", "ignore"), (94, 3, 3) if is_diligent else (75, 10, 15))[0],
        last=chance.choice(("proof", "receipt", "carrier")),
        pauses=tuple(chance.uniform(0, chance.choice((0.5, 400))) for _ in range(3)),
        accepts_twice=chance.random() < 0.15,
    )


class Sellers:
    """Every seller of the market. A paid order sets them to work."""

    def __init__(
        self,
        world: MarketWorld,
        market: Seeded,
        *,
        seed: str,
        written: tuple[Handling, ...] | None,
        spoken: list[Spoken],
        are_diligent: bool,
    ) -> None:
        self._world = world
        self._are_diligent = are_diligent
        self._market = market
        self._seed = seed
        self._written = written
        self._spoken = spoken
        self._numbers = 0
        self._further_numbers = FURTHER_NUMBERS
        self._serials: dict[tuple[str, str], str | None] = {}

    def serial_of(self, order_id: str, line_id: str) -> str | None:
        """The number of the device that was sent last for a line; None where its category has none."""
        return self._serials.get((order_id, line_id))

    def new_serial(self, product_id: str) -> str | None:
        """The number of a device of the product that nobody was sent yet."""
        self._further_numbers += 1
        offer_id = next(offer.offer_id for offer in self._market.offers if offer.product_id == product_id)
        return _serial(self._market, offer_id, self._further_numbers)

    def sent(self, order_id: str, line_id: str, serial: str | None) -> None:
        """A buyer was sent another device."""
        self._serials[order_id, line_id] = serial

    def hear(self, name: str, body: Item) -> None:
        """A fact was recorded."""
        if name != "OrderPaid":
            return
        for line in body["lines"]:
            name = f"{body['order_id']}/{line['line_id']}"
            chance = random.Random(f"{self._seed}/seller/{name}")
            does = self._as_written() if self._written is not None else handling(chance, is_diligent=self._are_diligent)
            self._numbers += 1
            hands = _Hands(self._world, does, body["order_id"], line["line_id"], spoken=self._spoken)
            hands.reason = chance.choice(REASONS)
            hands.key = self._market.seller_keys[line["seller_id"]]
            hands.serial = _serial(self._market, line["offer_id"], self._numbers)
            self.sent(body["order_id"], line["line_id"], hands.serial)
            self._world.scheduler.start(f"seller of {name[-6:]}", hands.live, does.pauses[0])

    def _as_written(self) -> Handling:
        """What the next line's seller does; lines nobody wrote of are left lying."""
        written = self._written or ()
        return written[self._numbers] if self._numbers < len(written) else IGNORED


class _Hands:
    """One line in its seller's hands."""

    def __init__(
        self, world: MarketWorld, does: Handling, order_id: str, line_id: str, *, spoken: list[Spoken]
    ) -> None:
        self._world = world
        self._does = does
        self._order_id = order_id
        self._line_id = line_id
        self._spoken = spoken
        self.reason = ""
        self.key = ""
        self.serial: str | None = None

    def live(self) -> None:
        if self._does.first == "cancel":
            self._cancel()
        if self._does.first != "accept":
            return
        if self._does.accepts_twice:
            self._world.scheduler.start(f"seller of {self._order_id[-4:]} again", self._accept, 0.3)
        self._accept()
        self._world.scheduler.sleep(self._does.pauses[1])
        if self._does.then == "cancel":
            self._cancel()
        if self._does.then != "ship":
            return
        self._ship()
        self._world.scheduler.sleep(self._does.pauses[2])
        self._deliver(self._does.last)

    def _accept(self) -> None:
        self._ask("accept", self._seller_event("acceptance", None))

    def _cancel(self) -> None:
        headers = {"Idempotency-Key": f"seller-{self._order_id}-{self._line_id}"}
        body = {"reason": self.reason}
        self._ask("seller cancel", self._seller_event("cancellation", body, headers))

    def _ship(self) -> None:
        body: Item = {"carrier": "post", "tracking_number": f"{MARK}{self._order_id[-6:]}{self._line_id}"}
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
            self._world.scheduler.sleep(PAUSE_SECONDS)


def _serial(market: Seeded, offer_id: str, number: int) -> str | None:
    kind = next(offer.identifier_kind for offer in market.offers if offer.offer_id == offer_id)
    if kind == "NONE":
        return None
    if kind == "SERIAL":
        return f"{MARK}{number:06d}"
    digits = f"{MARKED_IMEI}{number:06d}"
    return next(digits + check for check in "0123456789" if luhn(digits + check))
