"""Steps of a refund's life that several tests take, and what they look at after each."""

from collections.abc import Callable

from chalicelib.gateways import stripe
from chalicelib.kernel import fact_store
from chalicelib.kernel.runtime import aws
from chalicelib.orders import queries
from chalicelib.orders.cancellation.cancelling import Cancellation, cancel_line
from chalicelib.orders.order import Order
from chalicelib.orders.payment import order_audit
from chalicelib.payments import refund_queries
from chalicelib.payments.ledger import journals
from chalicelib.payments.ledger.accounts import Account
from chalicelib.payments.operations import stripe_operations
from chalicelib.payments.refund import owed_minor
from doubles.stripe_double import disputes
from tests.orders.conftest import Shop

MISTAKE = Cancellation(by="SELLER", reason="PRICE_MISTAKE")


def paid_with(shop: Shop, card: str) -> Order:
    placed = shop.cell.place(shop.offer_id)
    shop.cell.pay(placed, card)
    shop.cell.settle()
    return queries.order(placed.order.order_id)


def cancelled(shop: Shop, card: str = "pm_card_visa") -> Order:
    """An order of one line, paid, cancelled, and its refund asked for and answered."""
    order = paid_with(shop, card)
    cancel_line(order.order_id, "1", MISTAKE)
    shop.cell.settle()
    return order


def let_the_bank_answer(shop: Shop) -> None:
    shop.cell.clock.advance(minutes=5)
    shop.cell.stripe.tick()
    shop.cell.settle()


def refused(shop: Shop) -> Order:
    """An order whose refund Stripe refuses, because the buyer disputes the charge; we have not heard of the dispute."""
    order = paid_with(shop, "pm_card_visa")
    disputes.opened(shop.cell.stripe.world, charge_of(shop, order))
    lose_events(shop)
    cancel_line(order.order_id, "1", MISTAKE)
    shop.cell.failed = []
    shop.cell.settle()
    return order


def charge_of(shop: Shop, order: Order) -> str:
    charge: str = shop.cell.stripe.world.require("payment_intent", order.payment_intent_id or "")["latest_charge"]
    return charge


def win_the_dispute(shop: Shop, order: Order) -> None:
    """What Stripe refused because of a dispute it would do now; we have not heard of that either."""
    world = shop.cell.stripe.world
    disputes.decided(world, world.require("charge", charge_of(shop, order))["_dispute"], won=True)
    lose_events(shop)


def lose_events(shop: Shop) -> None:
    """What Stripe has to tell never arrives."""
    for event in shop.cell.stripe.due_events():
        shop.cell.stripe.delivered(event.event_id, 200)


def kinds(order: Order) -> list[str]:
    return sorted(journal.journal_id.partition("#")[0] for journal in journals.journals_of(order.order_id))


def names(order: Order) -> list[str]:
    return [fact.name for fact in fact_store.story(order.order_id)]


def state(order: Order, refund_id: str = "1-1") -> tuple[str, int, int]:
    """The refund's state, what is owed to the buyer, and what the order says was refunded. The books must agree."""
    now = queries.order(order.order_id)
    audit = order_audit.audit_order(now)
    assert audit.faults == ()
    owed = owed_minor(refund_queries.of_order(order.order_id))
    assert -audit.terms.get(Account.OWED_BACK, 0) in (0, -owed)
    return str(refund_queries.find(order.order_id, refund_id).state), owed, now.refunded_minor


def refund_operation(order: Order, refund_id: str = "1-1") -> stripe_operations.StripeOperation:
    found = stripe_operations.find(order.order_id, refund_queries.find(order.order_id, refund_id).operation_id)
    assert found is not None
    return found


def before_the_next_transaction(act: Callable[[], object]) -> None:
    """Do something once, between the next transaction's read and its write."""
    events = aws.client("dynamodb").meta.events

    def once(**_: object) -> None:
        events.unregister("provide-client-params.dynamodb.TransactWriteItems", once)
        act()

    events.register("provide-client-params.dynamodb.TransactWriteItems", once)


def before_the_next_read_of(table: str, act: Callable[[], object]) -> None:
    """Do something once, right before the next item of a table is read."""
    events = aws.client("dynamodb").meta.events

    def once(params: dict[str, str], **_: object) -> None:
        if params["TableName"].endswith(f"-{table}"):
            events.unregister("provide-client-params.dynamodb.GetItem", once)
            act()

    events.register("provide-client-params.dynamodb.GetItem", once)


def by_hand(order: Order, amount_minor: int) -> str:
    """A refund that somebody makes in Stripe's dashboard; its id."""
    asked = {"payment_intent": order.payment_intent_id, "amount": amount_minor}
    return stripe.create_refund(asked, f"by hand {order.order_id} {amount_minor}").id


def booked(order: Order) -> dict[str, int]:
    """What is on every account of the order."""
    totals: dict[str, int] = {}
    for journal in journals.journals_of(order.order_id):
        for account, minor in journal.postings.items():
            totals[account] = totals.get(account, 0) + minor
    return {account: minor for account, minor in totals.items() if minor}
