"""What people write to each other about a case: personal data, encrypted under the fiscal key of the order's buyer."""

from collections.abc import Mapping

import msgspec

from chalicelib.people import envelope_encryption, queries
from chalicelib.people.device_identifiers import FiscalRecordErased


class _Written(msgspec.Struct, frozen=True):
    text: str


def seal_text(person_id: str, place: str, text: str) -> bytes:
    """A text that opens only at its place (an id of the room that stores it), and not once the person was erased.

    Raises: FiscalRecordErased.
    """
    person = queries.find(person_id)
    key = None if person is None else queries.fiscal_key(person)
    if key is None:
        raise FiscalRecordErased(person_id)
    return envelope_encryption.seal(key, _Written(text), person_id, _field(place))


def open_texts(person_id: str, sealed: Mapping[str, bytes]) -> dict[str, str]:
    """The texts by their places; none of them once the fiscal record was erased.

    Raises: Tampered, Unavailable.
    """
    person = queries.find(person_id) if sealed else None
    key = None if person is None else queries.fiscal_key(person)
    if key is None:
        return {}
    return {
        place: envelope_encryption.unseal(key, text, _Written, (person_id, _field(place))).text
        for place, text in sealed.items()
    }


def _field(place: str) -> str:
    return f"text#{place}"
