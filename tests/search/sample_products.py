"""Products and boxes for search to find, written as their rooms store them."""

from typing import Any

import msgspec

from chalicelib.catalog import stored_items
from chalicelib.catalog.boxes.box import Box
from chalicelib.catalog.models import BoxItem, ProductItem
from chalicelib.catalog.offers.agreed_terms import AgreedTerms
from chalicelib.catalog.products.product import Product
from chalicelib.catalog.served_markets import served_market, served_markets
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.values import ids
from chalicelib.search.index import engine, local_files, snapshots
from chalicelib.search.index.document import documents_of
from chalicelib.search.query import index_queries
from chalicelib.search.query.product_search import SearchRequest, SearchResult, find
from testing.builders import a_product


def a_box(product_id: str, **changed: Any) -> Box:
    """What one device costs in FR, without the fee: 349.00 + 4.90."""
    given: dict[str, Any] = {
        "product_id": product_id,
        "market": "FR",
        "grade": "GOOD",
        "offer_id": ids.derived_id("off", product_id),
        "seller_id": ids.derived_id("sel", "phenix"),
        "seller_trade_name": "Phénix Mobile",
        "price_minor": 34_900,
        "shipping_minor": 490,
        "terms_version": 1,
        "delivery_days": 2,
        "terms": AgreedTerms(battery="STANDARD", guarantee_months=24, vat_scheme="MARGINAL"),
        "score_minor": 35_390,
        "penalty_minor": 0,
        "runner_up_score_minor": None,
        "eligible": 1,
        "policy": "2026-11",
    }
    return Box(**(given | changed))


def on_sale(title: str = "Apple iPhone 13, 128 GB midnight", **changed: Any) -> Product:
    """A product somebody sells, marked as changed; `boxes` says how, one box in FR if not given."""
    boxes = changed.pop("boxes", ({},))
    product = a_product(title=title, **({"gtin": None} | changed))
    for each in boxes:
        put(a_box(product.product_id, **each))
    return product


def put(box: Box) -> None:
    """Put a box in place, and say that its product changed."""
    stored_items.box_item(box).save()
    stored_items.changed_product_item(box.product_id).save()


def sell_out(product: Product, market: str = "FR", grade: str = "GOOD") -> None:
    """Empty a box, and say that its product changed."""
    BoxItem(product.product_id, f"{market}#{grade}").delete()
    stored_items.changed_product_item(product.product_id).save()


def found(q: str = "", market: str = "FR", **asked: Any) -> SearchResult:
    return find(SearchRequest(market=served_market(market), q=q, **asked))


def titles(q: str = "", **asked: Any) -> list[str]:
    return [card.title for card in found(q, **asked).cards]


def pages(q: str = "", **asked: Any) -> list[str]:
    """The product ids of all pages, in order."""
    ids_found: list[str] = []
    page = found(q, **asked)
    while True:
        ids_found += [card.product_id for card in page.cards]
        if page.next_cursor is None:
            return ids_found
        page = found(q, **(asked | {"cursor": page.next_cursor}))


def published() -> dict[str, dict[str, bytes]]:
    """What the newest version holds, by market and product: everything that decides where and how it is shown.

    That is the card, and in front of it the digest of the whole document: its words, categories, grades and keys.
    """
    held: dict[str, dict[str, bytes]] = {}
    for market, snapshot in snapshots.current().manifest.markets.items():
        held[market] = {}
        if not snapshot.files:
            continue
        folder = local_files.laid_out(snapshot)
        searcher = engine.opened(folder)
        local_files.remove(folder)
        hits = searcher.search(everything(), 20_000, order_by_field="demand").hits
        entries = [bytes(searcher.doc(address)["card"][0]) for _, address in hits]
        held[market] = {msgspec.msgpack.decode(entry[engine._DIGEST_BYTES :])[0]: entry for entry in entries}
        assert len(held[market]) == len(entries), f"{market} holds a product twice"
    return held


def from_scratch() -> dict[str, dict[str, bytes]]:
    """What an index made of the tables as they are now would hold."""
    held: dict[str, dict[str, bytes]] = {market: {} for market in served_markets()}
    for item in ProductItem.scan():
        boxes = [row.box for row in BoxItem.query(item.product_id)]
        of_product = documents_of(item.product, boxes, list(served_markets().values()), clock.timestamp())
        for market, document in of_product.items():
            held[market][item.product_id] = engine._digest(document) + document.card
    return held


def break_product(product: Product) -> None:
    """Leave a product without a price new, so that no document can be made of it, and say that it changed."""
    stored_items.product_item(msgspec.structs.replace(product, reference_price=())).save()
    stored_items.changed_product_item(product.product_id).save()


def mend_product(product: Product) -> None:
    """Store a product as it was, and say that it changed."""
    stored_items.product_item(product).save()
    stored_items.changed_product_item(product.product_id).save()


def everything() -> Any:
    return index_queries.all_of([])
