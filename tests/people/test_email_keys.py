"""One address, one key; two people, two keys."""

import pytest

from chalicelib.people.email_keys import mail_key

ADDRESS = "anna@posteo.example"


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
