"""Release of reservations: an unpaid order frees its stock once its payment can no longer succeed."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Final, Literal

from chalicelib.catalog.stock import stock_acts
from chalicelib.facts.orders import OrderReleased
from chalicelib.kernel.fact_store import record_act
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.sweeps import Sweep
from chalicelib.kernel.values.problems import Conflict, Unavailable
from chalicelib.orders import queries
from chalicelib.orders.checkout import order_limits
from chalicelib.orders.checkout.placing import charge_of
from chalicelib.orders.lifecycle import LineState
from chalicelib.orders.models import OrderItem
from chalicelib.orders.order import Order
from chalicelib.orders.payment.confirmation import confirm_payment
from chalicelib.payments import money_commands, payment_intents
from chalicelib.payments.operations import stripe_operations
from chalicelib.payments.operations.stripe_operations import OperationExists

Reason = Literal["EXPIRED", "CANCELLED"]
ENDS_AS: Final[dict[Reason, LineState]] = {"EXPIRED": LineState.EXPIRED, "CANCELLED": LineState.VOIDED}
SWEEP = Sweep(
    cursor="cursor#expiry",
    slot=timedelta(minutes=1),
    closes_after=timedelta(minutes=2),  # the expiry index may lag behind the table
    first_look_back=timedelta(hours=1),
)
READ_MAX = 100
COMMANDS_MAX = 1_000


def release_expired(order_id: str) -> None:
    """Release an order whose time to pay is over. Called too early or too late, it changes nothing."""
    order = queries.find_order(order_id)
    if order is not None and order.state == "RESERVED" and clock.timestamp() >= order.expires_at:
        release(order, "EXPIRED")


def release(order: Order, reason: Reason) -> None:
    """Free the stock of an unpaid order. Its payment is cancelled first; if it succeeded, the order is paid instead.

    Unavailable while Stripe does not answer or a payment is in the air: then nothing is freed.
    """
    intent = payment_intents.cancel_payment(charge_of(order))
    if intent is not None and intent.status == "succeeded":
        return confirm_payment(order.order_id, intent)
    if intent is not None and intent.status != "canceled":
        raise Unavailable()
    try:
        transactions.commit(_releasing(order, reason, never_charged=intent is None))
    except (Conflict, OperationExists) as moved:
        current = queries.order(order.order_id)
        if current.state == "RESERVED":
            raise Unavailable() from moved
    return None


def _releasing(order: Order, reason: Reason, *, never_charged: bool) -> list[transactions.Act]:
    units = Counter(line.offer_id for line in order.lines)
    released = OrderReleased(
        order_id=order.order_id,
        reason=reason,
        product_ids=tuple(sorted({line.product_id for line in order.lines})),
    )
    acts = [
        transactions.update(
            OrderItem(order.order_id),
            OrderItem.state.set(ENDS_AS[reason]),
            condition=OrderItem.state == "RESERVED",
        ),
        *(stock_acts.release(offer_id, quantity) for offer_id, quantity in sorted(units.items())),
        order_limits.decrement_unpaid_act(order.mail_key),
        record_act(released),
    ]
    if never_charged and stripe_operations.find(order.order_id, payment_intents.PAY) is None:
        # A call that stalled between placing and charging must not open a payment for stock that was freed.
        acts.append(stripe_operations.close_act(order.order_id, payment_intents.PAY))
    return acts


def expire_orders() -> int:
    """Ask the money worker to release every order whose reservation has ended; returns the number.

    A minute is closed once none of its orders is unpaid, so a lost command is sent again.
    """
    return SWEEP.run(_ask_to_release, found_max=COMMANDS_MAX, waits_until_empty=True)


def _ask_to_release(minute: datetime) -> int:
    unpaid = _unpaid(clock.stamp(minute)[:16])
    for order_id in unpaid:
        money_commands.send(money_commands.ReleaseOrder(order_id))
    return len(unpaid)


def _unpaid(minute: str) -> list[str]:
    """The unpaid orders whose reservation ended in the given minute."""
    order_ids = [entry.order_id for entry in OrderItem.expiry.query(minute)]
    unpaid: list[str] = []
    for start in range(0, len(order_ids), READ_MAX):
        batch = order_ids[start : start + READ_MAX]
        for order in OrderItem.batch_get(
            batch, consistent_read=True, attributes_to_get=["order_id", "state", "expires_at"]
        ):
            if order.state == "RESERVED" and clock.timestamp() >= order.expires_at:
                unpaid.append(order.order_id)
    return unpaid
