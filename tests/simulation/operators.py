"""Operators: they refund parts of lines, end what keeps refunds from their buyers, and close each that failed."""

import random
from collections.abc import Callable
from functools import partial

from doubles.stripe_double import disputes
from tests.simulation.functions import http_event
from tests.simulation.market_world import MarketWorld
from tests.simulation.stored import Item, lines_of, rows


class Operators:
    """The people who heed the alarm of failed refunds. Lively ones refund parts and pay by bank transfer, too."""

    def __init__(self, world: MarketWorld, key: str, *, seed: str, are_lively: bool) -> None:
        self._world = world
        self._key = key
        self._chance = random.Random(f"{seed}/operators")
        self._are_lively = are_lively
        self._count = 0

    def refund_a_part(self) -> None:
        """Refund a part of a line of some paid order, or two parts at the same moment."""
        orders = [order for order in rows(self._world.aws, "orders") if order["state"] == "PAID"]
        if not self._are_lively or not orders:
            return
        order = self._chance.choice(orders)
        line = self._chance.choice(lines_of(order))
        for _ in range(self._chance.choice((1, 1, 2))):
            share = self._chance.choice((20, 3, 2, 1))
            self._start(partial(self._refund, order, line["line_id"], line["amounts"]["price_minor"] // share))

    def _refund(self, order: Item, line_id: str, amount_minor: int) -> None:
        amount = {"amount_minor": amount_minor, "currency": order["currency"]}
        # Some are the platform's to bear, some the seller's.
        reason = "DEFECT" if amount_minor % 2 else "GOODWILL"
        body = {"line_id": line_id, "amount": amount, "reason": reason}
        path = f"/v1/ops/orders/{order['order_id']}/refunds"
        for _ in range(2):
            self._ask("POST", path, body, key=f"part-{order['order_id']}-{line_id}-{amount_minor}")

    def act(self) -> None:
        """Win most disputes, have every card replaced, and close every failed refund, twice by a slip."""
        self._start(self._act)

    def _act(self) -> None:
        stripe = self._world.stripe.world
        for dispute in stripe.all("dispute"):
            if dispute["status"] == disputes.OPEN:
                is_won = not self._are_lively or self._chance.random() < 0.5
                disputes.decided(stripe, dispute["id"], won=is_won)
        for charge in stripe.all("charge"):
            if charge.get("_does") in ("refund_fails", "dispute"):
                charge["_does"] = "ok"
        listed = self._ask("GET", "/v1/ops/refunds")
        for refund in listed["items"] if listed else ():
            means = self._chance.choice(("retry", "bank", "both")) if self._are_lively else "retry"
            if means == "both":
                self._start(partial(self._pay_by_bank, refund))
            if means != "bank":
                self._retry(refund)
            else:
                self._pay_by_bank(refund)

    def _retry(self, refund: Item) -> None:
        for _ in range(2):
            self._ask("POST", f"{_path(refund)}/retry", key=f"retry-{_path(refund)}-{refund['tries']}")

    def _pay_by_bank(self, refund: Item) -> None:
        for _ in range(2):
            body = {"reference": f"RB {refund['refund_id']}", "paid_on": "2026-11-23"}
            self._ask("POST", f"{_path(refund)}/bank-transfer", body, key=f"bank-{_path(refund)}-{refund['tries']}")

    def _start(self, act: Callable[[], None]) -> None:
        self._count += 1
        self._world.scheduler.start(f"operators {self._count}", act)

    def _ask(self, method: str, path: str, body: Item | None = None, *, key: str = "") -> Item | None:
        headers = {"Authorization": f"Bearer {self._key}"} | ({"Idempotency-Key": key} if key else {})
        answer = self._world.functions.request(http_event(method, path, body=body, headers=headers))
        return answer.document if answer.status == 200 else None


def _path(refund: Item) -> str:
    return f"/v1/ops/orders/{refund['order_id']}/refunds/{refund['refund_id']}"
