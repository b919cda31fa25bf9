"""What people type into forms."""

import pytest

from chalicelib.kernel.values.money import Money
from chalicelib.web import forms


@pytest.mark.parametrize(
    ("typed", "minor"), [("12", 1200), ("12.5", 1250), ("12,50", 1250), ("0.01", 1), ("1234567.89", 123_456_789)]
)
def test_an_amount_is_read_with_a_point_or_a_comma(typed: str, minor: int) -> None:
    assert forms.amount(typed, "EUR") == Money(minor, "EUR")


@pytest.mark.parametrize("typed", ["", "-1", "1.234", "1,2,3", "ten", "1 000", "12345678", "١", ".5", "5."])
def test_what_is_no_amount_is_none(typed: str) -> None:
    assert forms.amount(typed, "EUR") is None


@pytest.mark.parametrize("minor", [1, 10, 100, 1050, 123_456_789])
def test_an_amount_is_written_as_it_is_read(minor: int) -> None:
    assert forms.amount(forms.typed_amount(minor, "EUR"), "EUR") == Money(minor, "EUR")


@pytest.mark.parametrize(
    ("typed", "is_day"), [("2026-11-30", True), ("2026-02-30", False), ("20261130", False), ("", False)]
)
def test_a_day_is_one_of_the_calendar(typed: str, is_day: bool) -> None:
    assert forms.is_day(typed) is is_day
