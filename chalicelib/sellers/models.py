"""How sellers and their standings are stored."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.kernel.tables import HashKey, RangeKey, StructAttribute, Table, named
from chalicelib.sellers.seller import Seller


class SellerItem(Table):
    """One seller; `status` stands apart because others' transactions depend on it."""

    class Meta:
        table_name = named("sellers")

    seller_id = HashKey()
    version = NumberAttribute()
    status = UnicodeAttribute()
    seller = StructAttribute[Seller](Seller)


class StandingItem(Table):
    """What a sale of this seller in this category is expected to cost in trouble, in minor units."""

    class Meta:
        table_name = named("standings")

    seller_id = HashKey()
    category = RangeKey()
    penalty_minor = NumberAttribute()
    source = UnicodeAttribute()
    set_at = UnicodeAttribute()
