"""The catalogue's values as items of its tables. Private: other rooms are given values and acts."""

from chalicelib.catalog.boxes.box import Box
from chalicelib.catalog.models import BoxItem, ChangedProductItem, OfferItem, OfferVersionItem, ProductItem, StockItem
from chalicelib.catalog.offers.offer import Publication
from chalicelib.catalog.products.product import Product
from chalicelib.kernel.storage import tables
from chalicelib.kernel.values import ids

CHANGED_PRODUCT_SHARDS = 16


def product_item(product: Product) -> ProductItem:
    """A product."""
    return ProductItem(product.product_id, category=product.category, title=product.title, product=product)


def offer_item(publication: Publication) -> OfferItem:
    """A publication as the current version of its offer."""
    return OfferItem(
        publication.offer_id,
        seller_id=publication.seller_id,
        sku=publication.sku,
        product_id=publication.product_id,
        version=publication.version,
        publication=publication,
    )


def offer_version_item(publication: Publication) -> OfferVersionItem:
    """A publication as the price history keeps it."""
    return OfferVersionItem(publication.offer_id, publication.version, publication=publication)


def opening_stock_item(publication: Publication, in_hand: int) -> StockItem:
    """The stock of a new offer with `in_hand` units."""
    return StockItem(
        publication.offer_id,
        product_id=publication.product_id,
        seller_id=publication.seller_id,
        available=in_hand,
        reserved=0,
        sold=0,
        written_off=0,
        on_sale=True,
        units_since=publication.published_at if in_hand else None,
        on_sale_since=publication.published_at,
        # An offer that opens without units has not sold out.
        sold_out=in_hand == 0,
        terms=publication.terms_versions,
    )


def box_item(box: Box) -> BoxItem:
    """A box under a new decision id."""
    return BoxItem(box.product_id, box.place, decision_id=ids.new_ulid(), box=box)


def changed_product_item(product_id: str) -> ChangedProductItem:
    """A changed product under a new mark."""
    return ChangedProductItem(changed_product_shard(product_id), product_id, mark=ids.new_ulid())


def changed_product_shard(product_id: str) -> str:
    """The partition of `changed_products` that a product belongs to."""
    return str(tables.shard_of(product_id, CHANGED_PRODUCT_SHARDS))
