"""The tables of products, offers, offer versions, stock, boxes and changed products."""

from typing import Any

from pynamodb.attributes import BooleanAttribute, MapAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex, KeysOnlyProjection

from chalicelib.catalog.boxes.box import Box
from chalicelib.catalog.offers.offer import Publication
from chalicelib.catalog.products.product import Product
from chalicelib.kernel.storage.tables import HashKey, RangeKey, StructAttribute, Table, named


class Categories(GlobalSecondaryIndex["ProductItem"]):  # type: ignore[no-untyped-call]
    """The products of a category by title, with all attributes: lists show them all and they rarely change."""

    class Meta:
        index_name = "categories"
        projection = AllProjection()

    category = HashKey()
    title = RangeKey()


class ProductItem(Table):
    """A product."""

    class Meta:
        table_name = named("products")

    product_id = HashKey()
    category = UnicodeAttribute()
    title = UnicodeAttribute()
    product = StructAttribute[Product](Product)
    categories = Categories()


class ProductOffers(GlobalSecondaryIndex["OfferItem"]):  # type: ignore[no-untyped-call]
    """All offers of a product, withdrawn ones included."""

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
    """A published version of an offer: the price history. Never updated, never deleted."""

    class Meta:
        table_name = named("offer_versions")

    offer_id = HashKey()
    version = NumberAttribute(range_key=True)
    publication = StructAttribute[Publication](Publication)


class StockItem(Table):
    """The units of an offer. At any time, units received = available + reserved + sold + written_off.

    The item is small and has no index, because every order writes it. `terms` repeats each market's terms version, so
    that one condition covers units, sale and quote. `sold_out`: an OfferSoldOut was recorded and no units were added
    since. `units_since` and `on_sale_since`: since when, without interruption, there have been units and the offer
    has been on sale; absent otherwise.
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
    """The offer shown first for a product in a grade and market; each write sets a new `decision_id`."""

    class Meta:
        table_name = named("boxes")

    product_id = HashKey()
    place = RangeKey()
    decision_id = UnicodeAttribute()
    box = StructAttribute[Box](Box)


class ChangedProductItem(Table):
    """A product that the search index has not yet processed; each change sets a new `mark`."""

    class Meta:
        table_name = named("changed_products")

    shard = HashKey()
    product_id = RangeKey()
    mark = UnicodeAttribute()
