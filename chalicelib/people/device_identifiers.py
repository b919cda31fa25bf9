"""A line's identifiers: what says which device a person has, sealed because it says so."""

from chalicelib.kernel.storage import transactions
from chalicelib.people import envelope_encryption, queries
from chalicelib.people.models import LineItem, line_entry
from chalicelib.people.person import Identifiers


class FiscalRecordErased(Exception):
    """Nothing more can be kept about this person."""


def seal_identifiers_act(person_id: str, line_id: str, identifiers: Identifiers) -> transactions.Act:
    """The act that puts a line's identifiers; reads the person for the key before.

    A person is registered with one order, so the line's number names it. Putting it again replaces it (a parcel sent
    anew). FiscalRecordErased when the person's fiscal key is gone.
    """
    person = queries.find(person_id)
    key = None if person is None else queries.fiscal_key(person)
    if key is None:
        raise FiscalRecordErased(person_id)
    entry = line_entry(line_id)
    sealed = envelope_encryption.seal(key, identifiers, person_id, entry)
    return transactions.put(LineItem(person_id, entry, identifiers=sealed))
