"""How uploads are stored."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.kernel.storage.tables import HashKey, Table, named


class UploadItem(Table):
    """One requested upload. `file_name` is where its inspected file lies; the last four are set by the inspection."""

    class Meta:
        table_name = named("uploads")

    upload_id = HashKey()
    owner = UnicodeAttribute()
    purpose = UnicodeAttribute()
    state = UnicodeAttribute()
    requested_at = UnicodeAttribute()
    expires_at = UnicodeAttribute()
    stated_type = UnicodeAttribute(null=True)
    rejected_because = UnicodeAttribute(null=True)
    file_name = UnicodeAttribute(null=True)
    content_type = UnicodeAttribute(null=True)
    size_bytes = NumberAttribute(null=True)
