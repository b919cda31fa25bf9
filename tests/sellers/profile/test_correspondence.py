"""How a seller is written to."""

import pytest

from chalicelib.sellers.profile.correspondence import language_of


@pytest.mark.parametrize(
    ("country", "language"), [("FR", "fr"), ("DE", "de"), ("ES", "es"), ("AT", "de"), ("LU", "fr"), ("PL", "en")]
)
def test_a_seller_is_written_to_in_a_language_of_its_country(country: str, language: str) -> None:
    assert language_of(country) == language
