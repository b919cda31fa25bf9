"""The catalogue's URLs: what buyers browse, what ops describe, what sellers offer."""

from typing import Any

import msgspec

from chalicelib.catalog import category_tree, creating, payloads, publishing, queries, restocking, views
from chalicelib.catalog.languages import wanted
from chalicelib.catalog.queries import OwnOffer
from chalicelib.catalog.serving import served_market
from chalicelib.kernel import clock, cursors, idempotency
from chalicelib.kernel.auth import ANYONE, ops, seller
from chalicelib.kernel.errors import Problem
from chalicelib.kernel.http import Answer, Call, Routes
from chalicelib.kernel.idempotency import Request
from chalicelib.kernel.payloads import decode
from chalicelib.sellers import queries as sellers
from chalicelib.sellers.seller import Seller

routes = Routes(__name__)
READ, WRITE = seller("offers:read"), seller("offers:write")
REPLAYED = {"Idempotent-Replayed": "true"}


@routes.get("/categories", ANYONE)
def list_categories(call: Call) -> dict[str, Any]:
    language = call.asked(payloads.InLanguage).language or wanted(call.headers.get("accept-language", ""))
    return {"items": [views.category_view(each, language) for each in category_tree.children(None)]}


@routes.get("/categories/{slug}/products", ANYONE)
def list_products(call: Call, slug: str) -> dict[str, Any]:
    asked = call.asked(payloads.CategoryPage)
    market = served_market(asked.market)
    binding = ("category", slug, market.code)
    products, position = queries.category_page(slug, asked.limit, cursors.open_sealed(asked.cursor, *binding))
    boxes, now = queries.boxes_of([each.product_id for each in products], market.code), clock.timestamp()
    return {
        "items": [views.card_view(each, boxes.get(each.product_id, []), market, now) for each in products],
        "next_cursor": cursors.seal(position, *binding),
    }


@routes.get("/products/{product_id}", ANYONE)
def show_product(call: Call, product_id: str) -> dict[str, Any]:
    market = served_market(call.asked(payloads.InMarket).market)
    product = queries.product(product_id)
    return views.product_view(product, queries.boxes(product_id, market.code), market, clock.timestamp())


@routes.post("/ops/products", ops("catalog:write"), takes=payloads.ProductBody, keyed=True)
def create_product(call: Call) -> Answer:
    request = Request(
        route="ops/products",
        principal=call.principal.id,
        key=call.idempotency_key,
        fingerprint=idempotency.fingerprint(call.body),
    )
    product, replayed = creating.create_product(call.body.description, request)
    return Answer(body=views.described(product), status=201, headers=REPLAYED if replayed else {})


@routes.get("/seller/offers", READ)
def list_offers(call: Call) -> dict[str, Any]:
    asked, seller_id = call.asked(payloads.OfferPage), call.principal.id
    binding = ("seller-offers", seller_id)
    opened = cursors.open_sealed(asked.cursor, *binding)
    offer_ids, position = queries.offer_ids_of_seller(seller_id, asked.limit, opened)
    return {
        "items": [_shown(own) for own in queries.own_offers(offer_ids)],
        "next_cursor": cursors.seal(position, *binding),
    }


@routes.get("/seller/offers/{sku}", READ)
def show_offer(call: Call, sku: str) -> dict[str, Any]:
    return _shown(queries.own_offer(call.principal.id, sku))


@routes.put("/seller/offers/{sku}", WRITE, takes=payloads.OfferBody)
def put_offer(call: Call, sku: str) -> Answer:
    own, is_new = publishing.publish(sellers.seller(call.principal.id), sku, call.body.draft)
    return Answer(body=_shown(own), status=201 if is_new else 200)


@routes.patch("/seller/offers/{sku}", WRITE, takes=payloads.OfferPatch)
def patch_offer(call: Call, sku: str) -> dict[str, Any]:
    return _shown(publishing.amend(sellers.seller(call.principal.id), sku, call.body.changed))


@routes.delete("/seller/offers/{sku}", WRITE)
def withdraw_offer(call: Call, sku: str) -> dict[str, Any]:
    publishing.withdraw(call.principal.id, sku)
    return _shown(queries.own_offer(call.principal.id, sku))


@routes.post("/seller/offers/{sku}/stock-changes", WRITE, takes=payloads.StockChange, keyed=True)
def change_stock(call: Call, sku: str) -> Answer:
    request = Request(
        route="stock-changes",
        principal=call.principal.id,
        key=call.idempotency_key,
        fingerprint=idempotency.fingerprint(call.body, sku),
    )
    counted, replayed = restocking.change_stock(call.principal.id, sku, call.body.delta, request)
    return Answer(body=counted, status=201, headers=REPLAYED if replayed else {})


@routes.post("/seller/offers/batch", WRITE, takes=payloads.OfferBatch)
def put_offers(call: Call) -> dict[str, Any]:
    owner = sellers.seller(call.principal.id)
    return {"items": [_put_row(owner, row, number) for number, row in enumerate(call.body.offers)]}


def _put_row(owner: Seller, row: dict[str, Any], number: int) -> dict[str, Any]:
    """What became of a row: 201, 200, or the status and document of the problem it would have met alone."""
    answer: dict[str, Any] = {"row": number, "sku": row.get("sku")}
    try:
        offer = decode(msgspec.json.encode(row), payloads.BatchOffer)
        own, is_new = publishing.publish(owner, offer.sku, offer.draft)
    except Problem as problem:
        return answer | {"status": problem.status, "problem": problem.document(f"/offers/{number}")}
    return answer | {
        "status": 201 if is_new else 200,
        "offer_id": own.publication.offer_id,
        "version": own.publication.version,
    }


def _shown(own: OwnOffer) -> dict[str, Any]:
    return views.own_offer_view(own, clock.timestamp())
