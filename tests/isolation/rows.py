"""The matrix: a row for every route, saying what a request for somebody's things is. Who may, the route itself says."""

from collections.abc import Callable
from typing import Any, Literal
from urllib.parse import urlencode

import msgspec

from chalicelib.kernel.http.auth import Kind
from chalicelib.kernel.http.route import Route
from tests.isolation.world import Things

Of = Callable[[Things], Any]
# What is one party's own: another party's is answered like one that never was. All else in a path is everybody's.
PRIVATE = frozenset({"order_id", "line_id", "sku", "endpoint_id", "delivery_id", "key_id"})


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """How a route is asked. `body`, `form` and `query` are made for the things a request is about.

    `line` is the line a path's `line_id` means; `names` what the request names besides its path; `elsewhere` is the
    status for a thing that is not one's own, where it is not 404. `credential_in` is where the credential goes: pages
    of an order take its token in a cookie, and the first of them in the link of a mail. What `tells_nothing` answers
    the same for one's own thing.
    """

    body: Of | None = None
    form: Of | None = None
    query: Of | None = None
    line: str = "paid_line"
    names: frozenset[str] = frozenset()
    elsewhere: int = 404
    credential_in: Literal["authorization", "cookie", "link"] = "authorization"
    statuses: tuple[int, ...] = ()
    in_basket: bool = False
    is_signed: bool = False
    tells_nothing: bool = False

    def kind(self, route: Route) -> Kind:
        """The kind of credential that opens this; the route cannot name the kind that pages take."""
        return route.needs.kind if self.credential_in == "authorization" else "order_token"


PUBLIC = Row()
# Done, and led to the page that shows it.
SENT_ON = (303,)
OPENED = Row(credential_in="cookie")
AMOUNT = {"amount_minor": 34_900, "currency": "EUR"}
SHIPPING = [
    {
        "carrier": "colissimo",
        "delivery_days": 2,
        "cost": {"amount_minor": 490, "currency": "EUR"},
        "countries": ["FR", "DE"],
    }
]
ADDRESS = {"street": "1 rue Neuve", "postal_code": "75011", "city": "Paris", "country": "FR"}
SHIPMENT = {"carrier": "colissimo", "tracking_number": "6A1234567890", "serial": "353918056991447"}
MAKER = {"name": "Apple", "postal_address": "Cork", "electronic_address": "https://apple.example"}


def _offer(things: Things) -> dict[str, Any]:
    return {
        "product_id": things.sold_product_id,
        "grade": "GOOD",
        "battery": "STANDARD",
        "prices": {"FR": AMOUNT, "DE": AMOUNT},
        "shipping": SHIPPING,
        "guarantee_months": 24,
        "vat_scheme": "MARGINAL",
        "stock": 30,
    }


def _part(things: Things) -> dict[str, Any]:
    return {"line_id": things.paid_line, "amount": {"amount_minor": 1, "currency": "EUR"}, "reason": "GOODWILL"}


def _bank_transfer(_: Things) -> dict[str, Any]:
    return {"reference": "RB 1", "paid_on": "2026-11-23"}


def _made_in_dashboard(things: Things) -> dict[str, Any]:
    return {"stripe_refund_id": things.stripe_refund_id}


def _order(things: Things) -> dict[str, Any]:
    return {
        "market": "FR",
        "lines": [{"offer_id": things.offer_id, "quantity": 1, "terms_version": 1}],
        "buyer": {"name": "Ada", "email": "ada@example.org"},
        "delivery_address": ADDRESS,
    }


def _product(_: Things) -> dict[str, Any]:
    return {
        "category": "iphones",
        "title": "Apple iPhone 12 64 GB black",
        "brand": "Apple",
        "model": "iPhone 12",
        "attributes": {"storage_gigabytes": 64, "colour": "black"},
        "weight_grams": 164,
        "manufacturer": MAKER,
        "reference_price": [
            {"amount": {"amount_minor": 80_900, "currency": "EUR"}, "source": "launch", "dated": "2020-10-23"}
        ],
    }


def _asking(**asked: str) -> Of:
    def query(things: Things) -> str:
        known = msgspec.structs.asdict(things)
        return urlencode({name: text.format(**known) for name, text in asked.items()})

    return query


def _endpoint(_: Things) -> dict[str, Any]:
    return {"url": "https://new.example.org/hook", "event_types": ["order.paid"]}


LINE = "/v1/seller/orders/{order_id}/lines/{line_id}"
ENDPOINT = "/v1/seller/webhook-endpoints/{endpoint_id}"

ROWS: dict[tuple[str, str], Row] = {
    # Everybody's.
    ("GET", "/v1/markets"): PUBLIC,
    ("GET", "/v1/markets/{market}"): PUBLIC,
    ("GET", "/v1/categories"): PUBLIC,
    ("GET", "/v1/categories/{slug}/products"): Row(query=_asking(market="FR")),
    ("GET", "/v1/products/{product_id}"): Row(query=_asking(market="FR")),
    ("GET", "/v1/products/{product_id}/offers"): Row(query=_asking(market="FR", grade="GOOD")),
    ("GET", "/v1/ranking-policy"): PUBLIC,
    ("GET", "/v1/carbon-method"): PUBLIC,
    ("GET", "/v1/search"): Row(query=_asking(market="FR", q="iphone")),
    ("POST", "/v1/quotes"): Row(
        body=lambda things: {"market": "FR", "lines": [{"offer_id": things.offer_id}], "delivery_country": "FR"},
        names=frozenset({"offer_id"}),
    ),
    ("POST", "/v1/orders"): Row(body=_order, names=frozenset({"offer_id"})),
    ("POST", "/v1/order-lookups"): Row(
        body=lambda things: {"order_id": things.order_id, "email": things.email},
        names=frozenset({"order_id"}),
        elsewhere=202,
        tells_nothing=True,
    ),
    ("POST", "/v1/stripe/events"): Row(is_signed=True),
    # A buyer's.
    ("GET", "/v1/orders/{order_id}"): Row(),
    ("GET", "/v1/orders/{order_id}/timeline"): Row(),
    ("GET", "/v1/orders/{order_id}/carbon"): Row(),
    ("POST", "/v1/orders/{order_id}/cancellation"): Row(body=lambda things: {"line_ids": [things.paid_line]}),
    ("POST", "/v1/orders/{order_id}/lines/{line_id}/receipt"): Row(line="shipped_line"),
    # A seller's.
    ("GET", "/v1/seller"): Row(),
    ("GET", "/v1/seller/balance"): Row(),
    ("GET", "/v1/seller/offers"): Row(),
    ("GET", "/v1/seller/offers/{sku}"): Row(),
    # Another seller's sku is one's own sku that is still free.
    ("PUT", "/v1/seller/offers/{sku}"): Row(body=_offer, elsewhere=201),
    ("PATCH", "/v1/seller/offers/{sku}"): Row(body=lambda _: {"guarantee_months": 36}),
    ("DELETE", "/v1/seller/offers/{sku}"): Row(),
    ("POST", "/v1/seller/offers/{sku}/stock-changes"): Row(body=lambda _: {"delta": 1}),
    ("POST", "/v1/seller/offers/batch"): Row(
        body=lambda things: {"offers": [_offer(things) | {"sku": things.sku}]}, names=frozenset({"sku"}), elsewhere=200
    ),
    ("GET", "/v1/seller/offers/{sku}/competition"): Row(),
    ("GET", "/v1/seller/orders"): Row(),
    ("GET", "/v1/seller/orders/{order_id}"): Row(),
    ("POST", f"{LINE}/acceptance"): Row(),
    ("POST", f"{LINE}/cancellation"): Row(body=lambda _: {"reason": "DEFECTIVE"}),
    ("POST", f"{LINE}/shipment"): Row(line="accepted_line", body=lambda _: SHIPMENT),
    ("POST", f"{LINE}/delivery"): Row(line="shipped_line", body=lambda _: {"reference": "signed"}),
    ("GET", "/v1/seller/webhook-endpoints"): Row(),
    ("POST", "/v1/seller/webhook-endpoints"): Row(body=_endpoint),
    ("GET", ENDPOINT): Row(),
    ("PATCH", ENDPOINT): Row(body=lambda _: {"description": "changed"}),
    ("DELETE", ENDPOINT): Row(),
    ("POST", f"{ENDPOINT}/secret-rotation"): Row(),
    ("POST", f"{ENDPOINT}/test"): Row(),
    ("GET", "/v1/seller/webhook-deliveries"): Row(
        query=_asking(endpoint_id="{endpoint_id}"), names=frozenset({"endpoint_id"}), elsewhere=200
    ),
    ("POST", "/v1/seller/webhook-deliveries/{delivery_id}/redelivery"): Row(),
    ("POST", "/v1/seller/webhook-redeliveries"): Row(
        body=lambda things: {"endpoint_id": things.endpoint_id, "since": "2026-11-23T00:00:00Z"},
        names=frozenset({"endpoint_id"}),
    ),
    ("GET", "/v1/seller/api-keys"): Row(),
    ("POST", "/v1/seller/api-keys"): Row(body=lambda _: {"name": "one more", "scopes": ["keys:write"]}),
    ("DELETE", "/v1/seller/api-keys/{key_id}"): Row(),
    # The operators'.
    ("POST", "/v1/ops/products"): Row(body=_product),
    ("POST", "/v1/ops/ranking/runs"): Row(
        body=lambda things: {"product_id": things.product_id}, names=frozenset({"product_id"})
    ),
    ("GET", "/v1/ops/ranking/runs/{run_id}"): Row(),
    ("GET", "/v1/ops/ledger/trial-balance"): Row(),
    ("GET", "/v1/ops/health"): Row(),
    ("GET", "/v1/ops/refunds"): Row(),
    ("POST", "/v1/ops/orders/{order_id}/refunds"): Row(body=_part, statuses=(202,)),
    ("POST", "/v1/ops/orders/{order_id}/refunds/{refund_id}/retry"): Row(statuses=(202,)),
    ("POST", "/v1/ops/orders/{order_id}/refunds/{refund_id}/bank-transfer"): Row(body=_bank_transfer),
    ("POST", "/v1/ops/orders/{order_id}/refunds/{refund_id}/stripe-refund"): Row(
        body=_made_in_dashboard, statuses=(202,)
    ),
    # Pages, which know no key: an order's go by its cookie.
    ("GET", "/"): PUBLIC,
    ("GET", "/openapi.json"): PUBLIC,
    ("GET", "/docs"): PUBLIC,
    ("GET", "/categories/{slug}"): PUBLIC,
    ("GET", "/search"): Row(query=_asking(q="iphone")),
    ("GET", "/products/{product_id}"): PUBLIC,
    ("GET", "/products/{product_id}/offers"): Row(query=_asking(grade="GOOD")),
    ("GET", "/sellers/{seller_id}"): PUBLIC,
    ("GET", "/preferences"): PUBLIC,
    ("POST", "/preferences"): Row(form=lambda _: {"market": "FR", "language": "fr", "back": "/"}, statuses=SENT_ON),
    ("GET", "/basket"): Row(in_basket=True),
    ("POST", "/basket"): Row(form=lambda things: {"offer_id": things.offer_id, "quantity": "1"}, statuses=SENT_ON),
    ("GET", "/checkout"): Row(in_basket=True),
    ("POST", "/checkout"): Row(
        in_basket=True,
        statuses=SENT_ON,
        form=lambda things: {
            **{name: ADDRESS[name] for name in ("street", "postal_code", "city", "country")},
            "market": "FR",
            "name": "Ada",
            "email": "ada@example.org",
            "key": "7a0f4b6e-51a0-4c57-9d0e-0c2b6a1f9e11",
            "line": f"{things.offer_id} 1 1",
            "total_minor": "35889",
        },
    ),
    ("GET", "/orders/{order_id}"): OPENED,
    ("GET", "/orders/{order_id}/payment"): Row(credential_in="cookie", statuses=SENT_ON),
    ("GET", "/orders/{order_id}/cancellation"): OPENED,
    ("POST", "/orders/{order_id}/cancellation"): Row(
        credential_in="cookie", form=lambda things: {"line": things.paid_line, "key": "cancel-1"}, statuses=SENT_ON
    ),
    ("GET", "/orders/{order_id}/lines/{line_id}/receipt"): Row(credential_in="cookie", line="shipped_line"),
    ("POST", "/orders/{order_id}/lines/{line_id}/receipt"): Row(
        credential_in="cookie", line="shipped_line", form=lambda _: {"arrived": "yes"}, statuses=SENT_ON
    ),
    ("GET", "/order-lookup"): PUBLIC,
    ("POST", "/order-lookup"): Row(
        form=lambda things: {"order_id": things.order_id, "email": things.email},
        names=frozenset({"order_id"}),
        elsewhere=200,
        tells_nothing=True,
    ),
    ("GET", "/how-we-rank"): PUBLIC,
    ("GET", "/carbon"): PUBLIC,
    ("GET", "/problems/{slug}"): PUBLIC,
    # Everything there is has a route of its own.
    ("GET", "/{page_name}"): Row(statuses=(404,)),
    ("GET", "/{page_name}/{below}"): Row(statuses=(404,)),
    ("GET", "/products/{product_id}/{below}"): Row(statuses=(404,)),
    ("GET", "/orders/{order_id}/{below}"): Row(statuses=(404,)),
    ("GET", "/assets/{file_name}"): PUBLIC,
    ("GET", "/favicon.ico"): PUBLIC,
    ("GET", "/robots.txt"): PUBLIC,
}
# What is asked a second time, with the credential in another place.
LINKED: dict[tuple[str, str], Row] = {("GET", "/orders/{order_id}"): Row(credential_in="link", statuses=SENT_ON)}
