"""Erasing one person ends one person's record, at its time, and nobody else's."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib.kernel.runtime import aws, clock
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values.problems import NotFound
from chalicelib.people import queries
from chalicelib.people.device_identifiers import FiscalRecordErased, seal_identifiers_act
from chalicelib.people.erasure import StillRetained, erase_acts
from chalicelib.people.models import PEOPLE_TABLE, PERSON, PersonItem
from tests.people.samples import ANNA, BRUNO, CONTACT, FISCAL, PARCEL, register

pytestmark = pytest.mark.usefixtures("people")


class Later(clock.SystemClock):
    """The machine's clock, eleven calendar years on."""

    def now(self) -> datetime:
        today = super().now()
        return datetime(today.year + 11, 1, 1, tzinfo=UTC)


@pytest.fixture
def eleven_years_later(people: None) -> Iterator[None]:  # noqa: ARG001 - it stands on the people
    register(ANNA)
    transactions.commit([seal_identifiers_act(ANNA, "1", PARCEL)])
    clock.use(Later())
    yield
    clock.use(clock.SystemClock())


def raw(person_id: str) -> dict[str, Any]:
    key = {"person_id": {"S": person_id}, "entry": {"S": PERSON}}
    item: dict[str, Any] = aws.client("dynamodb").get_item(TableName=PEOPLE_TABLE, Key=key)["Item"]
    return item


def test_an_erased_contact_is_gone_and_the_fiscal_record_stays() -> None:
    register(ANNA)
    transactions.commit(erase_acts(ANNA, "contact"))
    assert queries.contact(ANNA) is None
    assert queries.fiscal(ANNA) == FISCAL
    assert {"contact", "contact_key"}.isdisjoint(raw(ANNA))


def test_erasing_one_person_leaves_the_other_byte_for_byte() -> None:
    register(ANNA)
    register(BRUNO)
    before = raw(BRUNO)
    transactions.commit(erase_acts(ANNA, "contact"))
    assert raw(BRUNO) == before
    assert queries.contact(BRUNO) == CONTACT


def test_a_ciphertext_kept_in_a_backup_does_not_open_once_its_key_is_destroyed() -> None:
    register(ANNA)
    backup = PersonItem.get(ANNA, PERSON).contact
    transactions.commit(erase_acts(ANNA, "contact"))
    restored = PersonItem.get(ANNA, PERSON)
    restored.contact = backup
    restored.save()
    assert queries.contact(ANNA) is None


def test_erasing_again_keeps_the_first_date() -> None:
    register(ANNA)
    transactions.commit(erase_acts(ANNA, "contact"))
    first = raw(ANNA)
    transactions.commit(erase_acts(ANNA, "contact"))
    assert raw(ANNA) == first
    assert "contact_erased_at" in first


def test_the_fiscal_record_cannot_be_erased_before_its_date() -> None:
    register(ANNA)
    with pytest.raises(StillRetained):
        transactions.commit(erase_acts(ANNA, "fiscal"))
    assert queries.fiscal(ANNA) == FISCAL


@pytest.mark.usefixtures("eleven_years_later")
def test_the_fiscal_record_ends_on_its_date_and_the_identifiers_with_it() -> None:
    assert queries.identifiers(ANNA, "1") == PARCEL
    transactions.commit(erase_acts(ANNA, "fiscal"))
    assert queries.fiscal(ANNA) is None
    assert queries.identifiers(ANNA, "1") is None
    with pytest.raises(FiscalRecordErased):
        seal_identifiers_act(ANNA, "2", PARCEL)


@pytest.mark.parametrize("what", ["contact", "fiscal"])
def test_nobody_is_erased_who_was_never_there(what: Any) -> None:
    with pytest.raises(NotFound):
        transactions.commit(erase_acts(BRUNO, what))
