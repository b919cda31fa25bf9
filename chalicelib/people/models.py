"""How people and credentials are stored: ciphertexts, wrapped keys and keyed hashes, nothing a reader could use."""

from pynamodb.attributes import BinaryAttribute, UnicodeAttribute, UnicodeSetAttribute

from chalicelib.kernel.tables import HashKey, RangeKey, Table, named

PEOPLE_TABLE = named("people")
PERSON = "person"
RING = "ring"


class PeopleItem(Table):
    """The table of people; each kind of item in it is a class below."""

    class Meta:
        table_name = PEOPLE_TABLE

    person_id = HashKey()
    entry = RangeKey()


class RingItem(PeopleItem):
    """The month's ring key as KMS sealed it; written once, by whoever comes first in the month."""

    sealed_key = BinaryAttribute(legacy_encoding=False)


class PersonItem(PeopleItem):
    """A person: each record with its own key, wrapped by the ring key of `ring_month`. An erased record has neither."""

    ring_month = UnicodeAttribute()
    contact_key = BinaryAttribute(legacy_encoding=False, null=True)
    contact = BinaryAttribute(legacy_encoding=False, null=True)
    contact_erased_at = UnicodeAttribute(null=True)
    fiscal_key = BinaryAttribute(legacy_encoding=False, null=True)
    fiscal = BinaryAttribute(legacy_encoding=False, null=True)
    fiscal_until = UnicodeAttribute()
    fiscal_erased_at = UnicodeAttribute(null=True)


class LineItem(PeopleItem):
    """The serial and tracking numbers of one line, sealed under its buyer's fiscal key."""

    identifiers = BinaryAttribute(legacy_encoding=False)


class CredentialItem(Table):
    """A key of a seller or of ops; the key itself is not here."""

    class Meta:
        table_name = named("credentials")

    key_id = HashKey()
    secret_hash = BinaryAttribute(legacy_encoding=False)
    kind = UnicodeAttribute()
    holder_id = UnicodeAttribute()
    scopes = UnicodeSetAttribute()
    issued_at = UnicodeAttribute()
    expires_at = UnicodeAttribute(null=True)
    revoked_at = UnicodeAttribute(null=True)


def line_entry(line_id: str) -> str:
    return f"line#{line_id}"
