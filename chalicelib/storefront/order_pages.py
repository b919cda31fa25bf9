"""Order pages: what a buyer sees of an order and can do with it, with the token from the order's mail."""

from typing import Any

from chalicelib.carbon import queries as carbon_queries
from chalicelib.carbon import views as carbon_views
from chalicelib.kernel import fact_store
from chalicelib.kernel.http import idempotency
from chalicelib.kernel.http.answer import Answer
from chalicelib.kernel.http.call import Call
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.runtime.settings import settings
from chalicelib.kernel.values.payloads import convert
from chalicelib.kernel.values.problems import InvalidRequest, NotFound, Problem
from chalicelib.markets import directory
from chalicelib.markets.disclosures import Moment, disclosures
from chalicelib.markets.due_dates import arrival_day, last_day
from chalicelib.orders import order_access, queries, views
from chalicelib.orders.answers import ShownOrder
from chalicelib.orders.cancellation import cancelling
from chalicelib.orders.checkout import placing
from chalicelib.orders.lifecycle import NEXT, LineState
from chalicelib.orders.order import Order
from chalicelib.orders.payloads import BuyerCancellation, LookupRequest
from chalicelib.payments import payment_intents
from chalicelib.people.queries import identifiers
from chalicelib.sellers import queries as sellers
from chalicelib.storefront.aftersales import guarantee_pages, invoice_pages, withdrawal_pages
from chalicelib.storefront.card_form import CARD_FORM_POLICY, STRIPE_JS
from chalicelib.storefront.cases.line_cases import cases_by_line
from chalicelib.storefront.checkout_pages import ORDER_COOKIE, opening_cookie
from chalicelib.storefront.pages import page
from chalicelib.storefront.visitor import Visitor
from chalicelib.web import cookies, forms
from chalicelib.web.forms import Fields, first
from chalicelib.web.rendering import redirect

# Stripe's event takes a second or two; a page that looks again every 3 seconds gives it a minute.
LOOKS_MAX = 20


class OrderNotOpened(Problem):
    """The same answer for an unknown order, another buyer's order and a lost cookie."""

    slug, status, title = "order-not-opened", 404, "This order cannot be opened here"


def opened(call: Call, order_id: str) -> Order:
    """The order that this browser has the token of.

    Raises: OrderNotOpened, WrongCell.
    """
    return _opened(order_id, cookies.received(call.headers).get(ORDER_COOKIE, ""))


def _opened(order_id: str, token: str) -> Order:
    try:
        return order_access.order_for_token(order_id, token)
    except NotFound as refusal:
        raise OrderNotOpened() from refusal


def trade_token(visitor: Visitor, order_id: str, token: str) -> Answer:
    """Exchange the token of a mail's link for a cookie, and redirect to the address without the token."""
    order = _opened(order_id, token)
    return redirect(visitor, f"/orders/{order.order_id}", opening_cookie(order.order_id, token))


def back_from_bank(visitor: Visitor, order_id: str, outcome: str) -> Answer:
    """Redirect to an address without the provider's parameters, which include the payment's secret."""
    after = "payment" if outcome == "succeeded" else "refusal"
    return redirect(visitor, f"/orders/{order_id}?after={after}&look=1")


def show(visitor: Visitor, order: Order, after: str, look: int) -> Answer:
    """The order's page. After payment it reloads itself until the payment's event has arrived."""
    seller_orders = queries.seller_orders_of_order(order)
    states = queries.states(order, seller_orders.values())
    view = views.order(order, states, seller_orders, refunds=queries.refunds_of(order))
    confirming = after == "payment" and order.state == "RESERVED"
    return page(
        visitor,
        "order.html",
        order=view,
        lines=_lines(order, view),
        cases=cases_by_line(order, states),
        invoices=invoice_pages.of_order(order, states.values()),
        timeline=_timeline(order),
        carbon=carbon_views.order_carbon(carbon_queries.records(order.order_id)),
        disclosures=_disclosures(visitor, order),
        withdrawals=withdrawal_pages.of_order(visitor, order),
        was_withdrawn=after == "withdrawal",
        is_confirming=confirming,
        was_refused=after == "refusal" and order.state == "RESERVED",
        next_look=look + 1 if confirming and look < LOOKS_MAX else None,
        minutes_left=minutes_left(order),
        may_cancel=_may_cancel(order, states),
        last_decline=order.last_decline,
    )


def minutes_left(order: Order) -> int:
    """Whole minutes, counted up, until an unpaid order's devices are offered to others again; 0 when over or paid."""
    if order.state != "RESERVED":
        return 0
    seconds = (clock.parse(order.expires_at) - clock.now()).total_seconds()
    return max(0, -int(-seconds // 60))


def payment(visitor: Visitor, order: Order) -> Answer:
    """The card form of an unpaid order; any other order's page. Problems of charging when Stripe does not answer."""
    if minutes_left(order) == 0:
        return redirect(visitor, f"/orders/{order.order_id}")
    open_payment = payment_intents.find_open_payment(order.order_id) or payment_intents.open_payment(
        placing.charge_of(order)
    )
    return page(
        visitor,
        "payment.html",
        content_security_policy=CARD_FORM_POLICY,
        order_id=order.order_id,
        totals=views.totals(order.lines, order.currency),
        minutes_left=minutes_left(order),
        client_secret=open_payment.client_secret,
        publishable_key=settings.stripe_publishable_key,
        stripe_js=STRIPE_JS,
        return_url=f"{settings.public_url.rstrip('/')}/orders/{order.order_id}",
    )


def ask_cancellation(visitor: Visitor, order: Order, *, chose_nothing: bool = False) -> Answer:
    """What can still be cancelled, to choose from; back to the order where nothing can."""
    states = queries.states(order, queries.seller_orders_of_order(order).values())
    if not _may_cancel(order, states):
        return redirect(visitor, f"/orders/{order.order_id}")
    open_lines = [line for line in order.lines if _is_open(states[line.line_id])]
    view = views.order(order, states, {})
    return page(
        visitor,
        "cancellation.html",
        status=InvalidRequest.status if chose_nothing else 200,
        order=view,
        is_unpaid=order.state == "RESERVED",
        open_ids=[line.line_id for line in open_lines],
        chose_nothing=chose_nothing,
        key=forms.new_idempotency_key(),
    )


def cancel(visitor: Visitor, order: Order, call: Call, fields: Fields) -> Answer:
    """Cancel the lines ticked, once however often the form is sent. IllegalTransition for what is beyond it."""
    line_ids = tuple(dict.fromkeys(fields.get("line", ())))
    if not line_ids and order.state == "PAID":
        # To the use case no line means every line; on a page it means that no box was ticked.
        return ask_cancellation(visitor, order, chose_nothing=True)
    asked: BuyerCancellation = convert({"line_ids": list(line_ids)}, BuyerCancellation)
    request = call.keyed(
        key=idempotency.require_key(first(fields, "key")),
        principal=cookies.received(call.headers)[ORDER_COOKIE],
        body=asked,
    )
    cancelling.cancel_order(order.order_id, asked.line_ids, request)
    return redirect(visitor, f"/orders/{order.order_id}")


def ask_receipt(visitor: Visitor, order: Order, line_id: str) -> Answer:
    """Whether the device has arrived; back to the order where it was not sent or is known to have."""
    line = queries.line(order, line_id)
    if queries.states(order, queries.seller_orders_of_order(order).values())[line_id] is not LineState.SHIPPED:
        return redirect(visitor, f"/orders/{order.order_id}")
    return page(visitor, "receipt.html", order_id=order.order_id, line=line)


def look_up(visitor: Visitor, call: Call, fields: Fields) -> Answer:
    """Request the mail with the link; the answer does not reveal whether the order exists."""
    typed = {name: first(fields, name) for name in ("order_id", "email")}
    try:
        request: LookupRequest = convert(dict(typed), LookupRequest)
    except InvalidRequest as refusal:
        faults = [fault["pointer"].strip("/") for fault in refusal.members["errors"]]
        return page(visitor, "lookup.html", status=refusal.status, typed=typed, faults=faults, is_sent=False)
    order_access.request_order_link(request, call.origin)
    return page(visitor, "lookup.html", typed=typed, faults=[], is_sent=True)


def _is_open(state: LineState) -> bool:
    return LineState.CANCELLED in NEXT[state]


def _may_cancel(order: Order, states: dict[str, LineState]) -> bool:
    return order.state == "RESERVED" or any(_is_open(state) for state in states.values())


def _lines(order: Order, view: ShownOrder) -> list[dict[str, Any]]:
    """The lines with their seller's name and email address, their days, their parcel and their guarantees.

    The day each arrives by, the last one it may be sent on and, once delivered, its guarantee.
    """
    names = sellers.sellers(line.seller_id for line in order.lines)
    market = directory.market(order.market)
    guarantees = guarantee_pages.by_line(order)
    shown = []
    for line, seen in zip(order.lines, view["lines"], strict=True):
        parcel = identifiers(order.person_id, line.line_id) if seen.get("shipped_at") else None
        more: dict[str, Any] = {
            "product_id": line.product_id,
            "seller": names[line.seller_id].trader.trade_name,
            "seller_mail": names[line.seller_id].trader.email,
            "parcel": parcel,
            "arrives_on": arrival_day(market, order.created_at, line.delivery_days),
            "sent_until": last_day(market, ship_by) if (ship_by := seen.get("ship_by")) else None,
            "guarantee": guarantees.get(line.line_id),
        }
        shown.append(seen | more)
    return shown


def _timeline(order: Order) -> list[dict[str, Any]]:
    titles = {line.line_id: line.title for line in order.lines}
    told = views.timeline(fact_store.story(order.order_id))["items"]
    return [step | {"title": titles.get(step.get("line_id", ""))} for step in told]


def _disclosures(visitor: Visitor, order: Order) -> tuple[str, ...]:
    return disclosures(
        directory.market(order.market),
        Moment.ORDER_PAGE,
        language=visitor.language,
        on=order.created_at,
        guarantee_months=[line.terms.guarantee_months for line in order.lines],
    )
