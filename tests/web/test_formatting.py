"""Figures as each language writes them."""

from datetime import date

import pytest

from chalicelib.kernel.values.money import Money
from chalicelib.web.formatting import Formats


@pytest.mark.parametrize(
    ("language", "written"),
    [("en", "€1,349.00"), ("fr", "1\u202f349,00\u00a0€"), ("de", "1.349,00\u00a0€")],
)
def test_amounts_are_written_as_the_letters_write_them(language: str, written: str) -> None:
    assert Formats(language).money(Money(134_900, "EUR")) == written


@pytest.mark.parametrize(
    ("language", "written"),
    [("en", "5 March 2026"), ("fr", "5 mars 2026"), ("de", "5. März 2026")],
)
def test_days_are_written_out(language: str, written: str) -> None:
    assert Formats(language).day("2026-03-05") == written


def test_the_first_of_a_month_is_an_ordinal_in_french() -> None:
    assert Formats("fr").day("2026-03-01") == "1er mars 2026"
    assert Formats("fr").near_day(date(2026, 12, 1)) == "mardi 1er\u00a0décembre"
    assert Formats("de").day("2026-03-01") == "1. März 2026"
    assert Formats("en").day("2026-03-01") == "1 March 2026"


@pytest.mark.parametrize(("language", "share", "storage"), [("en", "0.50", "16\u00a0GB"), ("fr", "0,50", "16\u00a0Go")])
def test_shares_and_measures_are_written_as_the_language_does(language: str, share: str, storage: str) -> None:
    assert Formats(language).percent(50) == share
    assert Formats(language).measure(16, "GB") == storage
    assert Formats(language).measure(60, "Hz") == "60\u00a0Hz"


def test_a_moment_says_that_it_is_universal_time() -> None:
    assert Formats("en").moment("2026-11-23T09:07:00.000Z") == "23 November 2026, 09:07\u00a0UTC"


@pytest.mark.parametrize(("grams", "written"), [(30_400, "30\u00a0kg"), (999, "999\u00a0g"), (-45_600, "-46\u00a0kg")])
def test_carbon_is_shown_without_digits_the_method_cannot_stand_for(grams: int, written: str) -> None:
    assert Formats("en").kilograms(grams) == written


@pytest.mark.parametrize(("grams", "written"), [(174, "174\u00a0g"), (1_380, "1,4\u00a0kg"), (12_000, "12,0\u00a0kg")])
def test_a_device_weighs_grams_or_kilograms(grams: int, written: str) -> None:
    assert Formats("de").weight(grams) == written


@pytest.mark.parametrize(("millimetres", "inches"), [(155, "6.1″"), (338, "13.3″"), (395, "15.6″")])
def test_a_screen_is_measured_in_its_makers_inches(millimetres: int, inches: str) -> None:
    assert Formats("en").inches(millimetres) == inches


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Friday, 27\u00a0November"), ("fr", "vendredi 27\u00a0novembre"), ("de", "Freitag, 27.\u00a0November")],
)
def test_a_near_day_is_named_by_its_weekday(language: str, said: str) -> None:
    assert Formats(language).near_day(date(2026, 11, 27)) == said


@pytest.mark.parametrize(
    ("language", "whole", "odd"), [("en", "€1,200", "€99.99"), ("fr", "1\u202f200\u00a0€", "99,99\u00a0€")]
)
def test_limits_of_price_show_cents_only_where_there_are_any(language: str, whole: str, odd: str) -> None:
    assert Formats(language).whole_money(Money(120_000, "EUR")) == whole
    assert Formats(language).whole_money(Money(9_999, "EUR")) == odd
