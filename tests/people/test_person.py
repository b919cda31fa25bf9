"""How long a fiscal record is kept."""

import pytest

from chalicelib.people.person import fiscal_until


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
