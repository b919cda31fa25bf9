"""Order pages of operators: an order found by its number, with its lines, money, buyer and everything that happened."""

import re
from typing import Any

import msgspec

from chalicelib.aftersales.claims import queries as claims
from chalicelib.aftersales.returns import queries as returns
from chalicelib.kernel import fact_store
from chalicelib.kernel.fact_store import Recorded
from chalicelib.kernel.http.answer import Answer
from chalicelib.kernel.runtime import log
from chalicelib.kernel.values.money import Money
from chalicelib.kernel.values.problems import NotFound, WrongCell
from chalicelib.ops_console.pages import page
from chalicelib.orders import queries, refund_views, views
from chalicelib.orders.order import Order
from chalicelib.payments import refunded_lines
from chalicelib.payments.refund import RefundedLine
from chalicelib.people.queries import contact, identifiers
from chalicelib.sellers import queries as sellers
from chalicelib.web.console import ConsoleReader
from chalicelib.web.rendering import redirect

# What every fact of an order states, and the page's heading says once.
_STATED_ONCE = frozenset({"name", "order_id", "seller_id", "product_id", "version", "currency"})
_WORD = re.compile(r"(?<=[a-z])(?=[A-Z])")


def find(operator: ConsoleReader, order_id: str) -> Answer:
    """The form that finds an order by its number; the order's page once it is found."""
    if not order_id:
        return page(operator, "find_order.html", asked="", missing=None)
    try:
        return redirect(operator, f"/ops/orders/{queries.order(order_id).order_id}")
    except (NotFound, WrongCell) as refusal:
        return page(operator, "find_order.html", status=refusal.status, asked=order_id, missing=refusal.slug)


def show(operator: ConsoleReader, order_id: str) -> Answer:
    """An order as the operators see it. Raises: NotFound, WrongCell."""
    order = queries.order(order_id)
    buyer = contact(order.person_id)
    log.write("buyer-shown", order_id=order.order_id, key_id=operator.principal.id)
    refunds = queries.refunds_of(order)
    return page(
        operator,
        "order.html",
        order=order,
        amounts=_amounts(order),
        totals=views.totals(order.lines, order.currency),
        lines=_lines(order),
        refunds=[refund_views.operators_refund(refund) for refund in refunds],
        buyer=buyer,
        cases=_cases(order.order_id) if operator.may("returns:read") else [],
        timeline=[_step(fact) for fact in fact_store.story(order.order_id)],
    )


def _cases(order_id: str) -> list[dict[str, str]]:
    """The returns and claims of an order: where each is, whose line it is of, and its state under the kind of name."""
    found = [
        {"path": f"/ops/returns/{one.return_id}", "line_id": one.line_id, "kind": "return state", "state": one.state}
        for one in returns.returns_of_order(order_id)
    ]
    for claim in claims.claims_of_order(order_id):
        path = f"/ops/claims/{claim.claim_id}"
        found.append({"path": path, "line_id": claim.line_id, "kind": "claim state", "state": claim.state})
    return found


def _amounts(order: Order) -> dict[str, Money]:
    """What Stripe captured, what refunds ask for, and what of it the buyer has."""
    named = {"captured": order.captured_minor, "refunding": order.refunding_minor, "refunded": order.refunded_minor}
    return {name: Money(minor, order.currency) for name, minor in named.items()}


def _lines(order: Order) -> list[dict[str, Any]]:
    seller_orders = queries.seller_orders_of_order(order)
    view = views.order(order, queries.states(order, seller_orders.values()), seller_orders)
    names = sellers.sellers(line.seller_id for line in order.lines)
    counted = refunded_lines.of_order(order.order_id)
    shown = []
    for line, seen in zip(order.lines, view["lines"], strict=True):
        requested = counted.get(line.line_id, RefundedLine()).requested_minor
        more: dict[str, Any] = {
            "sku": line.sku,
            "seller": names[line.seller_id].trader.trade_name,
            "parcel": identifiers(order.person_id, line.line_id) if seen.get("shipped_at") else None,
            "refunded": Money(requested, order.currency),
            "left": Money(line.amounts.paid_minor - requested if order.state == "PAID" else 0, order.currency),
        }
        shown.append(seen | more)
    return shown


def _step(fact: Recorded) -> dict[str, Any]:
    """A fact in words: `LineAccepted` is `Line accepted`, with its own members; lists repeat what the lines say."""
    members: dict[str, Any] = msgspec.json.decode(fact.body)
    own = {name: value for name, value in members.items() if name not in _STATED_ONCE and isinstance(value, str | int)}
    return {"at": fact.occurred_at, "event": _WORD.sub(" ", fact.name).capitalize(), "members": own}
