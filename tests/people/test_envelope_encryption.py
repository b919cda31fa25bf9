"""A record opens with its own key, in its own place, unchanged, or not at all."""

import pytest

from chalicelib.kernel.storage import transactions
from chalicelib.people import envelope_encryption, queries
from chalicelib.people.models import PERSON, PersonItem
from chalicelib.people.person import PersonContact
from tests.people.samples import ANNA, BRUNO, CONTACT, register

pytestmark = pytest.mark.usefixtures("people")


def stored(person_id: str) -> PersonItem:
    return PersonItem.get(person_id, PERSON)


def overwrite(item: PersonItem) -> None:
    transactions.commit([transactions.put(item)])


@pytest.mark.parametrize("position", [0, 11, 12, 40, -1])
def test_a_single_changed_bit_of_a_record_is_refused(position: int) -> None:
    register(ANNA)
    item = stored(ANNA)
    changed = bytearray(item.contact)
    changed[position] ^= 1
    item.contact = bytes(changed)
    overwrite(item)
    with pytest.raises(envelope_encryption.Tampered):
        queries.contact(ANNA)


def test_a_changed_wrapped_key_is_refused() -> None:
    register(ANNA)
    item = stored(ANNA)
    item.contact_key = item.contact_key[:-1] + bytes([item.contact_key[-1] ^ 1])
    overwrite(item)
    with pytest.raises(envelope_encryption.Tampered):
        queries.contact(ANNA)


def test_a_record_cut_short_is_refused() -> None:
    register(ANNA)
    item = stored(ANNA)
    item.contact = item.contact[:8]
    overwrite(item)
    with pytest.raises(envelope_encryption.Tampered):
        queries.contact(ANNA)


def test_one_persons_key_and_record_put_under_another_person_are_refused() -> None:
    register(ANNA)
    register(BRUNO)
    anna, bruno = stored(ANNA), stored(BRUNO)
    anna.contact_key, anna.contact = bruno.contact_key, bruno.contact
    overwrite(anna)
    with pytest.raises(envelope_encryption.Tampered):
        queries.contact(ANNA)


def test_a_persons_fiscal_record_does_not_pass_for_their_contact() -> None:
    register(ANNA)
    item = stored(ANNA)
    item.contact_key, item.contact = item.fiscal_key, item.fiscal
    overwrite(item)
    with pytest.raises(envelope_encryption.Tampered):
        queries.contact(ANNA)


def test_a_sealed_record_opens_in_its_place_alone() -> None:
    key = envelope_encryption.new_key()
    sealed = envelope_encryption.seal(key, CONTACT, ANNA, "contact")
    assert envelope_encryption.unseal(key, sealed, PersonContact, (ANNA, "contact")) == CONTACT
    with pytest.raises(envelope_encryption.Tampered):
        envelope_encryption.unseal(key, sealed, PersonContact, (ANNA, "fiscal"))
    with pytest.raises(envelope_encryption.Tampered):
        envelope_encryption.unseal(envelope_encryption.new_key(), sealed, PersonContact, (ANNA, "contact"))
