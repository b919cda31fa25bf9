"""Operators: they end what keeps refunds from their buyers, and have each that failed tried again."""

from doubles.stripe_double import disputes
from tests.simulation.functions import http_event
from tests.simulation.market_world import MarketWorld


class Operators:
    """The people who heed the alarm of failed refunds."""

    def __init__(self, world: MarketWorld, key: str) -> None:
        self._world = world
        self._key = key
        self._count = 0

    def act(self) -> None:
        """Win every dispute, have every card replaced, and try every failed refund again, twice by a slip."""
        self._count += 1
        self._world.scheduler.start(f"operators {self._count}", self._act)

    def _act(self) -> None:
        stripe = self._world.stripe.world
        for dispute in stripe.all("dispute"):
            if dispute["status"] == disputes.OPEN:
                disputes.decided(stripe, dispute["id"], won=True)
        for charge in stripe.all("charge"):
            if charge["_does"] in ("refund_fails", "dispute"):
                charge["_does"] = "ok"
        listed = self._ask("GET", "/v1/ops/refunds")
        for refund in listed["items"] if listed else ():
            path = f"/v1/ops/orders/{refund['order_id']}/refunds/{refund['refund_id']}/retry"
            for _ in range(2):
                self._ask("POST", path, key=f"retry-{refund['order_id']}-{refund['refund_id']}-{refund['tries']}")

    def _ask(self, method: str, path: str, key: str = "") -> dict | None:  # type: ignore[type-arg]
        headers = {"Authorization": f"Bearer {self._key}"} | ({"Idempotency-Key": key} if key else {})
        answer = self._world.functions.request(http_event(method, path, headers=headers))
        return answer.document if answer.status == 200 else None
