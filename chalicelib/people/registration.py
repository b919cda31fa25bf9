"""Registration of buyers: stored encrypted, within the caller's transaction; and the key of an email address."""

import unicodedata

from chalicelib.kernel.runtime import clock
from chalicelib.kernel.runtime.settings import settings
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values import ids
from chalicelib.markets import directory
from chalicelib.people import envelope_encryption, key_ring
from chalicelib.people.models import PERSON, PersonItem
from chalicelib.people.person import FiscalRecord, PersonContact


def mail_key(mail: str) -> str:
    """A keyed hash of the normalised address, 32 hexadecimal characters, to count and compare it without storing it.

    Case and surrounding space are ignored; dots and `+tags` are not: only the provider knows whether they name the
    same mailbox, and treating two people as one would disclose one's orders to the other.
    """
    return ids.keyed_hash("mail", unicodedata.normalize("NFC", mail.strip()).casefold()).hex()[:32]


def register_act(person_id: str, contact: PersonContact, fiscal: FiscalRecord) -> transactions.Act:
    """The act that stores a new person (`per_<cell>_…`), to be committed with the order.

    Raises: Unavailable if KMS does not answer.
    """
    month = key_ring.this_month()
    contact_key, fiscal_key = envelope_encryption.new_key(), envelope_encryption.new_key()
    registered_at = clock.timestamp()
    item = PersonItem(
        person_id,
        PERSON,
        ring_month=month,
        contact_key=envelope_encryption.wrap(contact_key, month),
        contact=envelope_encryption.seal(contact_key, contact, person_id, "contact"),
        fiscal_key=envelope_encryption.wrap(fiscal_key, month),
        fiscal=envelope_encryption.seal(fiscal_key, fiscal, person_id, "fiscal"),
        fiscal_until=fiscal_until(registered_at, _record_years(registered_at)),
    )
    return transactions.put_new(item)


def fiscal_until(registered_at: str, record_years: int) -> str:
    """The first day on which the fiscal record may be erased: `record_years` after the end of the year of the sale.

    Source: Directive 2006/112/EC art. 242a(2) (ten years from the end of the year of the transaction).
    """
    return f"{int(registered_at[:4]) + record_years + 1}-01-01T00:00:00.000Z"


def _record_years(on: str) -> int:
    """The longest retention of tax records in any market of this cell: a person may buy in several."""
    return max(market.windows.tax_record_years.at(on) for market in directory.markets(settings.cell))
