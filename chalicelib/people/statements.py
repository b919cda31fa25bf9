"""What a person declared, kept with the records that the law has kept: a withdrawal as it was sent."""

from chalicelib.kernel.storage import transactions
from chalicelib.people import envelope_encryption, queries
from chalicelib.people.device_identifiers import FiscalRecordErased
from chalicelib.people.models import StatementItem, statement_entry
from chalicelib.people.person import DeclaredStatement


def seal_statement_act(person_id: str, statement_id: str, statement: DeclaredStatement) -> transactions.Act:
    """The act that stores a statement, encrypted under the person's fiscal key. Raises: FiscalRecordErased."""
    person = queries.find(person_id)
    key = None if person is None else queries.fiscal_key(person)
    if key is None:
        raise FiscalRecordErased(person_id)
    entry = statement_entry(statement_id)
    return transactions.put(
        StatementItem(person_id, entry, statement=envelope_encryption.seal(key, statement, person_id, entry))
    )
