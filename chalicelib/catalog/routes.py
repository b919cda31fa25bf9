"""The catalogue's routes: browsing, describing products, and publishing offers."""

from functools import partial
from typing import Any

import msgspec

from chalicelib.catalog import answers, payloads, queries, views
from chalicelib.catalog.categories import category_tree
from chalicelib.catalog.languages import wanted
from chalicelib.catalog.offers import publishing
from chalicelib.catalog.offers.publishing import OfferIdentityFixed, OfferIsWithdrawn
from chalicelib.catalog.products import creation
from chalicelib.catalog.products.creation import ProductExists
from chalicelib.catalog.queries import StoredOffer
from chalicelib.catalog.served_markets import served_market
from chalicelib.catalog.stock import stock_changes
from chalicelib.catalog.stock.stock_acts import UnitsPromised
from chalicelib.kernel.http.answer import Answer, Replayable
from chalicelib.kernel.http.auth import ANYONE, ops, seller
from chalicelib.kernel.http.call import Call
from chalicelib.kernel.http.pagination import paged
from chalicelib.kernel.http.routes import Routes
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.values.lists import Items, Page, PageRequest
from chalicelib.kernel.values.payloads import decode
from chalicelib.kernel.values.problems import Conflict, InvalidCursor, Problem
from chalicelib.markets.market import UnknownMarket
from chalicelib.sellers import queries as sellers
from chalicelib.sellers.profile.seller import Seller
from chalicelib.sellers.profile.status import SellerSuspended

routes = Routes(__name__)
READ, WRITE = seller("offers:read"), seller("offers:write")
PUBLISHING = (SellerSuspended, UnitsPromised, Conflict)


@routes.get("/categories", ANYONE)
def list_categories(call: Call[None, payloads.InLanguage]) -> Items[answers.CategoryBranch]:
    """The tree of categories, with what the products of each state."""
    language = call.query.language or wanted(call.headers.get("accept-language", ""))
    return {"items": [views.category_view(each, language) for each in category_tree.children(None)]}


@routes.get("/categories/{slug}/products", ANYONE, refuses=(UnknownMarket, InvalidCursor))
def list_products(call: Call[None, payloads.CategoryPage], slug: str) -> Page[answers.ProductCard]:
    """The products of a category, with the lowest total of each in a market."""
    market, now = served_market(call.query.market), clock.timestamp()
    return paged(
        call,
        partial(queries.category_page_with_boxes, slug, market.code),
        lambda found: views.card_view(*found, market, now),
    )


@routes.get("/products/{product_id}", ANYONE, refuses=(UnknownMarket,))
def show_product(call: Call[None, payloads.InMarket], product_id: str) -> answers.ProductInMarket:
    """A product as a market sells it: the box of each grade, the guarantee, the carbon it avoids."""
    market = served_market(call.query.market)
    product = queries.product(product_id)
    return views.product_view(product, queries.boxes(product_id, market.code), market, clock.timestamp())


@routes.post("/ops/products", ops("catalog:write"), keyed=True, status=201, refuses=(ProductExists,))
def create_product(call: Call[payloads.ProductBody]) -> Replayable[answers.DescribedProduct]:
    """Describe a product for all sellers."""
    product, is_replay = creation.create_product(call.body.description, call.keyed())
    return Replayable(body=views.described(product), is_replay=is_replay)


@routes.get("/seller/offers", READ, refuses=(InvalidCursor,))
def list_offers(call: Call[None, PageRequest]) -> Page[answers.SellerOffer]:
    """The seller's offers by sku, withdrawn ones included."""
    return paged(call, partial(queries.offers_of_seller, call.principal.id), _shown)


@routes.get("/seller/offers/{sku}", READ)
def show_offer(call: Call, sku: str) -> answers.SellerOffer:
    """One offer of the seller."""
    return _shown(queries.own_offer(call.principal.id, sku))


@routes.put("/seller/offers/{sku}", WRITE, status=(201, 200), refuses=(*PUBLISHING, OfferIdentityFixed))
def put_offer(call: Call[payloads.OfferBody], sku: str) -> Answer[answers.SellerOffer]:
    """Publish an offer, or a new version of it. 201 for a new one."""
    own, is_new = publishing.publish(sellers.seller(call.principal.id), sku, call.body.draft)
    return Answer(body=_shown(own), status=201 if is_new else 200)


@routes.patch("/seller/offers/{sku}", WRITE, refuses=(*PUBLISHING, OfferIsWithdrawn))
def patch_offer(call: Call[payloads.OfferPatch], sku: str) -> answers.SellerOffer:
    """Change some of an offer's terms or its stock."""
    return _shown(publishing.amend(sellers.seller(call.principal.id), sku, call.body.changed))


@routes.delete("/seller/offers/{sku}", WRITE, refuses=(Conflict,))
def withdraw_offer(call: Call, sku: str) -> answers.SellerOffer:
    """Take an offer off sale; its history stays."""
    publishing.withdraw(call.principal.id, sku)
    return _shown(queries.own_offer(call.principal.id, sku))


@routes.post("/seller/offers/{sku}/stock-changes", WRITE, keyed=True, status=201, refuses=(UnitsPromised, Conflict))
def change_stock(call: Call[payloads.StockChange], sku: str) -> Replayable[stock_changes.StockCounted]:
    """Add units to an offer, or take some away."""
    counted, is_replay = stock_changes.change_stock(call.principal.id, sku, call.body.delta, call.keyed())
    return Replayable(body=counted, is_replay=is_replay)


@routes.post("/seller/offers/batch", WRITE, refuses=(SellerSuspended,))
def put_offers(call: Call[payloads.OfferBatch]) -> Items[answers.BatchRow]:
    """Publish up to 100 offers; each row is answered for itself."""
    owner = sellers.seller(call.principal.id)
    return {"items": [_put_row(owner, row, number) for number, row in enumerate(call.body.offers)]}


def _put_row(owner: Seller, row: dict[str, Any], number: int) -> answers.BatchRow:
    sku = row.get("sku")
    try:
        offer = decode(msgspec.json.encode(row), payloads.BatchOffer)
        own, is_new = publishing.publish(owner, offer.sku, offer.draft)
    except Problem as problem:
        told = problem.document(f"/offers/{number}")
        return {"row": number, "sku": sku, "status": problem.status, "problem": told}
    return {
        "row": number,
        "sku": sku,
        "status": 201 if is_new else 200,
        "offer_id": own.publication.offer_id,
        "version": own.publication.version,
    }


def _shown(own: StoredOffer) -> answers.SellerOffer:
    return views.own_offer_view(own, clock.timestamp())
