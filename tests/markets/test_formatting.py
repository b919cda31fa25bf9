"""An amount looks as the reader's newspaper prints it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal

from chalicelib.kernel.values.money import Money
from chalicelib.markets.formatting import CONVENTIONS, amount, count, day, decimal, near_day


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "€1,349.05"),
        ("fr", "1\u202f349,05\u00a0€"),
        ("de", "1.349,05\u00a0€"),
        ("es", "1.349,05\u00a0€"),
        ("it", "1.349,05\u00a0€"),
        ("nl", "€\u00a01.349,05"),
    ],
)
def test_euros_in_each_language(language: str, written: str) -> None:
    assert amount(Money(134_905, "EUR"), language) == written


@pytest.mark.parametrize("language", ["en", "es"])
def test_dollars_are_written_the_american_way(language: str) -> None:
    assert amount(Money(134_905, "USD"), language) == "$1,349.05"


def test_cents_small_amounts_and_refunds_keep_their_digits() -> None:
    assert amount(Money(5, "EUR"), "en") == "€0.05"
    assert amount(Money(0, "EUR"), "de") == "0,00\u00a0€"
    assert amount(Money(-1_250, "EUR"), "fr") == "-12,50\u00a0€"
    assert amount(Money(-1_250, "EUR"), "nl") == "€\u00a0-12,50"


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "1 December 2026"),
        ("fr", "1er décembre 2026"),
        ("de", "1. Dezember 2026"),
        ("es", "1 de diciembre de 2026"),
        ("it", "1º dicembre 2026"),
        ("nl", "1 december 2026"),
    ],
)
def test_days_in_each_language(language: str, written: str) -> None:
    assert day(date(2026, 12, 1), language) == written
    assert day(date(2026, 12, 2), language) == written.replace("1er", "2").replace("1º", "2").replace("1", "2", 1)


# Babel's locale of each language, and what is not CLDR's: the first of a month is an ordinal.
LOCALES = {language: "en_GB" if language == "en" else language for language in CONVENTIONS}
ORDINALS = {"fr": "1er", "it": "1º"}
YEAR = [date(2026, 1, 1) + timedelta(days=passed) for passed in range(365)]


def as_babel(written: str, shown: date, language: str) -> str:
    """A day of ours without what is ours alone: ordinals, and the space between day and month that breaks no line."""
    plain = written.replace("\u00a0", " ")
    return plain.replace(ORDINALS[language], "1", 1) if shown.day == 1 and language in ORDINALS else plain


@pytest.mark.parametrize("language", CONVENTIONS)
def test_every_day_of_a_year_is_written_as_in_cldr(language: str) -> None:
    locale = LOCALES[language]
    for shown in YEAR:
        assert as_babel(day(shown, language), shown, language) == format_date(shown, "long", locale=locale)
        full = format_date(shown, "full", locale=locale).removesuffix(" 2026").removesuffix(" de")
        assert as_babel(near_day(shown, language), shown, language) == full


@pytest.mark.parametrize("minor", [0, 1, 99, 100, 99_999, 100_000, 134_905, 1_234_567_890, -5, -1_250, -123_456])
@pytest.mark.parametrize("language", CONVENTIONS)
def test_amounts_and_numbers_are_written_as_in_cldr(language: str, minor: int) -> None:
    locale, exact = LOCALES[language], Decimal(minor) / 100
    assert amount(Money(minor, "EUR"), language) == format_currency(exact, "EUR", locale=locale)
    assert amount(Money(minor, "USD"), language) == format_currency(exact, "USD", locale="en_US")
    assert count(minor, language) == format_decimal(minor, locale=locale)
    assert decimal(abs(minor), "50", language) == format_decimal(abs(minor) + Decimal("0.5"), "#,##0.00", locale=locale)
