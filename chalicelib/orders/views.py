"""Response bodies of orders, built from values: the only place for their member names."""

from collections.abc import Collection, Mapping
from typing import TypedDict

import msgspec

from chalicelib.access.order_tokens import order_token
from chalicelib.catalog.views import terms_view
from chalicelib.kernel.fact_store import Recorded
from chalicelib.kernel.runtime.settings import settings
from chalicelib.kernel.values.lists import Items
from chalicelib.kernel.values.money import Money
from chalicelib.orders import answers, refund_views
from chalicelib.orders.checkout.placing import Placed, Quote
from chalicelib.orders.lifecycle import LineState, order_state
from chalicelib.orders.line import Line
from chalicelib.orders.order import Order, SellerOrder, SellerOrderLine
from chalicelib.orders.tax.views import line_tax
from chalicelib.payments.payment_intents import OpenPayment
from chalicelib.payments.refund import Refund, RefundedLine, owed_minor
from chalicelib.people.person import Identifiers, PersonContact

NOT_WAITING: answers.Waiting = {}
NO_STEPS: answers.LineSteps = {}


def quote(quoted: Quote) -> answers.ShownQuote:
    """A quote; offer_id, quantity, carrier and terms_version of its `lines` go into the order."""
    currency = quoted.market.currency
    groups: dict[tuple[str, str], list[Line]] = {}
    for line in quoted.lines:
        groups.setdefault((line.offer_id, line.carrier), []).append(line)
    return {
        "market": quoted.market.code,
        "lines": [_quote_line(lines, quoted, currency) for lines in groups.values()],
        "totals": totals(quoted.lines, currency),
    }


def _quote_line(lines: list[Line], quoted: Quote, currency: str) -> answers.QuotedOffer:
    first = lines[0]
    return {
        "offer_id": first.offer_id,
        "quantity": len(lines),
        "terms_version": first.terms_version,
        "is_available": quoted.available[first.offer_id] >= len(lines),
        "seller_id": first.seller_id,
        "product_id": first.product_id,
        "title": first.title,
        "grade": first.grade,
        "price": Money(first.amounts.price_minor, currency),
        "shipping": Money(first.amounts.shipping_minor, currency),
        "carrier": first.carrier,
        "delivery_days": first.delivery_days,
        **terms_view(first.terms),
        "carbon_category": first.carbon_category,
    }


def totals(lines: tuple[Line, ...], currency: str) -> answers.Totals:
    """The components of what the buyer pays; `total` is their sum."""
    amounts = [line.amounts for line in lines]
    return {
        "goods": Money(sum(one.price_minor for one in amounts), currency),
        "shipping": Money(sum(one.shipping_minor for one in amounts), currency),
        "service_fee": Money(sum(one.fee_minor for one in amounts), currency),
        "sales_tax": Money(sum(one.tax_minor for one in amounts), currency),
        "contribution": Money(sum(one.contribution_minor for one in amounts), currency),
        "total": Money(sum(one.paid_minor for one in amounts), currency),
    }


def placed(outcome: Placed) -> answers.PlacedOrder:
    """The answer to placing, built from frozen values only, so that a replay has the same body at any time."""
    order = outcome.order
    return {
        "order": order_lines(order, {line.line_id: LineState.RESERVED for line in order.lines}, {}),
        "access_token": order_token(order.order_id, 0),
        "payment": payment(outcome.payment),
    }


def payment(open_payment: OpenPayment | None) -> answers.CardPayment | None:
    """What a card form needs; None while Stripe has not answered."""
    if open_payment is None:
        return None
    return {
        "client_secret": open_payment.client_secret,
        "payment_intent_id": open_payment.intent_id,
        "publishable_key": settings.stripe_publishable_key,
    }


def waiting(open_payment: OpenPayment | None) -> answers.Waiting:
    """The additional members of an order that waits for its payment."""
    return {"payment": payment(open_payment)}


def order_lines(
    order: Order, states: Mapping[str, LineState], steps: Mapping[str, SellerOrderLine]
) -> answers.OrderLines:
    """An order with its lines in the states given."""
    return {
        "order_id": order.order_id,
        "state": order_state([states[line.line_id] for line in order.lines]),
        "market": order.market,
        "created_at": order.created_at,
        "expires_at": order.expires_at,
        "lines": [_line(line, states[line.line_id], steps.get(line.line_id), order.currency) for line in order.lines],
        "totals": totals(order.lines, order.currency),
    }


def order(
    found: Order,
    states: Mapping[str, LineState],
    seller_orders: Mapping[str, SellerOrder],
    waiting: answers.Waiting = NOT_WAITING,
    *,
    refunds: Collection[Refund] = (),
) -> answers.ShownOrder:
    """The buyer's view of an order in its current state."""
    steps = {step.line_id: step for seller_order in seller_orders.values() for step in seller_order.lines}
    return {
        **order_lines(found, states, steps),
        "paid_at": found.paid_at,
        "refunded": Money(found.refunded_minor, found.currency),
        "owed": Money(owed_minor(refunds), found.currency),
        "refunds": [refund_views.refund(one) for one in refunds if one.amount_minor],
        **waiting,
    }


def _line(line: Line, state: LineState, step: SellerOrderLine | None, currency: str) -> answers.OrderLine:
    return {
        "line_id": line.line_id,
        "state": state,
        "offer_id": line.offer_id,
        "product_id": line.product_id,
        "seller_id": line.seller_id,
        "title": line.title,
        "category": line.category,
        "grade": line.grade,
        "price": Money(line.amounts.price_minor, currency),
        "shipping": Money(line.amounts.shipping_minor, currency),
        "paid": Money(line.amounts.paid_minor, currency),
        "carrier": line.carrier,
        "delivery_days": line.delivery_days,
        **terms_view(line.terms),
        **(_steps(step) if step else NO_STEPS),
    }


def _steps(step: SellerOrderLine) -> answers.LineSteps:
    return {
        "accept_by": step.accept_by,
        "accepted_at": step.accepted_at,
        "ship_by": step.ship_by,
        "shipped_at": step.shipped_at,
        "delivered_at": step.delivered_at,
        "delivery_proof": step.delivery_proof,
        "cancelled_at": step.cancelled_at,
        "cancelled_by": step.cancelled_by,
        "cancel_reason": step.cancel_reason,
    }


def timeline(story: list[Recorded]) -> Items[answers.Happened]:
    """The events of an order, oldest first, derived from its facts alone."""
    return {"items": [_happened(fact) for fact in story]}


def _happened(fact: Recorded) -> answers.Happened:
    told = msgspec.json.decode(fact.body, type=_Told)
    return {"at": fact.occurred_at, "event": fact.name, **told}


class _Told(TypedDict, total=False):
    """The members of a fact that its timeline entry shows."""

    line_id: str
    by: str
    reason: str
    proof: str
    code: str


def seller_order_summary(seller_order: SellerOrder) -> answers.SellerOrderSummary:
    """An entry of the seller's list."""
    return {
        "order_id": seller_order.order_id,
        "created_at": seller_order.created_at,
        "state": order_state([step.state for step in seller_order.lines]),
        "lines": [seller_step(step) for step in seller_order.lines],
    }


def seller_step(step: SellerOrderLine) -> answers.SellerStep:
    """One line after a step, as its seller sees it."""
    return {"line_id": step.line_id, "sku": step.sku, "state": step.state, **_steps(step)}


def seller_order(
    found: Order,
    seller_order: SellerOrder,
    contact: PersonContact | None,
    identifiers: Mapping[str, Identifiers | None],
    *,
    refunded: Mapping[str, RefundedLine],
) -> answers.SellerOrderAnswer:
    """The seller's lines of an order, with no more of the buyer's data than shipping requires."""
    steps = {step.line_id: step for step in seller_order.lines}
    lines = [line for line in found.lines if line.line_id in steps]
    return {
        "order_id": found.order_id,
        "created_at": found.created_at,
        "market": found.market,
        "state": order_state([step.state for step in seller_order.lines]),
        "lines": [
            _seller_line(
                line,
                steps[line.line_id],
                identifiers.get(line.line_id),
                refunded=refunded.get(line.line_id, RefundedLine()),
                currency=found.currency,
            )
            for line in lines
        ],
        "delivery": None if contact is None else _delivery(contact),
    }


def _seller_line(
    line: Line, step: SellerOrderLine, parcel: Identifiers | None, *, refunded: RefundedLine, currency: str
) -> answers.SellerLine:
    amounts = line.amounts
    return {
        **seller_step(step),
        "title": line.title,
        "grade": line.grade,
        "identifier_kind": line.identifier_kind,
        "carrier": line.carrier,
        **terms_view(line.terms),
        "price": Money(amounts.price_minor, currency),
        "shipping": Money(amounts.shipping_minor, currency),
        "commission": Money(amounts.commission_minor, currency),
        "commission_vat": Money(amounts.commission_vat_minor, currency),
        "commission_vat_rule": line.commission_vat_rule,
        "net": Money(amounts.seller_net_minor, currency),
        "tax": line_tax(line, currency),
        "refunded": Money(refunded.requested_minor, currency),
        "net_left": Money(refund_views.net_left_minor(line, refunded), currency),
        "parcel": parcel,
    }


def _delivery(contact: PersonContact) -> answers.DeliveryContact:
    return {"name": contact.name, "phone": contact.phone, "address": contact.address}
