"""The URLs of orders, for buyers and for the sellers of their lines."""

from typing import Annotated, Any

import msgspec

from chalicelib.carbon import queries as carbon_queries
from chalicelib.carbon import views as carbon_views
from chalicelib.kernel import cursors, facts, idempotency
from chalicelib.kernel.auth import ANYONE, ORDER_TOKEN, seller
from chalicelib.kernel.http import Answer, Call, Routes
from chalicelib.kernel.payloads import Payload
from chalicelib.orders import (
    accepting,
    cancelling,
    delivering,
    looking_up,
    placing,
    queries,
    shipping,
    views,
)
from chalicelib.orders.cancelling import Cancellation
from chalicelib.orders.models import Order
from chalicelib.orders.payloads import (
    BuyerCancellation,
    DeliveryProof,
    LookupRequest,
    OrderRequest,
    QuoteRequest,
    SellerCancellation,
    Shipment,
)
from chalicelib.payments import charging
from chalicelib.people.queries import contact, identifiers

routes = Routes(__name__)


class Page(Payload, frozen=True, kw_only=True):
    cursor: str | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=100)] = 50


@routes.post("/quotes", ANYONE, takes=QuoteRequest)
def quote_basket(call: Call) -> dict[str, Any]:
    return views.quote(placing.quote(call.body))


@routes.post("/orders", ANYONE, takes=OrderRequest, keyed=True)
def place_order(call: Call) -> Answer:
    outcome = placing.place_order(call.body, idempotency_key=call.idempotency_key, origin=call.origin)
    replayed = {"Idempotent-Replayed": "true"} if outcome.is_replay else {}
    return Answer(body=views.placed(outcome), status=201, headers=replayed)


@routes.get("/orders/{order_id}", ORDER_TOKEN)
def show_order(call: Call, order_id: str) -> dict[str, Any]:
    return _shown(looking_up.order_for_token(order_id, call.principal.token))


@routes.get("/orders/{order_id}/timeline", ORDER_TOKEN)
def show_timeline(call: Call, order_id: str) -> dict[str, Any]:
    order = looking_up.order_for_token(order_id, call.principal.token)
    return views.timeline(facts.story(order.order_id))


@routes.get("/orders/{order_id}/carbon", ORDER_TOKEN)
def show_carbon(call: Call, order_id: str) -> dict[str, Any]:
    order = looking_up.order_for_token(order_id, call.principal.token)
    return carbon_views.order_carbon(carbon_queries.records(order.order_id))


@routes.post("/orders/{order_id}/cancellation", ORDER_TOKEN, takes=BuyerCancellation, keyed=True)
def cancel_order(call: Call, order_id: str) -> cancelling.CancelledLines:
    order = looking_up.order_for_token(order_id, call.principal.token)
    request = _keyed(call, "POST /v1/orders/{order_id}/cancellation", order.order_id)
    return cancelling.cancel_order(order.order_id, call.body.line_ids, request)


@routes.post("/orders/{order_id}/lines/{line_id}/receipt", ORDER_TOKEN)
def confirm_receipt(call: Call, order_id: str, line_id: str) -> dict[str, Any]:
    order = looking_up.order_for_token(order_id, call.principal.token)
    delivering.deliver_line(order.order_id, line_id, "RECEIPT")
    return _shown(queries.order(order.order_id))


@routes.post("/order-lookups", ANYONE, takes=LookupRequest)
def look_up_order(call: Call) -> Answer:
    looking_up.request_link(call.body)
    return Answer(body={"detail": "If order and address belong together, the link is on its way"}, status=202)


@routes.get("/seller/orders", seller("orders:read"))
def list_seller_orders(call: Call) -> dict[str, Any]:
    page, seller_id = call.asked(Page), call.principal.id
    start = cursors.open_sealed(page.cursor, "seller-orders", seller_id)
    parts, after = queries.parts_of_seller(seller_id, start, page.limit)
    return {
        "items": [views.seller_part(part) for part in parts],
        "next_cursor": cursors.seal(after, "seller-orders", seller_id),
    }


@routes.get("/seller/orders/{order_id}", seller("orders:read"))
def show_seller_order(call: Call, order_id: str) -> dict[str, Any]:
    order = queries.order(order_id)
    part = queries.part(order, call.principal.id)
    parcels = {
        step.line_id: identifiers(order.person_id, step.line_id) if step.shipped_at else None for step in part.lines
    }
    return views.seller_order(order, part, contact(order.person_id), parcels)


@routes.post("/seller/orders/{order_id}/lines/{line_id}/acceptance", seller("orders:write"))
def accept_line(call: Call, order_id: str, line_id: str) -> dict[str, Any]:
    return views.seller_step(accepting.accept_line(order_id, line_id, call.principal.id))


@routes.post(
    "/seller/orders/{order_id}/lines/{line_id}/cancellation",
    seller("orders:write"),
    takes=SellerCancellation,
    keyed=True,
)
def cancel_line(call: Call, order_id: str, line_id: str) -> dict[str, Any]:
    order, part = queries.of_seller(order_id, line_id, call.principal.id)
    request = _keyed(call, "POST /v1/seller/orders/{order_id}/lines/{line_id}/cancellation", order_id, line_id)
    (reason,) = idempotency.decide(request, (call.body.reason,))
    cancelling.cancel_line(order.order_id, line_id, Cancellation(by="SELLER", reason=reason))
    return views.seller_step(queries.part_line(queries.part(order, part.seller_id), line_id))


@routes.post("/seller/orders/{order_id}/lines/{line_id}/shipment", seller("orders:write"), takes=Shipment)
def ship_line(call: Call, order_id: str, line_id: str) -> dict[str, Any]:
    return views.seller_step(shipping.ship_line(order_id, line_id, call.principal.id, call.body))


@routes.post("/seller/orders/{order_id}/lines/{line_id}/delivery", seller("orders:write"), takes=DeliveryProof)
def prove_delivery(call: Call, order_id: str, line_id: str) -> dict[str, Any]:
    order, _ = queries.of_seller(order_id, line_id, call.principal.id)
    proven = delivering.deliver_line(order.order_id, line_id, "SELLER_PROOF", reference=call.body.reference)
    return views.seller_step(proven)


def _shown(order: Order) -> dict[str, Any]:
    parts = queries.parts_of(order)
    view = views.order(order, queries.states(order, parts.values()), parts)
    if order.state == "RESERVED":
        view["payment"] = views.payment(charging.find_open_payment(order.order_id))
    return view


def _keyed(call: Call, route: str, *path: str) -> idempotency.Request:
    who = call.principal.id or call.principal.token
    return idempotency.Request(
        route=route,
        principal=who,
        key=call.idempotency_key,
        fingerprint=idempotency.fingerprint(call.body, *path),
    )
