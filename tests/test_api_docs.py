"""The API's pages: every route is there, every example can be sent, every answer has the members views give."""

import re
from typing import Any

import msgspec
import pytest

import app as application
from chalicelib.access.api_keys.credentials import SCOPES, issue_key
from chalicelib.access.order_tokens import order_token
from chalicelib.kernel.http.auth import Needs
from chalicelib.kernel.http.route import Route
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values.payloads import decode
from chalicelib.payments import refunds
from chalicelib.payments.refund_lifecycle import RefundState
from chalicelib.payments.refund_parts import Parts
from chalicelib.payments.refunds import Origin
from testing.cell import Cell, open_cell
from tests.api_client import Api
from tests.doc_pages import DOCS, CurlExample, blocks, curl_examples, quoted, route_sections, rows, sections

API = DOCS / "api"
# The pages whose answers are compared with what the application answers.
PROVED = ("orders.md", "sellers.md", "payments.md", "payouts.md")
KEY = "7a0f4b6e-51a0-4c57-9d0e-0c2b6a1f9e11"
SHIPMENT = {"carrier": "colissimo", "tracking_number": "6A12345678901", "serial": "490154203237518"}


def routes() -> dict[tuple[str, str], Route]:
    """Every route by method and whole path."""
    found = {(route.method, route.path): route for room in application.app.rooms("") for route in room.table}
    for room in application.app.rooms("/v1"):
        found |= {(route.method, f"/v1{route.path}"): route for route in room.table}
    return found


def of_api() -> dict[tuple[str, str], Route]:
    return {key: route for key, route in routes().items() if key[1].startswith("/v1/")}


def for_whom(route: Route) -> str:
    who = _said(route.needs)
    return who if route.optional_credential is None else f"{who}, more for {_said(route.optional_credential)}"


def _said(needs: Needs) -> str:
    words = {"anonymous": "anybody", "order_token": "order token"}
    return words.get(needs.kind, f"{needs.kind} `{needs.scope}`")


def test_the_tables_of_routes_are_what_is_served() -> None:
    served = {(method, path) for path, methods in application.app.routes.items() for method in methods}
    assert served == routes().keys()


def test_the_index_lists_every_route_with_whom_it_is_for() -> None:
    listed = {tuple(quoted(row[0])[0].split(" ", 1)): row[1:3] for row in rows(sections(API / "index.md")["Routes"])}
    assert listed == {key: [for_whom(route), "yes" if route.keyed else ""] for key, route in of_api().items()}


@pytest.mark.parametrize("row", rows(sections(API / "index.md")["Routes"]), ids=lambda row: quoted(row[0])[0])
def test_the_index_sends_readers_to_the_page_that_explains_the_route(row: list[str]) -> None:
    page = re.search(r"\((.+?)\)", row[3])
    assert page is not None
    assert quoted(row[0])[0] in (API / page[1]).read_text()


def test_the_index_lists_every_page_for_people() -> None:
    listed = {tuple(quoted(row[0])[0].split(" ", 1)) for row in rows(sections(API / "index.md")["Pages for people"])}
    assert listed == routes().keys() - of_api().keys()


def test_every_route_says_what_it_does_and_what_it_gives() -> None:
    """A view of the API has a docstring, which opens its documentation, and returns a type a client can rely on."""
    vague = {Any, object, str, dict, dict[str, Any], list}
    lacking = {
        f"{method} {path}: {'what it does' if not route.doc else 'what it gives'}"
        for (method, path), route in of_api().items()
        if not route.doc or route.response_type in vague
    }
    assert lacking == set()


def test_every_answer_can_be_described_to_a_program() -> None:
    told = [route.response_type for route in of_api().values() if route.response_type is not None]
    _, described = msgspec.json.schema_components(told, ref_template="#/components/schemas/{name}")
    assert {"ProductCard", "SellerOffer", "ShownOrder", "Money"} <= described.keys()


def test_every_route_is_explained_and_nothing_that_is_none() -> None:
    assert route_sections(API).keys() == of_api().keys()


def examples() -> list[CurlExample]:
    return [one for text in route_sections(API).values() for one in curl_examples(text)]


def route_of(example: CurlExample) -> Route:
    path = example.path.partition("?")[0]
    for (method, pattern), route in of_api().items():
        as_expression = re.sub(r"\\\{\w+\\\}", r"[^/]+", re.escape(pattern.removeprefix("/v1")))
        if method == example.method and re.fullmatch(as_expression, path):
            return route
    raise LookupError(f"{example.method} {path} is no route")


@pytest.mark.parametrize("example", examples(), ids=lambda one: f"{one.method} {one.path}")
def test_an_example_is_a_request_its_route_takes(example: CurlExample) -> None:
    route = route_of(example)
    assert ("Idempotency-Key" in example.headers) == route.keyed
    assert ("Authorization" in example.headers) == (route.needs.kind != "anonymous")
    if example.method in ("POST", "PUT", "PATCH"):
        assert example.headers["Content-Type"] == "application/json"
    assert (example.body is not None) == (route.body_type is not None)
    if example.body is not None and route.body_type is not None:
        assert decode(example.body.encode(), route.body_type) is not None


@pytest.mark.parametrize(
    "block", [block for page in sorted(API.glob("*.md")) for block in blocks(page.read_text(), "json")]
)
def test_every_example_in_json_is_json(block: str) -> None:
    assert msgspec.json.decode(block) is not None


def shape(value: Any) -> Any:
    """The names of a value's members, all the way down; of a list, those of its first element."""
    if isinstance(value, dict):
        return {name: shape(member) for name, member in value.items()}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return type(value).__name__ if value is not None else None


def buying(api: Api, at: Cell, offer_id: str) -> tuple[dict[str, Any], str]:
    """The answers to a buyer's requests, and the order they are about."""
    wanted = {"market": "FR", "lines": [{"offer_id": offer_id, "quantity": 2}], "delivery_country": "FR"}
    told = {
        "POST /v1/quotes": api("POST", "/v1/quotes", wanted),
        "POST /v1/orders": api("POST", "/v1/orders", at.order_request(offer_id), idempotency_key=KEY),
    }
    placed = at.place(offer_id)
    order_id, token = placed.order.order_id, order_token(placed.order.order_id, 0)
    at.pay(placed)
    for event in at.stripe.due_events():
        signed = {"Stripe_Signature": event.headers["Stripe-Signature"]}
        told["POST /v1/stripe/events"] = api("POST", "/v1/stripe/events", event.body, **signed)
        at.stripe.delivered(event.event_id, 200)
    at.settle()
    told["GET /v1/orders/{order_id}"] = api("GET", f"/v1/orders/{order_id}", key=token)
    told["GET /v1/orders/{order_id}/timeline"] = api("GET", f"/v1/orders/{order_id}/timeline", key=token)
    lookup = {"order_id": order_id, "email": "zoe@example.org"}
    told["POST /v1/order-lookups"] = api("POST", "/v1/order-lookups", lookup)
    return {route: answer.body for route, answer in told.items()}, order_id


def selling(api: Api, at: Cell, seller_id: str, order_id: str) -> dict[str, Any]:
    """The answers to a seller's requests for a paid line."""
    key = issue_key("seller", seller_id, SCOPES["seller"])
    orders, line = "/v1/seller/orders", f"/v1/seller/orders/{order_id}/lines/1"
    told = {"GET /v1/seller": api("GET", "/v1/seller", key=key), f"GET {orders}": api("GET", orders, key=key)}
    told["POST /v1/seller/orders/{order_id}/lines/{line_id}/acceptance"] = api("POST", f"{line}/acceptance", key=key)
    assert api("POST", f"{line}/shipment", SHIPMENT, key=key).status == 200
    told["GET /v1/seller/orders/{order_id}"] = api("GET", f"{orders}/{order_id}", key=key)
    part = {"amount": {"amount_minor": 2_000, "currency": "EUR"}, "reason": "DEFECT", "dry_run": True}
    told["POST /v1/seller/orders/{order_id}/lines/{line_id}/refund"] = api(
        "POST", f"{line}/refund", part, key=key, idempotency_key="part"
    )
    at.settle()
    for path in ("/v1/seller/balance", "/v1/seller/ledger-entries", "/v1/seller/transfers"):
        told[f"GET {path}"] = api("GET", path, key=key)
    return {route: answer.body for route, answer in told.items()}


def operating(api: Api) -> dict[str, Any]:
    """The answers to the operators."""
    key = issue_key("ops", "Ada", SCOPES["ops"])
    paths = ("/v1/ops/ledger/trial-balance", "/v1/ops/health", "/v1/ops/refunds")
    return {f"GET {path}": api("GET", path, key=key).body for path in paths}


def refunding(api: Api, order_id: str) -> dict[str, Any]:
    """The answers to operators who refund a part of a line, and pay by bank transfer what did not arrive."""
    key = issue_key("ops", "Ada", SCOPES["ops"])
    cent = Parts(goods_minor=1)
    origin = Origin(reason="CANCELLED", bearer="SELLER")
    refund = refunds.line_refund(order_id, "1-9", origin, parts=cent, reverses=cent, currency="EUR")
    transactions.commit(refunds.request_acts(refund, "pi_1"))
    transactions.write(refunds.change_act(refund, RefundState.FAILED, stripe_id="re_1", code="expired"))
    path = "/v1/ops/orders/{order_id}/refunds"
    told = operating(api)
    transfer = {"reference": "RB 1", "paid_on": "2026-11-23"}
    paid = f"{path}/{{refund_id}}/bank-transfer"
    told[f"POST {paid}"] = api(
        "POST", paid.format(order_id=order_id, refund_id="1-9"), transfer, key=key, idempotency_key="paid"
    ).body
    wanted = {"line_id": "1", "amount": {"amount_minor": 1, "currency": "EUR"}, "reason": "OTHER"}
    part = api("POST", path.format(order_id=order_id), wanted, key=key, idempotency_key="part")
    return told | {f"POST {path}": part.body}


def test_answers_have_the_members_the_pages_quote(api: Api) -> None:
    with open_cell(Cell) as at:
        seller = at.a_seller()
        offer_id = at.an_offer(seller, at.a_product())
        told, order_id = buying(api, at, offer_id)
        told |= selling(api, at, seller.seller_id, order_id) | refunding(api, order_id)
        other = at.paid_order(offer_id).order_id
        cancelled = api(
            "POST", f"/v1/orders/{other}/cancellation", {}, key=order_token(other, 0), idempotency_key="changed"
        )
        told["POST /v1/orders/{order_id}/cancellation"] = cancelled.body
    quotes = {
        f"{method} {path}": blocks(text, "json")[0]
        for page in PROVED
        for (method, path), text in route_sections(API, page).items()
        if blocks(text, "json")
    }
    assert told.keys() == quotes.keys()
    for route, quote in quotes.items():
        assert shape(msgspec.json.decode(quote)) == shape(told[route]), route
