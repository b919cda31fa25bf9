"""Payment confirmation: the only place where captured money makes an order paid, whatever noticed the money first."""

from collections import Counter
from contextlib import suppress
from datetime import timedelta

from chalicelib.catalog.stock import stock_acts
from chalicelib.catalog.stock.stock_acts import NoUnitsLeft
from chalicelib.facts.orders import OrderPaid, OrderRevived, PaymentDeclined, SoldLine
from chalicelib.gateways.stripe import StripeIntent
from chalicelib.kernel.fact_store import record_act
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values.problems import Conflict
from chalicelib.markets import directory
from chalicelib.orders import queries
from chalicelib.orders.cancellation import refunding
from chalicelib.orders.checkout import order_limits
from chalicelib.orders.lifecycle import LineState
from chalicelib.orders.models import OrderItem
from chalicelib.orders.order import Order, SellerOrder, SellerOrderLine
from chalicelib.orders.stored_items import seller_order_item
from chalicelib.payments.ledger import journals
from chalicelib.payments.ledger.journals import AlreadyBooked, Journal
from chalicelib.payments.ledger.postings import merged, sale_postings

TRIES_MAX = 4
# Stolen cards are tried on unpaid orders by the hundred; the timeline records this many declines.
DECLINES_TOLD_MAX = 20


class MoneyMismatch(Exception):
    """Stripe captured another amount or currency than the order's total."""


def confirm_payment(order_id: str, intent: StripeIntent) -> None:
    """Book a succeeded PaymentIntent on its order: paid, or refunded if the order was released and is not available.

    Again is a no-op. Order, journal, sellers' balances, seller orders and OrderPaid are one transaction.
    MoneyMismatch for an amount or currency that is not the order's.
    """
    for _ in range(TRIES_MAX):
        order = queries.order(order_id)
        if order.payment_intent_id:
            return
        if (intent.received_minor, intent.currency) != (order.total_minor, order.currency):
            raise MoneyMismatch(order_id)
        try:
            if order.state == "RESERVED":
                transactions.commit([*_paying(order, intent), order_limits.decrement_unpaid_act(order.mail_key)])
            else:
                _confirm_late_payment(order, intent)
            return
        except (Conflict, AlreadyBooked):
            continue  # somebody else moved the order between our read and our write: look again
    raise Conflict()


def _confirm_late_payment(order: Order, intent: StripeIntent) -> None:
    """Money for a released order: it is paid if its devices are available and it was not cancelled, else refunded."""
    if order.state == LineState.EXPIRED:
        units = Counter(line.offer_id for line in order.lines)
        promises = [stock_acts.reserve_again(offer_id, quantity) for offer_id, quantity in sorted(units.items())]
        revived = OrderRevived(
            order_id=order.order_id,
            product_ids=tuple(sorted({line.product_id for line in order.lines})),
            offer_ids=tuple(sorted(units)),
        )
        acts = [*_paying(order, intent), *promises, record_act(revived)]
        # Above 32 sellers the sale and its reservations exceed one transaction, and the order is not split.
        if len(acts) <= transactions.ITEMS_MAX:
            with suppress(NoUnitsLeft):
                return transactions.commit(acts)
    return refunding.return_late_money(order, intent.id)


def _paying(order: Order, intent: StripeIntent) -> list[transactions.Act]:
    now = clock.now()
    hours = directory.market(order.market).windows.acceptance_hours.at(clock.stamp(now))
    accept_by = clock.stamp(now + timedelta(hours=hours))
    journal = Journal(
        order_id=order.order_id,
        journal_id=f"capture#{intent.id}",
        currency=order.currency,
        postings=merged([sale_postings(line.seller_id, line.amounts) for line in order.lines]),
    )
    paid = transactions.update(
        OrderItem(order.order_id),
        OrderItem.state.set("PAID"),
        OrderItem.paid_at.set(clock.stamp(now)),
        OrderItem.payment_intent_id.set(intent.id),
        OrderItem.captured_minor.set(order.total_minor),
        OrderItem.refunding_minor.set(0),
        OrderItem.refunded_minor.set(0),
        condition=OrderItem.state == order.state,
    )
    return [
        paid,
        *journals.book_acts(journal),
        *_seller_orders(order, accept_by),
        record_act(_order_paid(order, journal, accept_by)),
    ]


def _seller_orders(order: Order, accept_by: str) -> list[transactions.Act]:
    acts = []
    for seller_id in sorted({line.seller_id for line in order.lines}):
        lines = tuple(
            SellerOrderLine(line_id=line.line_id, sku=line.sku, state=LineState.PAID, accept_by=accept_by)
            for line in order.lines
            if line.seller_id == seller_id
        )
        seller_order = SellerOrder(
            seller_id=seller_id, order_id=order.order_id, created_at=order.created_at, lines=lines, version=1
        )
        acts.append(transactions.put_new(seller_order_item(seller_order)))
    return acts


def _order_paid(order: Order, journal: Journal, accept_by: str) -> OrderPaid:
    return OrderPaid(
        order_id=order.order_id,
        market=order.market,
        journal_id=journal.journal_id,
        accept_by=accept_by,
        lines=tuple(
            SoldLine(
                line_id=line.line_id,
                offer_id=line.offer_id,
                product_id=line.product_id,
                seller_id=line.seller_id,
                carbon_category=line.carbon_category,
            )
            for line in order.lines
        ),
    )


def record_decline(order_id: str, intent: StripeIntent) -> None:
    """Record a declined attempt to pay, once per attempt. The order stays open for another card.

    The story holds the first DECLINES_TOLD_MAX of them.
    """
    declined = transactions.update(
        OrderItem(order_id),
        OrderItem.last_decline.set(intent.last_error_charge),
        OrderItem.declines.add(1),
        condition=(OrderItem.state == "RESERVED")
        & (OrderItem.last_decline.does_not_exist() | (OrderItem.last_decline != intent.last_error_charge))
        & (OrderItem.declines.does_not_exist() | (OrderItem.declines < DECLINES_TOLD_MAX)),
    )
    try:
        transactions.commit([declined, record_act(PaymentDeclined(order_id=order_id, code=intent.last_error_code))])
    except Conflict:
        return
