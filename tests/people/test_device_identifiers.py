"""Which device went to whom is sealed under its buyer's key."""

import pytest

from chalicelib.kernel.storage import transactions
from chalicelib.people import envelope_encryption, queries
from chalicelib.people.device_identifiers import FiscalRecordErased, seal_identifiers_act
from chalicelib.people.models import LineItem, line_entry
from tests.people.samples import ANNA, BRUNO, PARCEL, register

pytestmark = pytest.mark.usefixtures("people")


def test_the_identifiers_of_a_line_are_read_back_and_those_of_another_are_not_there() -> None:
    register(ANNA)
    transactions.commit([seal_identifiers_act(ANNA, "2", PARCEL)])
    assert queries.identifiers(ANNA, "2") == PARCEL
    assert queries.identifiers(ANNA, "1") is None


def test_serial_and_tracking_number_are_not_readable_in_the_table() -> None:
    register(ANNA)
    stored = repr(seal_identifiers_act(ANNA, "1", PARCEL).model.get_save_kwargs_from_instance())
    assert str(PARCEL.serial) not in stored
    assert str(PARCEL.tracking_number) not in stored


def test_the_identifiers_of_one_line_do_not_pass_for_those_of_another() -> None:
    register(ANNA)
    transactions.commit([seal_identifiers_act(ANNA, "1", PARCEL)])
    sealed = LineItem.get(ANNA, line_entry("1")).identifiers
    LineItem(ANNA, line_entry("2"), identifiers=sealed).save()
    with pytest.raises(envelope_encryption.Tampered):
        queries.identifiers(ANNA, "2")


def test_nothing_is_sealed_for_somebody_without_a_fiscal_record() -> None:
    with pytest.raises(FiscalRecordErased):
        seal_identifiers_act(BRUNO, "1", PARCEL)
