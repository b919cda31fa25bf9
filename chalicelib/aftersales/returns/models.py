"""How returns are stored."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, IncludeProjection, KeysOnlyProjection

from chalicelib.aftersales.returns.device_return import DeviceReturn
from chalicelib.kernel.storage.tables import HashKey, RangeKey, StructAttribute, Table, named


class ReturnsOfSeller(GlobalSecondaryIndex["ReturnItem"]):  # type: ignore[no-untyped-call]
    """A seller's returns by their last change, with the state to filter by."""

    class Meta:
        index_name = "of_seller"
        projection = IncludeProjection(["state"])

    seller_id = HashKey()
    changed_at = RangeKey()
    state = UnicodeAttribute()


class ReturnsForOperators(GlobalSecondaryIndex["ReturnItem"]):  # type: ignore[no-untyped-call]
    """The returns that wait for the operators: those appealed and those taken over."""

    class Meta:
        index_name = "for_operators"
        projection = KeysOnlyProjection()

    waiting_for = HashKey()
    changed_at = RangeKey()


class ReturnItem(Table):
    """A return. `waiting_for` is set while the operators must act."""

    class Meta:
        table_name = named("returns")

    return_id = HashKey()
    seller_id = UnicodeAttribute()
    changed_at = UnicodeAttribute()
    state = UnicodeAttribute()
    waiting_for = UnicodeAttribute(null=True)
    version = NumberAttribute()
    device_return = StructAttribute[DeviceReturn](DeviceReturn)
    of_seller = ReturnsOfSeller()
    for_operators = ReturnsForOperators()
