"""How people are stored: ciphertexts and wrapped keys, unreadable without KMS."""

from pynamodb.attributes import BinaryAttribute, UnicodeAttribute

from chalicelib.kernel.storage.tables import HashKey, RangeKey, Table, named

PEOPLE_TABLE = named("people")
PERSON = "person"
RING = "ring"


class PeopleItem(Table):
    """The table of people; each class below is one kind of item."""

    class Meta:
        table_name = PEOPLE_TABLE

    person_id = HashKey()
    entry = RangeKey()


class RingItem(PeopleItem):
    """A month's ring key, encrypted by KMS; written once."""

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


class StatementItem(PeopleItem):
    """What a person declared, sealed under the fiscal key."""

    statement = BinaryAttribute(legacy_encoding=False)


def line_entry(line_id: str) -> str:
    return f"line#{line_id}"


def statement_entry(statement_id: str) -> str:
    return f"statement#{statement_id}"
