"""Concurrent buyers at a running market, until they are stopped; each payment that was shown as made, and when."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from local.market_client import DidNotHappen, MarketClient, NotRunning, Refused
from local.places import Place
from local.tour_people import Visitor

CARD = "pm_card_visa"
BUYERS = 3


@dataclass(frozen=True)
class Paid:
    """An order that its buyer was shown as paid, and when."""

    visitor: Visitor
    placed: dict[str, Any]
    shown_at: float

    @property
    def order_id(self) -> str:
        order_id: str = self.placed["order"]["order_id"]
        return order_id

    def state_now(self) -> str:
        """The order's state, or why the market does not show it."""
        try:
            state: str = self.visitor.shown(self.placed)["state"]
        except Refused as unknown:
            return f"{unknown.problem['status']}"
        return state


class ConcurrentBuyers:
    """Buyers who order and pay one device after the other, each another offer."""

    def __init__(self, here: Place) -> None:
        self.paid: list[Paid] = []
        self._here = here
        self._stopped = threading.Event()
        visitor = Visitor(MarketClient(here))
        self._offers = list(_offers(visitor))

    def _buy(self, number: int) -> None:
        turn = number
        while not self._stopped.is_set():
            visitor = Visitor(MarketClient(self._here))
            turn += BUYERS
            try:
                placed = visitor.place(self._offers[turn % len(self._offers)])
                visitor.client.confirm_payment(placed["payment"], CARD)
                visitor.until(placed, "PAID")
            except Refused:
                continue  # sold out
            except (NotRunning, DidNotHappen, OSError):
                if self._stopped.wait(0.2):
                    return
            else:
                self.paid.append(Paid(visitor, placed, time.time()))

    @contextmanager
    def buying(self) -> Iterator["ConcurrentBuyers"]:
        threads = [threading.Thread(target=self._buy, args=(number,), daemon=True) for number in range(BUYERS)]
        for thread in threads:
            thread.start()
        try:
            yield self
        finally:
            self._stopped.set()
            for thread in threads:
                thread.join(90)


def _offers(visitor: Visitor) -> Iterator[str]:
    """The offers in the boxes of the phones."""
    page = visitor.client.call("GET", f"/v1/categories/iphones/products?market={visitor.market}&limit=50")
    for product in page["items"]:
        for grade in product["grades"]:
            if boxed := visitor.boxed(product["product_id"], grade):
                yield boxed
