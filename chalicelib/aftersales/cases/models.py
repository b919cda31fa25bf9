"""How the cases of a line are stored."""

from pynamodb.attributes import NumberAttribute

from chalicelib.aftersales.cases.line_history import LineHistory
from chalicelib.kernel.storage.tables import HashKey, RangeKey, StructAttribute, Table, named


class LineHistoryItem(Table):
    """The returns and claims of one line; `version` counts the changes, from 1."""

    class Meta:
        table_name = named("line_histories")

    order_id = HashKey()
    line_id = RangeKey()
    version = NumberAttribute()
    history = StructAttribute[LineHistory](LineHistory)
