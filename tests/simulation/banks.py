"""Banks: cardholders dispute what they paid, before refunds and after them; of some disputes Stripe sends no event."""

import random
from functools import partial

from doubles.stripe_double import disputes
from tests.simulation.after_sale import DAY
from tests.simulation.market_world import MarketWorld
from tests.simulation.stored import Item

SHARE = 0.2
# What became of a dispute before the platform could hear of it.
UNHEARD = ("open", "under review", "won", "lost")


class Banks:
    """The banks of a market's buyers."""

    def __init__(self, world: MarketWorld, *, seed: str) -> None:
        self._world = world
        self._seed = seed

    def hear(self, name: str, body: Item) -> None:
        """Of some devices that were delivered the payment is disputed within weeks."""
        if name != "LineDelivered":
            return
        who = f"{body['order_id'][-6:]}/{body['line_id']}"
        chance = random.Random(f"{self._seed}/bank of {who}")
        if chance.random() < SHARE:
            work = partial(self._dispute, body["order_id"], chance)
            self._world.scheduler.start(f"bank of {who}", work, chance.uniform(0.0, 25 * DAY))

    def _dispute(self, order_id: str, chance: random.Random) -> None:
        stripe = self._world.stripe.world
        paid = (one for one in stripe.all("payment_intent") if one["metadata"].get("order_id") == order_id)
        charge = stripe.require("charge", next(one["latest_charge"] for one in paid if one["status"] == "succeeded"))
        left = charge["amount"] - charge["amount_refunded"]
        # A bank knows nothing of refunds.
        amount = charge["amount"] if chance.random() < 0.3 or not left else left // chance.choice((1, 1, 2)) or 1
        if charge["disputed"]:
            return
        dispute = disputes.opened(stripe, charge["id"], amount=amount)
        if chance.random() < 0.5:
            self._world.deliveries.never_sent.add(dispute["id"])
            self._let_go_on(dispute, chance.choice(UNHEARD))
        self._world.external_calls.seen("stripe", f"{charge['id']} is disputed")

    def _let_go_on(self, dispute: Item, until: str) -> None:
        stripe = self._world.stripe.world
        if until == "under review":
            dispute["status"] = disputes.UNDER_REVIEW  # answered in Stripe's dashboard
        elif until in ("won", "lost"):
            disputes.decided(stripe, dispute["id"], won=until == "won")
