"""Operators: they refund parts of lines, end what keeps refunds from their buyers, and close each that failed."""

import random
from collections.abc import Callable
from functools import partial

import msgspec

from doubles.stripe_double import disputes
from tests.simulation.external_calls import SECRET_KEY
from tests.simulation.functions import form, http_event
from tests.simulation.market_world import MarketWorld
from tests.simulation.stored import Item, lines_of, rows

TRIES_MAX = 5
# The share of the moments at which somebody refunds in Stripe's dashboard.
DASHBOARD_SHARE = 0.1


class Operators:
    """The people who heed the alarm of failed refunds. Lively ones refund parts and pay by bank transfer, too."""

    def __init__(self, world: MarketWorld, key: str, *, seed: str, are_lively: bool) -> None:
        self._world = world
        self._key = key
        self._chance = random.Random(f"{seed}/operators")
        self._are_lively = are_lively
        self._count = 0
        # The refunds made in Stripe's dashboard, by order.
        self._by_hand: dict[str, str] = {}

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

    def refund_in_dashboard(self) -> None:
        """Refund a part of an order of one line, or the rest of it, in Stripe's dashboard."""
        orders = [order for order in rows(self._world.aws, "orders") if order["state"] == "PAID"]
        orders = [order for order in orders if len(lines_of(order)) == 1]
        if self._are_lively and orders and self._chance.random() < DASHBOARD_SHARE:
            self._start(partial(self._refund_at_stripe, self._chance.choice(orders)))

    def _refund_at_stripe(self, order: Item) -> None:
        intent_id = order["payment_intent_id"]
        charge = self._world.stripe.world.require("payment_intent", intent_id)["latest_charge"]
        found = self._world.stripe.world.require("charge", charge)
        left = found["amount"] - found["amount_refunded"]
        if left and not found["disputed"]:
            body = form(payment_intent=intent_id, amount=str(left // self._chance.choice((1, 2, 3)) or left))
            headers = {"Authorization": f"Bearer {SECRET_KEY}", "Idempotency-Key": f"by hand {intent_id} {left}"}
            answer = self._world.stripe.answer("POST", "/v1/refunds", headers, body)
            if answer.status == 200:
                self._by_hand[order["order_id"]] = msgspec.json.decode(answer.body)["id"]
            self._world.external_calls.seen("stripe", f"{intent_id} is refunded in the dashboard -> {answer.status}")

    def _knows(self, order_id: str) -> bool:
        """Whether the market knows what was refunded in the dashboard: before, nobody pays the order's buyer again."""
        made = self._by_hand.get(order_id)
        known = (row.get("stripe_id") for row in rows(self._world.aws, "stripe_operations"))
        return made is None or made in known

    def _refund(self, order: Item, line_id: str, amount_minor: int) -> None:
        amount = {"amount_minor": amount_minor, "currency": order["currency"]}
        # Some are the platform's to bear, some the seller's.
        reason = "DEFECT" if amount_minor % 2 else "GOODWILL"
        body = {"line_id": line_id, "amount": amount, "reason": reason}
        path = f"/v1/ops/orders/{order['order_id']}/refunds"
        for _ in range(2):
            self._ask("POST", path, body, key=f"part-{order['order_id']}-{line_id}-{amount_minor}")

    def act(self) -> None:
        """End the open disputes, have every card replaced, and close every failed refund, twice by a slip."""
        self._start(self._act)

    def _act(self) -> None:
        self._answer_disputes()
        for charge in self._world.stripe.world.all("charge"):
            if charge.get("_does") in ("refund_fails", "dispute"):
                charge["_does"] = "ok"
        listed = self._ask("GET", "/v1/ops/refunds")
        for refund in listed["items"] if listed else ():
            # Of a charge whose dispute was lost Stripe refunds nothing more, however often it is asked.
            means = "retry" if refund["tries"] < TRIES_MAX else "bank"
            if self._are_lively:
                means = self._chance.choice(("retry", "bank", "both"))
            if not self._knows(refund["order_id"]):
                means = "retry"
            if means == "both":
                self._start(partial(self._pay_by_bank, refund))
            if means != "bank":
                self._retry(refund)
            else:
                self._pay_by_bank(refund)

    def _answer_disputes(self) -> None:
        """Lively operators answer some, twice by a slip; the others, and those answered, are decided by the bank."""
        stripe = self._world.stripe.world
        for dispute in stripe.all("dispute"):
            if dispute["status"] not in (disputes.OPEN, disputes.UNDER_REVIEW):
                continue
            means = "bank"
            if self._are_lively and dispute["status"] == disputes.OPEN:
                means = self._chance.choices(("bank", "evidence", "acceptance"), (45, 45, 10))[0]
            if means == "bank":
                disputes.decided(stripe, dispute["id"], won=not self._are_lively or self._chance.random() < 0.5)
                continue
            body = {"explanation": "The device was delivered."} if means == "evidence" else None
            for _ in range(2):
                self._ask("POST", f"/v1/ops/disputes/{dispute['id']}/{means}", body, key=f"{means}-{dispute['id']}")

    def _retry(self, refund: Item) -> None:
        for _ in range(2):
            self._ask("POST", f"{_path(refund)}/retry", key=f"retry-{_path(refund)}-{refund['tries']}")

    def _pay_by_bank(self, refund: Item) -> None:
        for _ in range(2):
            body = {"reference": f"RB {refund['refund_id']}", "paid_on": self._world.scheduler.now().date().isoformat()}
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
