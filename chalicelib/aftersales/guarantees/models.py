"""How guarantees are stored: one item for each delivered line, with the number of its changes."""

from pynamodb.attributes import NumberAttribute

from chalicelib.aftersales.guarantees.guarantee import Guarantee
from chalicelib.kernel.storage.tables import HashKey, RangeKey, StructAttribute, Table, named


class GuaranteeItem(Table):
    """The guarantee of a line; `version` is the guarantee's own."""

    class Meta:
        table_name = named("guarantees")

    order_id = HashKey()
    line_id = RangeKey()
    guarantee = StructAttribute[Guarantee](Guarantee)
    version = NumberAttribute()
