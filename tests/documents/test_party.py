"""A party is printed line by line, and what is not known leaves no empty line."""

from chalicelib.documents.party import Party
from tests.documents.sample_documents import SELLER


def test_a_business_shows_its_numbers_and_a_person_has_none() -> None:
    assert SELLER.lines() == (
        "Réparœuvre & Søn <SAS>",
        "12 rue de l’Échiquier, 75010 Paris",
        "FR",
        "FR40303265045",
        "RCS Paris 303 265 045",
        "bonjour@reparoeuvre.example",
    )
    person = Party(name="Zoë Example", address=("Große Straße 7", "10115 Berlin"), country="DE")
    assert person.lines() == ("Zoë Example", "Große Straße 7", "10115 Berlin", "DE")


def test_an_erased_person_leaves_no_empty_line() -> None:
    assert Party(name="Erased", address=(), country="").lines() == ("Erased",)
