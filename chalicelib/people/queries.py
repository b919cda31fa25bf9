"""Reading people: each record decrypted with its own key, or None once erased."""

from chalicelib.people import envelope_encryption
from chalicelib.people.models import PERSON, LineItem, PersonItem, StatementItem, line_entry, statement_entry
from chalicelib.people.person import DeclaredStatement, FiscalRecord, Identifiers, PersonContact


def contact(person_id: str) -> PersonContact | None:
    """A person's contact; None if erased or never registered.

    Raises: Tampered, Unavailable.
    """
    person = find(person_id)
    if person is None or person.contact_key is None or person.contact is None:
        return None
    key = envelope_encryption.unwrap(person.contact_key, person.ring_month)
    return envelope_encryption.unseal(key, person.contact, PersonContact, (person_id, "contact"))


def fiscal(person_id: str) -> FiscalRecord | None:
    """Who was invoiced; None if erased after its retention period, or never registered.

    Raises: Tampered, Unavailable.
    """
    person = find(person_id)
    if person is None or person.fiscal is None:
        return None
    key = fiscal_key(person)
    return None if key is None else envelope_encryption.unseal(key, person.fiscal, FiscalRecord, (person_id, "fiscal"))


def identifiers(person_id: str, line_id: str) -> Identifiers | None:
    """A line's serial and tracking numbers; None before shipping or once the fiscal record was erased.

    Raises: Tampered, Unavailable.
    """
    person = find(person_id)
    key = None if person is None else fiscal_key(person)
    if key is None:
        return None
    try:
        line = LineItem.get(person_id, line_entry(line_id), consistent_read=True)
    except LineItem.DoesNotExist:
        return None
    return envelope_encryption.unseal(key, line.identifiers, Identifiers, (person_id, line.entry))


def statement(person_id: str, statement_id: str) -> DeclaredStatement | None:
    """What a person declared under an id; None if nothing, or once the fiscal record was erased.

    Raises: Tampered, Unavailable.
    """
    person = find(person_id)
    key = None if person is None else fiscal_key(person)
    if key is None:
        return None
    try:
        item = StatementItem.get(person_id, statement_entry(statement_id), consistent_read=True)
    except StatementItem.DoesNotExist:
        return None
    return envelope_encryption.unseal(key, item.statement, DeclaredStatement, (person_id, item.entry))


def find(person_id: str) -> PersonItem | None:
    """The stored item of a person; None if there is none."""
    try:
        return PersonItem.get(person_id, PERSON, consistent_read=True)
    except PersonItem.DoesNotExist:
        return None


def fiscal_key(person: PersonItem) -> bytes | None:
    """The key of the fiscal record and of the person's lines; None once destroyed."""
    return None if person.fiscal_key is None else envelope_encryption.unwrap(person.fiscal_key, person.ring_month)
