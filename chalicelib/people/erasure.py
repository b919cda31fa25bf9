"""Erasure: destroying the wrapped key makes every copy of the record unreadable, backups included."""

from typing import Literal

from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.storage.tables import Table
from chalicelib.kernel.values.problems import NotFound
from chalicelib.people.models import PERSON, PersonItem

Erasable = Literal["contact", "fiscal"]


class StillRetained(Exception):
    """The retention period of the fiscal record has not ended."""


def erase_acts(person_id: str, what: Erasable) -> list[transactions.Act]:
    """The acts that destroy a record's key and ciphertext; repeating them changes nothing.

    The contact is erased at once. The fiscal record, and with it the identifiers of the person's lines, can be erased
    after its date; before, the act is refused with StillRetained. Raises: NotFound.
    """
    person, now = PersonItem(person_id, PERSON), clock.timestamp()
    if what == "contact":
        return [
            transactions.update(
                person,
                PersonItem.contact_key.remove(),
                PersonItem.contact.remove(),
                PersonItem.contact_erased_at.set(PersonItem.contact_erased_at | now),
                condition=PersonItem.person_id.exists(),
                refusal=lambda _: NotFound(),
            )
        ]
    return [
        transactions.update(
            person,
            PersonItem.fiscal_key.remove(),
            PersonItem.fiscal.remove(),
            PersonItem.fiscal_erased_at.set(PersonItem.fiscal_erased_at | now),
            condition=PersonItem.fiscal_until <= now,
            refusal=_kept,
        )
    ]


def _kept(person: Table | None) -> Exception:
    return NotFound() if person is None else StillRetained()
