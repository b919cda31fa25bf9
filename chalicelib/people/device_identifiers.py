"""Identifiers of a line's device and parcel: personal data, and encrypted as such."""

from chalicelib.kernel.storage import transactions
from chalicelib.people import envelope_encryption, queries
from chalicelib.people.models import LineItem, line_entry
from chalicelib.people.person import Identifiers


class FiscalRecordErased(Exception):
    """The person's fiscal record was erased; nothing more can be stored about the person."""


def seal_identifiers_act(person_id: str, line_id: str, identifiers: Identifiers) -> transactions.Act:
    """The act that stores a line's identifiers, encrypted under the person's fiscal key, which is read first.

    A person belongs to one order, so the line's number is unique. Storing again replaces the identifiers (a parcel
    sent anew). Raises: FiscalRecordErased.
    """
    person = queries.find(person_id)
    key = None if person is None else queries.fiscal_key(person)
    if key is None:
        raise FiscalRecordErased(person_id)
    entry = line_entry(line_id)
    sealed = envelope_encryption.seal(key, identifiers, person_id, entry)
    return transactions.put(LineItem(person_id, entry, identifiers=sealed))
