"""The deadline of a transfer: when it is to be looked at again, which is left to the money worker."""

from datetime import timedelta

from chalicelib.kernel.deadlines import Deadline, Kind
from chalicelib.kernel.runtime import clock
from chalicelib.payments import money_commands

DUE = Kind("payments.transfer_due")
# A seller without a working account is looked at again so often, besides when Stripe says that the account changed.
LOOKED_AT_AGAIN_AFTER = timedelta(days=1)


def due_deadline(order_id: str, line_id: str, due_at: str) -> Deadline:
    """The deadline at which a line's transfer is looked at."""
    return Deadline(
        kind=DUE,
        subject=f"{order_id}#{line_id}",
        due_at=due_at,
        payload={"order_id": order_id, "line_id": line_id},
    )


def next_look(order_id: str, line_id: str, available_at: str) -> Deadline:
    """The next daily look at a line that could not be transferred, counted from the time it became available.

    Looks that are asked for on one day are the same one.
    """
    first = clock.parse(available_at)
    rounds = (clock.now() - first) // LOOKED_AT_AGAIN_AFTER + 1
    return due_deadline(order_id, line_id, clock.stamp(first + rounds * LOOKED_AT_AGAIN_AFTER))


def ask_to_settle(deadline: Deadline) -> None:
    """Have the money worker settle the line of a passed deadline; schedules hold no key of Stripe."""
    payload = deadline.payload
    money_commands.send(money_commands.SettleLine(payload["order_id"], payload["line_id"]))
