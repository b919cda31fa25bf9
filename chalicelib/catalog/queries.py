"""Reading products, offers and boxes, in bounded pages."""

from collections.abc import Iterable
from typing import Any

import msgspec

from chalicelib.catalog.boxes.box import Box, box_key
from chalicelib.catalog.categories import category_tree
from chalicelib.catalog.models import BoxItem, OfferItem, ProductItem, StockItem
from chalicelib.catalog.offers.offer import GRADES, Publication, Units, buyable_since
from chalicelib.catalog.offers.sku import offer_id
from chalicelib.catalog.products.product import Product
from chalicelib.kernel.runtime import aws
from chalicelib.kernel.storage import tables
from chalicelib.kernel.values import ids
from chalicelib.kernel.values.problems import NotFound

OFFERS_PAGE = 500
# A department has dozens of leaves, most with few products: a page reads this many and then returns a cursor.
LEAVES_PER_PAGE = 12

Position = dict[str, Any]

_BOXES: str = BoxItem.Meta.table_name
_PRODUCTS: str = ProductItem.Meta.table_name
_decode_box = msgspec.json.Decoder(Box).decode
_decode_product = msgspec.json.Decoder(Product).decode


class StoredOffer(msgspec.Struct, frozen=True, kw_only=True):
    """An offer with its units, as shown to its seller."""

    publication: Publication
    units: Units


def product(product_id: str) -> Product:
    """A product.

    Raises: NotFound, or WrongCell for an id of the other cell.
    """
    try:
        return ProductItem.get(ids.require_here("prd", product_id)).product
    except ProductItem.DoesNotExist as absent:
        raise NotFound() from absent


def products(product_ids: Iterable[str]) -> list[Product]:
    """The products that exist of these ids, read consistently, in no particular order."""
    keys = [{"product_id": {"S": product_id}} for product_id in product_ids]
    found: list[Product] = []
    for part in tables.batches(keys, tables.BATCH_KEYS_MAX):
        asked = {"Keys": part, "ProjectionExpression": "product", "ConsistentRead": True}
        found += [_decode_product(item["product"]["S"]) for item in tables.read_batch({_PRODUCTS: asked})[_PRODUCTS]]
    return found


def category_page(slug: str | None, limit: int, position: Position | None) -> tuple[list[Product], Position | None]:
    """Up to `limit` products of a category and its descendants: by leaf in tree order, then by title.

    None is the whole tree. A page may have fewer than `limit` products although another follows.

    Raises: NotFound for an unknown slug.
    """
    leaves = _leaves(slug)
    at, key = (leaves.index(position["leaf"]), position["key"]) if position else (0, None)
    found: list[Product] = []
    for number, leaf in enumerate(leaves[at : at + LEAVES_PER_PAGE], start=at):
        page = ProductItem.categories.query(leaf, limit=limit - len(found), last_evaluated_key=key)
        found += [item.product for item in page]
        key = page.last_evaluated_key
        if key is not None:
            return found, {"leaf": leaf, "key": key}
        if len(found) == limit:
            at = number + 1
            break
    else:
        at += LEAVES_PER_PAGE
    return found, {"leaf": leaves[at], "key": None} if at < len(leaves) else None


def category_page_with_boxes(
    slug: str, market: str, limit: int, position: Position | None
) -> tuple[list[tuple[Product, list[Box]]], Position | None]:
    """A category_page, each product with its boxes in a market, best grade first."""
    found, following = category_page(slug, limit, position)
    boxes_found = boxes_of([each.product_id for each in found], market)
    return [(each, boxes_found.get(each.product_id, [])) for each in found], following


def _leaves(slug: str | None) -> list[str]:
    try:
        below = category_tree.children(slug)
    except category_tree.UnknownCategory as unknown:
        raise NotFound() from unknown
    if slug is not None and not below:
        return [slug]
    return [leaf for child in below for leaf in _leaves(child.slug)]


def boxes(product_id: str, market: str) -> list[Box]:
    """The boxes of a product in a market, best grade first."""
    by_grade = {item.box.grade: item.box for item in BoxItem.query(product_id, BoxItem.place.startswith(f"{market}#"))}
    return [by_grade[grade] for grade in GRADES if grade in by_grade]


def boxes_of(product_ids: Iterable[str], market: str) -> dict[str, list[Box]]:
    """The boxes of several products in a market, by product id, best grade first."""
    places = [{"S": box_key(market, grade)} for grade in GRADES]
    keys = [{"product_id": {"S": product_id}, "place": where} for product_id in product_ids for where in places]
    found: dict[str, list[Box]] = {}
    for part in tables.batches(keys, tables.BATCH_KEYS_MAX):
        for item in tables.read_batch({_BOXES: {"Keys": part, "ProjectionExpression": "box"}})[_BOXES]:
            box = _decode_box(item["box"]["S"])
            found.setdefault(box.product_id, []).append(box)
    for boxes_found in found.values():
        boxes_found.sort(key=lambda box: GRADES.index(box.grade))
    return found


def box_page(position: Position | None) -> tuple[list[Box], Position | None]:
    """A page of up to 1 MB of all boxes, read consistently; not for requests.

    The boxes of a product are usually adjacent, but this is not guaranteed, and they may be on two pages.
    """
    start = {} if position is None else {"ExclusiveStartKey": position}
    page = aws.client("dynamodb").scan(TableName=_BOXES, ConsistentRead=True, ProjectionExpression="box", **start)
    return [_decode_box(item["box"]["S"]) for item in page["Items"]], page.get("LastEvaluatedKey")


def offer_ids_of_product(product_id: str) -> list[str]:
    """All offers of a product according to the index, which may lag behind a new offer."""
    page = OfferItem.product_offers.query(product_id, page_size=OFFERS_PAGE)
    return [item.offer_id for item in page]


def offer_ids_of_seller(seller_id: str, limit: int, position: Position | None) -> tuple[list[str], Position | None]:
    """A page of a seller's offers by sku."""
    page = OfferItem.seller_offers.query(seller_id, limit=limit, last_evaluated_key=position)
    found = [item.offer_id for item in page]
    return found, page.last_evaluated_key


def offers_of_seller(
    seller_id: str, limit: int, position: Position | None
) -> tuple[list[StoredOffer], Position | None]:
    """A page of a seller's offers by sku, with their units."""
    offer_ids, following = offer_ids_of_seller(seller_id, limit, position)
    return own_offers(offer_ids), following


def own_offer(seller_id: str, sku: str) -> StoredOffer:
    """A seller's offer by sku, read consistently.

    Raises: NotFound.
    """
    found = find_own_offer(seller_id, sku)
    if found is None:
        raise NotFound()
    return found


def find_own_offer(seller_id: str, sku: str) -> StoredOffer | None:
    """Like `own_offer`, but None if there is no such offer."""
    wanted = offer_id(seller_id, sku)
    try:
        publication = OfferItem.get(wanted, consistent_read=True).publication
        return StoredOffer(publication=publication, units=_units(StockItem.get(wanted, consistent_read=True)))
    except OfferItem.DoesNotExist:
        return None


def own_offers(offer_ids: Iterable[str]) -> list[StoredOffer]:
    """Offers with their units, in the order of the ids."""
    wanted = list(offer_ids)
    publications = {item.offer_id: item.publication for item in OfferItem.batch_get(wanted, consistent_read=True)}
    stocks = {item.offer_id: _units(item) for item in StockItem.batch_get(wanted, consistent_read=True)}
    return [StoredOffer(publication=publications[each], units=stocks[each]) for each in wanted if each in stocks]


def _units(item: StockItem) -> Units:
    """The units of a stock item."""
    return Units(
        available=int(item.available),
        reserved=int(item.reserved),
        sold=int(item.sold),
        written_off=int(item.written_off),
        on_sale=item.on_sale,
        buyable_since=buyable_since(item.units_since, item.on_sale_since),
    )
