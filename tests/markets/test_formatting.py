"""An amount looks as the reader's newspaper prints it."""

from datetime import date

import pytest

from chalicelib.kernel.values.money import Money
from chalicelib.markets.formatting import amount, day


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
