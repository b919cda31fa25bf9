"""How products, offers, their versions, stock and boxes are stored."""

from typing import Any

from pynamodb.attributes import BooleanAttribute, MapAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex, KeysOnlyProjection

from chalicelib.catalog.boxes.box import Box
from chalicelib.catalog.offers.offer import Publication
from chalicelib.catalog.products.product import Product
from chalicelib.kernel.storage.tables import HashKey, RangeKey, StructAttribute, Table, named


class Categories(GlobalSecondaryIndex["ProductItem"]):  # type: ignore[no-untyped-call]
    """The products of a category by title; whole, because products change almost never and lists show them all."""

    class Meta:
        index_name = "categories"
        projection = AllProjection()

    category = HashKey()
    title = RangeKey()


class ProductItem(Table):
    """One product."""

    class Meta:
        table_name = named("products")

    product_id = HashKey()
    category = UnicodeAttribute()
    title = UnicodeAttribute()
    product = StructAttribute[Product](Product)
    categories = Categories()


class ProductOffers(GlobalSecondaryIndex["OfferItem"]):  # type: ignore[no-untyped-call]
    """The offers that were ever made of a product."""

    class Meta:
        index_name = "product_offers"
        projection = KeysOnlyProjection()

    product_id = HashKey()
    offer_id = RangeKey()


class SellerOffers(GlobalSecondaryIndex["OfferItem"]):  # type: ignore[no-untyped-call]
    """A seller's offers by sku."""

    class Meta:
        index_name = "seller_offers"
        projection = KeysOnlyProjection()

    seller_id = HashKey()
    sku = RangeKey()


class OfferItem(Table):
    """The current version of an offer."""

    class Meta:
        table_name = named("offers")

    offer_id = HashKey()
    seller_id = UnicodeAttribute()
    sku = UnicodeAttribute()
    product_id = UnicodeAttribute()
    version = NumberAttribute()
    publication = StructAttribute[Publication](Publication)
    product_offers = ProductOffers()
    seller_offers = SellerOffers()


class OfferVersionItem(Table):
    """A version as it was published: the price history. Never updated, never deleted."""

    class Meta:
        table_name = named("offer_versions")

    offer_id = HashKey()
    version = NumberAttribute(range_key=True)
    publication = StructAttribute[Publication](Publication)


class StockItem(Table):
    """The units of an offer. received = available + reserved + sold + written_off, at any time.

    Small and without an index, because every order writes it: `terms` repeats each market's terms version so that
    one condition covers units, sale and quote. `sold_out`: that the last unit went has been announced, and none has
    come back since. `units_since` and `on_sale_since`: since when there were units and the offer was on sale, without
    interruption; absent while it is not so.
    """

    class Meta:
        table_name = named("stock")

    offer_id = HashKey()
    product_id = UnicodeAttribute()
    seller_id = UnicodeAttribute()
    available = NumberAttribute()
    reserved = NumberAttribute()
    sold = NumberAttribute()
    written_off = NumberAttribute()
    on_sale = BooleanAttribute()
    sold_out = BooleanAttribute(null=True)
    units_since = UnicodeAttribute(null=True)
    on_sale_since = UnicodeAttribute(null=True)
    terms: MapAttribute[str, Any] = MapAttribute()  # type: ignore[no-untyped-call]


class BoxItem(Table):
    """The offer shown first for a product in a grade and market; `decision_id` changes with every write."""

    class Meta:
        table_name = named("boxes")

    product_id = HashKey()
    place = RangeKey()
    decision_id = UnicodeAttribute()
    box = StructAttribute[Box](Box)


class ChangedProductItem(Table):
    """A product that the search index has yet to look at again; `mark` changes with every change."""

    class Meta:
        table_name = named("changed_products")

    shard = HashKey()
    product_id = RangeKey()
    mark = UnicodeAttribute()
