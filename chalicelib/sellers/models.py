"""How sellers and their standings are stored."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.kernel.storage.tables import HashKey, RangeKey, StructAttribute, Table, named
from chalicelib.sellers.profile.seller import Seller


class SellerItem(Table):
    """One seller; `status` stands apart because others' transactions depend on it."""

    class Meta:
        table_name = named("sellers")

    seller_id = HashKey()
    version = NumberAttribute()
    status = UnicodeAttribute()
    seller = StructAttribute[Seller](Seller)


class StandingsItem(Table):
    """The table of standings; each kind of item in it is a class below."""

    class Meta:
        table_name = named("standings")

    seller_id = HashKey()
    category = RangeKey()


class StandingItem(StandingsItem):
    """What a sale of this seller in this category is expected to cost in trouble, in minor units."""

    penalty_minor = NumberAttribute()
    source = UnicodeAttribute()
    set_at = UnicodeAttribute()


class LapsesItem(StandingsItem):
    """How many sales a seller did not honour, beside the seller's standings."""

    lapses = NumberAttribute()
