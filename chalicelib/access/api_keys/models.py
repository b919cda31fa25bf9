"""How API keys are stored: as keyed hashes, never in plain text."""

from pynamodb.attributes import BinaryAttribute, NumberAttribute, UnicodeAttribute, UnicodeSetAttribute
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection

from chalicelib.kernel.storage.tables import HashKey, RangeKey, Table, named


class Holders(GlobalSecondaryIndex["CredentialItem"]):  # type: ignore[no-untyped-call]
    """The keys of a holder by creation: their ids sort by time."""

    class Meta:
        index_name = "holders"
        projection = KeysOnlyProjection()

    holder_id = HashKey()
    key_id = RangeKey()


class CredentialsItem(Table):
    """The table of credentials; each kind of item in it is a class below."""

    class Meta:
        table_name = named("credentials")

    key_id = HashKey()
    holders = Holders()


class CredentialItem(CredentialsItem):
    """A key of a seller or of ops; the key itself is not here.

    Keys of sellers that were issued before there were slots have none, and no end; `slot` is None for keys of ops.
    """

    secret_hash = BinaryAttribute(legacy_encoding=False)
    kind = UnicodeAttribute()
    holder_id = UnicodeAttribute()
    name = UnicodeAttribute(null=True)
    scopes = UnicodeSetAttribute()
    issued_at = UnicodeAttribute()
    expires_at = UnicodeAttribute(null=True)
    revoked_at = UnicodeAttribute(null=True)
    last_used_at = UnicodeAttribute(null=True)
    slot = NumberAttribute(null=True)


class SlotItem(CredentialsItem):
    """A slot for one of a seller's keys, `slot#<seller>#<number>`: the key that has it, and until when."""

    taken_by = UnicodeAttribute(null=True)
    taken_until = UnicodeAttribute(null=True)
