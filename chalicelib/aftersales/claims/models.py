"""How claims are stored."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, IncludeProjection, KeysOnlyProjection

from chalicelib.aftersales.claims.claim import Claim
from chalicelib.kernel.storage.tables import HashKey, RangeKey, StructAttribute, Table, named


class ClaimsOfSeller(GlobalSecondaryIndex["ClaimItem"]):  # type: ignore[no-untyped-call]
    """A seller's claims by their last change, with the state to filter by."""

    class Meta:
        index_name = "of_seller"
        projection = IncludeProjection(["state"])

    seller_id = HashKey()
    changed_at = RangeKey()
    state = UnicodeAttribute()


class ClaimsForOperators(GlobalSecondaryIndex["ClaimItem"]):  # type: ignore[no-untyped-call]
    """The claims that the operators must decide."""

    class Meta:
        index_name = "for_operators"
        projection = KeysOnlyProjection()

    waiting_for = HashKey()
    changed_at = RangeKey()


class ClaimItem(Table):
    """A claim. `waiting_for` is set while the operators must decide."""

    class Meta:
        table_name = named("claims")

    claim_id = HashKey()
    seller_id = UnicodeAttribute()
    changed_at = UnicodeAttribute()
    state = UnicodeAttribute()
    waiting_for = UnicodeAttribute(null=True)
    version = NumberAttribute()
    claim = StructAttribute[Claim](Claim)
    of_seller = ClaimsOfSeller()
    for_operators = ClaimsForOperators()
