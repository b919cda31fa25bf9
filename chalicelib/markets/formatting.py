"""Formatting: amounts, numbers and days as each language writes them, for pages, mails and documents.

The conventions are those of CLDR (a test compares them with Babel); `en` is British English. Two forms go beyond CLDR:
the first of a month is an ordinal in French (1er) and Italian (1º).
"""

from datetime import date

import msgspec

from chalicelib.kernel.values.money import EXPONENT, Money

_SIGNS = {"EUR": "€", "USD": "$"}


class Conventions(msgspec.Struct, frozen=True, kw_only=True):
    """How a language writes: separators, patterns, and the names of months and weekdays from January and Monday on."""

    thousands: str
    decimal: str
    euros: str
    day: str = "{day} {month} {year}"
    near_day: str = "{weekday} {day}\u00a0{month}"
    first_of_month: str = "1"
    months: str
    weekdays: str


CONVENTIONS = {
    "en": Conventions(
        thousands=",",
        decimal=".",
        euros="{minus}{sign}{figures}",
        near_day="{weekday}, {day}\u00a0{month}",
        months="January February March April May June July August September October November December",
        weekdays="Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    ),
    "fr": Conventions(
        thousands="\u202f",
        decimal=",",
        euros="{minus}{figures}\u00a0{sign}",
        first_of_month="1er",
        months="janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        weekdays="lundi mardi mercredi jeudi vendredi samedi dimanche",
    ),
    "de": Conventions(
        thousands=".",
        decimal=",",
        euros="{minus}{figures}\u00a0{sign}",
        day="{day}. {month} {year}",
        near_day="{weekday}, {day}.\u00a0{month}",
        months="Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
        weekdays="Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
    ),
    "es": Conventions(
        thousands=".",
        decimal=",",
        euros="{minus}{figures}\u00a0{sign}",
        day="{day} de {month} de {year}",
        near_day="{weekday}, {day}\u00a0de {month}",
        months="enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        weekdays="lunes martes miércoles jueves viernes sábado domingo",
    ),
    "it": Conventions(
        thousands=".",
        decimal=",",
        euros="{minus}{figures}\u00a0{sign}",
        first_of_month="1º",
        months="gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
        weekdays="lunedì martedì mercoledì giovedì venerdì sabato domenica",
    ),
    "nl": Conventions(
        thousands=".",
        decimal=",",
        euros="{sign}\u00a0{minus}{figures}",
        months="januari februari maart april mei juni juli augustus september oktober november december",
        weekdays="maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
    ),
}


def amount(money: Money, language: str) -> str:
    """`€1,349.00`, `1.349,00 €`, `€ 1.349,00`, `$1,349.00`; a space in it never breaks a line.

    Dollars are written the American way in every language of the American market.
    """
    written = CONVENTIONS["en" if money.currency == "USD" else language]
    exponent = EXPONENT[money.currency]
    whole, cents = divmod(abs(money.amount_minor), 10**exponent)
    figures = f"{_grouped(whole, written)}{written.decimal}{cents:0{exponent}d}"
    minus = "-" if money.amount_minor < 0 else ""
    return written.euros.format(minus=minus, figures=figures, sign=_SIGNS[money.currency])


def count(number: int, language: str) -> str:
    """A whole number with its thousands apart."""
    return _grouped(number, CONVENTIONS[language])


def decimal(whole: int, fraction: str, language: str) -> str:
    """A number of a whole part and the digits of its fraction."""
    return f"{count(whole, language)}{CONVENTIONS[language].decimal}{fraction}"


def day(shown: date, language: str) -> str:
    """`25 November 2026`, `1er décembre 2026`, `25. November 2026`, `25 de noviembre de 2026`."""
    return _day(shown, CONVENTIONS[language], CONVENTIONS[language].day)


def near_day(shown: date, language: str) -> str:
    """`Friday, 27 November`: a day so near that its year is left out; day and month stay on one line."""
    return _day(shown, CONVENTIONS[language], CONVENTIONS[language].near_day)


def _day(shown: date, written: Conventions, pattern: str) -> str:
    return pattern.format(
        weekday=written.weekdays.split()[shown.weekday()],
        day=written.first_of_month if shown.day == 1 else shown.day,
        month=written.months.split()[shown.month - 1],
        year=shown.year,
    )


def _grouped(number: int, written: Conventions) -> str:
    return f"{number:,}".replace(",", written.thousands)
