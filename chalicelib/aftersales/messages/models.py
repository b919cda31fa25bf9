"""How threads and their messages are stored: the texts sealed, readable for nobody without the buyer's key."""

from pynamodb.attributes import BinaryAttribute, NumberAttribute, UnicodeAttribute

from chalicelib.kernel.storage.tables import HashKey, RangeKey, StructAttribute, Table, named

THREAD = "thread"


class CaseMessagesItem(Table):
    """The table of threads; each class below is one kind of item."""

    class Meta:
        table_name = named("case_messages")

    case_id = HashKey()
    entry = RangeKey()


class ThreadItem(CaseMessagesItem):
    """How many messages a case has and how many files with them; by when the seller must answer, absent where no answer
    is due."""

    posted = NumberAttribute()
    files = NumberAttribute(null=True)
    answer_by = UnicodeAttribute(null=True)


class MessageItem(CaseMessagesItem):
    """One message; `entry` is its ULID."""

    author = UnicodeAttribute()
    posted_at = UnicodeAttribute()
    sealed_text = BinaryAttribute(legacy_encoding=False)
    answer_by = UnicodeAttribute(null=True)
    file_ids = StructAttribute[tuple[str, ...]](tuple[str, ...], null=True)
