"""Where a market delivers, and what an address must hold."""

import pytest

from chalicelib.markets.address_rules import ADDRESS_RULES, AddressFault, address_faults, normal_postal_code
from chalicelib.markets.directory import market, markets

STATE_OF_EXAMPLE = {"US": "CA"}


def faults(
    code: str, postal_code: str, *, country: str | None = None, state: str | None = None, street: str = "1 Main St"
) -> list[tuple[str, str]]:
    found = address_faults(
        market(code), country=country or code, postal_code=postal_code, city="Town", street=street, state=state
    )
    return [(fault.field, fault.reason) for fault in found]


@pytest.mark.parametrize(
    ("code", "country"),
    [(one.code, country) for one in (*markets("eu"), *markets("us")) for country in one.delivery_countries],
)
def test_the_example_of_each_country_can_be_delivered_to(code: str, country: str) -> None:
    example = ADDRESS_RULES[country].postal_code_example
    assert faults(code, example, country=country, state=STATE_OF_EXAMPLE.get(country)) == []


@pytest.mark.parametrize(
    ("code", "postal_code"),
    [
        ("FR", "7501"), ("FR", "00123"), ("DE", "1011"), ("ES", "53001"), ("ES", "00001"), ("IT", "2012A"),
        ("BE", "0999"), ("NL", "0123 AB"), ("NL", "1012 SS"), ("IE", "B02 AF30"), ("IE", "D02 AF3"), ("FR", "٧٥٠١١"),
    ],
)  # fmt: skip
def test_a_postal_code_no_letter_could_reach_is_malformed(code: str, postal_code: str) -> None:
    assert faults(code, postal_code) == [("postal_code", "malformed")]


@pytest.mark.parametrize(
    ("code", "postal_code"),
    [("FR", "97400"), ("FR", "98800"), ("ES", "35001"), ("ES", "51001"), ("DE", "27498"), ("IT", "23041")],
)
def test_places_outside_the_vat_territory_are_not_delivered_to(code: str, postal_code: str) -> None:
    assert faults(code, postal_code) == [("postal_code", "outside_tax_territory")]


def test_monaco_is_delivered_to_from_the_french_market_alone() -> None:
    assert faults("FR", "98000", country="MC") == []
    assert faults("DE", "98000", country="MC") == [("country", "not_delivered_here")]


def test_an_american_address_needs_a_state_that_fits_its_zip_code() -> None:
    assert faults("US", "94107-1234", state="CA") == []
    assert faults("US", "94107", state="OR") == [("postal_code", "in_another_state")]
    assert faults("US", "94107") == [("state", "missing")]
    assert faults("US", "00907", state="PR") == [("state", "unknown")]
    assert faults("US", "06390", state="NY") == []
    assert faults("US", "9410", state="CA") == [("postal_code", "malformed")]


def test_an_empty_street_is_missing_and_an_endless_one_too_long() -> None:
    assert faults("FR", "75011", street="  ") == [("street", "missing")]
    assert faults("FR", "75011", street="x" * 101) == [("street", "too_long")]


def test_every_fault_is_named_at_once() -> None:
    found = address_faults(market("FR"), country="FR", postal_code="x", city="", street="", state=None)
    assert found == (
        AddressFault("street", "missing"), AddressFault("city", "missing"), AddressFault("postal_code", "malformed"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("country", "written", "printed"),
    [
        ("NL", "1012ab", "1012 AB"),
        ("IE", "d02af30", "D02 AF30"),
        ("FR", " 75011 ", "75011"),
        ("US", "94107-1234", "94107-1234"),
    ],
)
def test_a_postal_code_is_kept_as_its_country_prints_it(country: str, written: str, printed: str) -> None:
    assert normal_postal_code(country, written) == printed
