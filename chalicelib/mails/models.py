"""How mails are stored: the intent to send one about a fact, the day and version of its texts, and the outcome."""

from pynamodb.attributes import UnicodeAttribute

from chalicelib.kernel.storage.tables import HashKey, RangeKey, Table, named


class MailIntent(Table):
    """One mail. `fact_id` is the id of the fact it tells of; of a link, that of the request.

    `text_digest` is of the text it was first composed to; the text itself is personal and not here.
    """

    class Meta:
        table_name = named("mails")

    fact_id = HashKey()
    mail_key = RangeKey()
    said_on = UnicodeAttribute()
    language = UnicodeAttribute()
    wording_version = UnicodeAttribute()
    text_digest = UnicodeAttribute()
    outcome = UnicodeAttribute(null=True)
    message_id = UnicodeAttribute(null=True)
    closed_at = UnicodeAttribute(null=True)
