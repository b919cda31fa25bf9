"""Order pages of sellers: what was sold, and each step of a line up to its delivery."""

from collections.abc import Callable
from functools import partial
from typing import Literal

from chalicelib.kernel.http import idempotency
from chalicelib.kernel.http.answer import Answer
from chalicelib.kernel.http.call import Call
from chalicelib.kernel.http.pagination import paged
from chalicelib.kernel.values.lists import PageRequest
from chalicelib.kernel.values.payloads import convert
from chalicelib.kernel.values.problems import Problem
from chalicelib.orders import queries, views
from chalicelib.orders.answers import SellerOrderAnswer
from chalicelib.orders.cancellation import cancelling
from chalicelib.orders.cancellation.cancelling import Cancellation
from chalicelib.orders.fulfilment import acceptance, delivery, shipping
from chalicelib.orders.payloads import DeliveryProof, SellerCancellation, Shipment
from chalicelib.people.queries import contact, identifiers
from chalicelib.seller_console.pages import page
from chalicelib.web import forms
from chalicelib.web.console import ConsoleReader
from chalicelib.web.forms import Fields, first
from chalicelib.web.problem_texts import told
from chalicelib.web.rendering import redirect

Step = Literal["shipment", "cancellation", "delivery"]
REASONS = ("OUT_OF_STOCK", "DEFECTIVE", "PRICE_MISTAKE", "DESCRIPTION_MISTAKE", "CANNOT_SHIP_THERE")
# The fields of each step's form.
FIELDS: dict[Step, tuple[str, ...]] = {
    "shipment": ("carrier", "tracking_number", "serial"),
    "cancellation": ("reason",),
    "delivery": ("reference",),
}


class OrderListQuery(PageRequest, frozen=True, kw_only=True):
    """The orders with a line to accept (`PAID`) or to ship (`ACCEPTED`) alone."""

    state: Literal["PAID", "ACCEPTED"] | None = None


def list_orders(call: Call[None, OrderListQuery], seller: ConsoleReader) -> Answer:
    """A page of the seller's orders, newest first, or all that wait for a step. Raises: InvalidCursor."""
    state = call.query.state
    if state:
        waiting, _ = queries.waiting_seller_orders(seller.principal.id)
        chosen = [each for each in waiting if any(line.state == state for line in each.lines)]
        shown = [views.seller_order_summary(each) for each in chosen]
        return page(seller, "orders.html", orders=shown, next_cursor=None, state=state)
    listed = paged(call, partial(queries.seller_orders, seller.principal.id), views.seller_order_summary)
    return page(seller, "orders.html", orders=listed["items"], next_cursor=listed["next_cursor"], state=None)


def show(seller: ConsoleReader, order_id: str, refusal: Problem | None = None) -> Answer:
    """The seller's lines of an order, and the next step of each. Raises: NotFound, WrongCell."""
    return page(
        seller,
        "order.html",
        status=200 if refusal is None else refusal.status,
        order=_shown(seller, order_id),
        refusal=told(seller.language, refusal),
    )


def accept(call: Call, seller: ConsoleReader, order_id: str, line_id: str) -> Answer:
    """Accept a line. Raises: NotFound, FormExpired."""
    forms.posted(call, seller)
    queries.of_seller(order_id, line_id, seller.principal.id)
    try:
        acceptance.accept_line(order_id, line_id, seller.principal.id)
    except Problem as refusal:
        return show(seller, order_id, refusal)
    return redirect(seller, f"/sell/orders/{order_id}")


def ask(seller: ConsoleReader, order_id: str, line_id: str, step: Step) -> Answer:
    """The form of a line's step. Raises: NotFound, WrongCell."""
    return _form(seller, (order_id, line_id), step, {})


def ship(call: Call, seller: ConsoleReader, order_id: str, line_id: str) -> Answer:
    """Record the parcel and the device's number. Raises: NotFound, FormExpired."""
    fields = forms.posted(call, seller)

    def record() -> None:
        shipment: Shipment = convert(forms.filled(fields, *FIELDS["shipment"]), Shipment)
        shipping.ship_line(order_id, line_id, seller.principal.id, shipment)

    return _done(seller, (order_id, line_id), "shipment", act=record, fields=fields)


def cancel(call: Call, seller: ConsoleReader, order_id: str, line_id: str) -> Answer:
    """Cancel a line, once however often the form is sent. Raises: NotFound, FormExpired."""
    fields = forms.posted(call, seller)

    def end() -> None:
        asked: SellerCancellation = convert(forms.filled(fields, *FIELDS["cancellation"]), SellerCancellation)
        queries.of_seller(order_id, line_id, seller.principal.id)
        request = call.keyed(key=idempotency.require_key(first(fields, "key")), body=asked)
        (reason,) = idempotency.decide(request, (asked.reason,))
        cancelling.cancel_line(order_id, line_id, Cancellation(by="SELLER", reason=reason))

    return _done(seller, (order_id, line_id), "cancellation", act=end, fields=fields)


def prove_delivery(call: Call, seller: ConsoleReader, order_id: str, line_id: str) -> Answer:
    """Prove the delivery of a parcel that no carrier confirms. Raises: NotFound, FormExpired."""
    fields = forms.posted(call, seller)

    def prove() -> None:
        proof: DeliveryProof = convert(forms.filled(fields, *FIELDS["delivery"]), DeliveryProof)
        queries.of_seller(order_id, line_id, seller.principal.id)
        delivery.deliver_line(order_id, line_id, "SELLER_PROOF", reference=proof.reference)

    return _done(seller, (order_id, line_id), "delivery", act=prove, fields=fields)


def _done(
    seller: ConsoleReader, line: tuple[str, str], step: Step, *, act: Callable[[], object], fields: Fields
) -> Answer:
    """Carry a step out and show the order; what it refuses stands on its form with what was typed."""
    try:
        act()
    except Problem as refusal:
        return _form(seller, line, step, fields, refusal=refusal)
    return redirect(seller, f"/sell/orders/{line[0]}")


def _form(
    seller: ConsoleReader, line: tuple[str, str], step: Step, fields: Fields, *, refusal: Problem | None = None
) -> Answer:
    order_id, line_id = line
    queries.of_seller(order_id, line_id, seller.principal.id)
    order = _shown(seller, order_id)
    return page(
        seller,
        f"{step}.html",
        status=200 if refusal is None else refusal.status,
        order_id=order_id,
        line=next(each for each in order["lines"] if each["line_id"] == line_id),
        typed={name: first(fields, name) for name in FIELDS[step]},
        reasons=REASONS,
        key=forms.new_idempotency_key(),
        refusal=told(seller.language, refusal),
    )


def _shown(seller: ConsoleReader, order_id: str) -> SellerOrderAnswer:
    order = queries.order(order_id)
    seller_order = queries.seller_order(order, seller.principal.id)
    parcels = {
        step.line_id: identifiers(order.person_id, step.line_id) if step.shipped_at else None
        for step in seller_order.lines
    }
    return views.seller_order(
        order, seller_order, contact(order.person_id), parcels, refunded=queries.refunded_lines_of(order)
    )
