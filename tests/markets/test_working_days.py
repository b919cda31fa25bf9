"""Working days: weekends and nationwide holidays."""

from datetime import date

import pytest
from holidays import country_holidays

from chalicelib.markets.directory import markets
from chalicelib.markets.working_days import (
    SATURDAY,
    black_friday,
    holidays,
    is_working_day,
    next_working_day,
    working_days_after,
)

# The Netherlands count 5 May every year (Algemene termijnenwet art. 3); the library every fifth.
KNOWN_DIFFERENCES = {("NL", 5, 5)}


@pytest.mark.parametrize("country", [market.code for market in (*markets("eu"), *markets("us"))])
def test_holidays_on_weekdays_are_those_of_an_independent_calendar(country: str) -> None:
    years = range(2024, 2041)
    known = set(country_holidays(country, years=years, observed=country == "US"))
    ours = {day for year in years for day in holidays(country, year)}
    differing = {day for day in known ^ ours if day.weekday() < SATURDAY}
    assert {day for day in differing if (country, day.month, day.day) not in KNOWN_DIFFERENCES} == set()


def test_saint_brigids_day_is_the_first_of_february_where_that_is_a_friday() -> None:
    assert not is_working_day("IE", date(2030, 2, 1))
    assert is_working_day("IE", date(2030, 2, 4))
    assert not is_working_day("IE", date(2026, 2, 2))


@pytest.mark.parametrize(
    ("country", "holiday"),
    [
        ("FR", date(2026, 5, 14)), ("FR", date(2026, 7, 14)), ("DE", date(2026, 10, 3)), ("DE", date(2026, 4, 3)),
        ("ES", date(2026, 12, 8)), ("IT", date(2026, 10, 4)), ("BE", date(2026, 7, 21)), ("NL", date(2026, 4, 27)),
        ("IE", date(2026, 2, 2)), ("IE", date(2026, 10, 26)), ("US", date(2026, 11, 26)), ("US", date(2026, 5, 25)),
        ("US", date(2026, 7, 3)),
    ],
)  # fmt: skip
def test_a_nationwide_holiday_is_no_working_day(country: str, holiday: date) -> None:
    assert holiday in holidays(country, 2026)
    assert not is_working_day(country, holiday)


def test_a_federal_holiday_on_a_weekend_is_observed_on_the_nearest_weekday() -> None:
    observed = [date(2026, 7, 3), date(2027, 6, 18), date(2027, 7, 5), date(2027, 12, 24), date(2027, 12, 31)]
    assert [day for day in observed if is_working_day("US", day)] == []
    assert is_working_day("FR", date(2026, 5, 18))


def test_the_dutch_king_s_day_never_falls_on_a_sunday() -> None:
    assert date(2031, 4, 26) in holidays("NL", 2031)
    assert date(2031, 4, 27) not in holidays("NL", 2031)


def test_a_holiday_is_none_before_the_law_that_made_it() -> None:
    assert is_working_day("IT", date(2024, 10, 4))
    assert not is_working_day("IT", date(2027, 10, 4))


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
