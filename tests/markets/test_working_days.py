"""Working days: weekends and nationwide holidays."""

from datetime import date

import pytest

from chalicelib.markets.working_days import (
    black_friday,
    easter_sunday,
    holidays,
    is_working_day,
    next_working_day,
    working_days_after,
)


@pytest.mark.parametrize(
    "easter",
    [
        date(2000, 4, 23),
        date(2019, 4, 21),
        date(2024, 3, 31),
        date(2025, 4, 20),
        date(2026, 4, 5),
        date(2027, 3, 28),
        date(2038, 4, 25),
        date(1954, 4, 18),
        date(1981, 4, 19),
        date(2049, 4, 18),
        date(2076, 4, 19),
    ],
)
def test_easter_falls_where_the_church_says(easter: date) -> None:
    assert easter_sunday(easter.year) == easter


@pytest.mark.parametrize(
    ("country", "holiday"),
    [
        ("FR", date(2026, 5, 14)), ("FR", date(2026, 7, 14)), ("DE", date(2026, 10, 3)), ("DE", date(2026, 4, 3)),
        ("ES", date(2026, 12, 8)), ("IT", date(2026, 10, 4)), ("BE", date(2026, 7, 21)), ("NL", date(2026, 4, 27)),
        ("IE", date(2026, 2, 2)), ("IE", date(2026, 10, 26)), ("US", date(2026, 11, 26)), ("US", date(2026, 5, 25)),
    ],
)  # fmt: skip
def test_a_nationwide_holiday_is_no_working_day(country: str, holiday: date) -> None:
    assert holiday in holidays(country, 2026)
    assert not is_working_day(country, holiday)


def test_good_friday_is_worked_in_france_and_not_in_germany() -> None:
    assert is_working_day("FR", date(2026, 4, 3))
    assert next_working_day("DE", date(2026, 4, 3)) == date(2026, 4, 7)


def test_a_working_day_stays_itself() -> None:
    assert next_working_day("FR", date(2026, 11, 23)) == date(2026, 11, 23)


def test_three_working_days_over_christmas() -> None:
    assert working_days_after("DE", date(2026, 12, 23), 3) == date(2026, 12, 29)


def test_black_friday_follows_the_fourth_thursday_even_when_it_is_not_the_fourth_friday() -> None:
    assert black_friday(2026) == date(2026, 11, 27)
    assert black_friday(2024) == date(2024, 11, 29)
