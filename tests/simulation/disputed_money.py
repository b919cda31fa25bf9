"""Disputed money: what banks took and gave back at Stripe, and on which accounts of an order it must be in the end."""

from collections import Counter
from collections.abc import Iterable

import msgspec

from tests.simulation.market_world import MarketWorld
from tests.simulation.stored import Item

# The type of what a dispute took or gave back. Its journal has the fee as well.
DISPUTED = "adjustment"


def movements_by_order(world: MarketWorld) -> dict[str, list[Item]]:
    """What disputes took from the payment of each order, and gave back."""
    stripe, found = world.stripe.world, dict[str, list[Item]]()
    for movement in stripe.all("balance_transaction"):
        if movement["type"] == DISPUTED:
            dispute = stripe.require("dispute", movement["source"])
            intent = stripe.require("payment_intent", dispute["payment_intent"])
            found.setdefault(intent["metadata"]["order_id"], []).append(movement)
    return found


def accounts_of(movements: Iterable[Item], refunds: Iterable[Item], journals: Iterable[Item]) -> Counter[str]:
    """What an order's disputes leave on its accounts, beside what its lines and refunds leave.

    A refund that a lost dispute paid moved nothing at Stripe; what the platform bears of it is no goodwill.
    """
    accounts: Counter[str] = Counter()
    for movement in movements:
        accounts["stripe"] += movement["amount"] - movement["fee"]
        accounts["disputed"] -= movement["amount"]
        accounts["stripe_fees"] += movement["fee"]
    for refund in refunds:
        if refund["state"] == "SUCCEEDED" and refund.get("paid_from"):
            accounts["disputed"] -= refund["amount_minor"]
            accounts["stripe"] += refund["amount_minor"]
        if refund["state"] == "SUCCEEDED" and refund["reason"] == "DISPUTE":
            borne = refund["amount_minor"] - sum(msgspec.json.decode(refund["reverses"]).values())
            accounts["dispute_losses"] += borne
            accounts["goodwill"] -= borne
    for journal in journals:
        if journal["journal_id"].startswith("dispute_loss#"):
            accounts.update(msgspec.json.decode(journal["postings"]))
    return accounts
