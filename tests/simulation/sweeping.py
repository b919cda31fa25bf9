"""Sweepers in quiet times: each runs when it has something to find, its cursor where idle runs would have left it."""

import math

from chalicelib.kernel import deadlines, fact_relay
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import key_value, transactions
from chalicelib.orders.payment import reservation_release
from tests.simulation.market_world import MarketWorld
from tests.simulation.stored import PREFIX, rows

# Tables from which DynamoDB deletes what has expired.
EXPIRING = ("key_values", "order_limits")
# What a dispute waits for while Stripe is asked for it.
LOOKED_UP = ("ANSWER", "BANK", "SETTLEMENT")


def expire(world: MarketWorld) -> None:
    """Let DynamoDB delete what has expired."""
    for table in EXPIRING:
        world.aws.dynamodb.expire(f"{PREFIX}{table}")


def sweep(world: MarketWorld) -> None:
    """Run each sweeper that has something to find.

    Three days are 4,320 minutes of an index to walk. What is to be found is read past the application, so a sweeper
    that misses it is run in vain until the end, and the end tells.
    """
    now = clock.stamp(world.scheduler.now())
    marks = {row["key"] for row in rows(world.aws, "key_values")}
    if any(f"relayed#{fact['fact_id']}" not in marks for fact in rows(world.aws, "facts")):
        world.deliveries.fire("sweep_facts")
    else:
        # A sweep calls an hour clean ten minutes after its end: a fact of its last moment may be written after it.
        clean_until = clock.stamp(world.scheduler.now() - fact_relay.SWEEP.closes_after)
        _set_cursor(fact_relay.SWEEP.cursor, f"{clean_until[:13]}:00:00.000Z")
    if any(row["state"] == "RESERVED" for row in rows(world.aws, "orders")):
        world.deliveries.fire("expire_orders")
    else:
        _set_cursor(reservation_release.SWEEP.cursor, f"{now[:16]}:00.000Z")
    is_open = any("unresolved_shard" in operation for operation in rows(world.aws, "stripe_operations"))
    is_asked_for = any(refund.get("waiting_for") == "STRIPE" for refund in rows(world.aws, "refunds"))
    is_disputed = any(dispute.get("waiting_for") in LOOKED_UP for dispute in rows(world.aws, "disputes"))
    if is_open or is_asked_for or is_disputed:
        world.deliveries.fire("sweep_operations")
    _look_at_deadlines(world, now)


def _look_at_deadlines(world: MarketWorld, now: str) -> None:
    """Its cursor only ever goes forward: what is written behind it is not found by setting it back."""
    waiting = rows(world.aws, "deadlines")
    stored = next((row["content"] for row in rows(world.aws, "key_values") if row["key"] == deadlines.SWEEP.cursor), "")
    closed = clock.stamp(world.scheduler.now() - deadlines.SWEEP.closes_after)[:13]
    held = min((row["due_hour"][:13] for row in waiting if row["due_hour"] >= stored[:13]), default=closed)
    _set_cursor(deadlines.SWEEP.cursor, max(stored, f"{min(closed, held)}:00:00.000Z"))
    if any(row["due_at"] < now for row in waiting):
        world.deliveries.fire("watch_deadlines")


def _set_cursor(cursor: str, moment: str) -> None:
    transactions.write(transactions.put(key_value.item(cursor, moment, keep_days=None)))


def seconds_to_next_deadline(world: MarketWorld) -> float:
    """How long it takes until another deadline is looked at: half an hour at least, for ever without one."""
    due = min((row["due_at"] for row in rows(world.aws, "deadlines")), default=None)
    if due is None:
        return math.inf
    return max(1_800.0, (clock.parse(due) - world.scheduler.now()).total_seconds() + 60.0)


def operators_are_needed(world: MarketWorld) -> bool:
    """Whether a refund waits for them, or a dispute for them or its bank."""
    waiting = any(refund.get("waiting_for") == "OPERATORS" for refund in rows(world.aws, "refunds"))
    return waiting or any(dispute.get("waiting_for") in ("ANSWER", "BANK") for dispute in rows(world.aws, "disputes"))


def has_unknown_objects(world: MarketWorld) -> bool:
    """Whether Stripe has a dispute or a refund of which every event was lost: only reconciling finds what it moved."""
    known = {row["dispute_id"] for row in rows(world.aws, "disputes")}
    known |= {row.get("stripe_id", "") for row in rows(world.aws, "stripe_operations")}
    stripe = world.stripe.world
    return any(each["id"] not in known for each in (*stripe.all("dispute"), *stripe.all("refund")))
