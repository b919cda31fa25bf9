"""How sellers and their standings are stored."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.kernel.storage.tables import HashKey, RangeKey, StructAttribute, Table, named
from chalicelib.sellers.profile.seller import Seller


class SellerItem(Table):
    """One seller. `status` is an attribute of its own because conditions of other rooms read it."""

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
    """The expected cost of problems per sale of a seller in a category, in minor units."""

    penalty_minor = NumberAttribute()
    source = UnicodeAttribute()
    set_at = UnicodeAttribute()


class LapsesItem(StandingsItem):
    """How many sales a seller did not honour."""

    lapses = NumberAttribute()
