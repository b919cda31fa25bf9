"""A person is stored encrypted, at a price that was measured; one address, one key; two people, two keys."""

import pytest

from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values.problems import Conflict
from chalicelib.people import queries
from chalicelib.people.models import PersonItem
from chalicelib.people.registration import fiscal_until, mail_key, register_act
from tests.people.samples import ANNA, BRUNO, CONTACT, FISCAL, register

pytestmark = pytest.mark.usefixtures("people")

ADDRESS = "anna@posteo.example"


def item_bytes(item: PersonItem) -> int:
    """DynamoDB's own measure of an item of texts and binaries: names and values in bytes."""
    stored = item.get_save_kwargs_from_instance()["Item"]
    sizes = [len(name) + len(value.get("B", value.get("S", "").encode())) for name, value in stored.items()]
    return sum(sizes)


def test_what_was_registered_is_read_back_whole() -> None:
    register(ANNA)
    assert queries.contact(ANNA) == CONTACT
    assert queries.fiscal(ANNA) == FISCAL


def test_a_person_fits_the_two_write_units_that_placing_an_order_counts_on() -> None:
    act = register_act(ANNA, CONTACT, FISCAL)
    assert isinstance(act.model, PersonItem)
    assert item_bytes(act.model) <= 1_000


def test_nothing_readable_is_stored_of_a_person() -> None:
    act = register_act(ANNA, CONTACT, FISCAL)
    stored = repr(act.model.get_save_kwargs_from_instance()["Item"])
    for secret in (CONTACT.name, CONTACT.email, FISCAL.name, CONTACT.address.street, CONTACT.address.city):
        assert secret not in stored


def test_the_same_person_registered_twice_looks_different_both_times() -> None:
    first, second = (register_act(ANNA, CONTACT, FISCAL).model for _ in range(2))
    assert isinstance(first, PersonItem)
    assert isinstance(second, PersonItem)
    assert first.contact != second.contact
    assert first.contact_key != second.contact_key
    assert first.contact_key != first.fiscal_key


def test_a_person_is_registered_once() -> None:
    register(ANNA)
    with pytest.raises(Conflict):
        register(ANNA)


def test_people_enter_together_with_what_needs_them() -> None:
    transactions.commit([register_act(person_id, CONTACT, FISCAL) for person_id in (ANNA, BRUNO)])
    assert queries.contact(BRUNO) == CONTACT


def test_the_fiscal_record_is_kept_ten_years_from_the_end_of_the_year_of_the_sale() -> None:
    act = register_act(ANNA, CONTACT, FISCAL)
    assert isinstance(act.model, PersonItem)
    assert act.model.fiscal_until == f"{clock.now().year + 11}-01-01T00:00:00.000Z"


@pytest.mark.parametrize(
    ("registered_at", "record_years", "until"),
    [
        ("2026-01-01T00:00:00.000Z", 10, "2037-01-01T00:00:00.000Z"),
        ("2026-12-31T23:59:59.999Z", 10, "2037-01-01T00:00:00.000Z"),
        ("2027-01-01T00:00:00.000Z", 10, "2038-01-01T00:00:00.000Z"),
        ("2026-11-30T12:00:00.000Z", 6, "2033-01-01T00:00:00.000Z"),
    ],
)
def test_a_fiscal_record_is_kept_for_whole_years_after_the_year_of_the_sale(
    registered_at: str, record_years: int, until: str
) -> None:
    assert fiscal_until(registered_at, record_years) == until


def test_nobody_is_known_who_never_registered() -> None:
    assert queries.contact(BRUNO) is None
    assert queries.fiscal(BRUNO) is None
    assert queries.identifiers(BRUNO, "1") is None


@pytest.mark.parametrize("written", ["anna@posteo.example", "  Anna@POSTEO.example ", "ANNA@posteo.EXAMPLE"])
def test_one_address_has_one_key_however_it_is_written(written: str) -> None:
    assert mail_key(written) == mail_key(ADDRESS)


@pytest.mark.parametrize("other", ["ann.a@posteo.example", "anna+shop@posteo.example", "anna@posteo.example.com"])
def test_addresses_that_may_be_two_people_have_two_keys(other: str) -> None:
    assert mail_key(other) != mail_key(ADDRESS)


def test_composed_and_decomposed_letters_are_one_address() -> None:
    assert mail_key("ren\u00e9e@posteo.example") == mail_key("rene\u0301e@posteo.example")


def test_a_key_holds_nothing_of_the_address() -> None:
    assert len(mail_key(ADDRESS)) == 32
    assert "anna" not in mail_key(ADDRESS)
