"""Stores a buyer, encrypted, within the caller's transaction."""

from chalicelib.kernel.runtime import clock
from chalicelib.kernel.runtime.settings import settings
from chalicelib.kernel.storage import transactions
from chalicelib.markets import directory
from chalicelib.people import envelope_encryption, key_ring
from chalicelib.people.models import PERSON, PersonItem
from chalicelib.people.person import FiscalRecord, PersonContact, fiscal_until


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


def _record_years(on: str) -> int:
    """The longest retention of tax records in any market of this cell: a person may buy in several."""
    return max(market.windows.tax_record_years.at(on) for market in directory.markets(settings.cell))
