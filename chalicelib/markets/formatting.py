"""Amounts and days as a language writes them."""

from datetime import date

from chalicelib.kernel.values.money import EXPONENT, Money

_SIGNS = {"EUR": "€", "USD": "$"}
_HARD_SPACE, _NARROW_SPACE = "\u00a0", "\u202f"
# Thousands and decimals in euro; dollars are written the American way in every language of the American market.
_SEPARATORS = {
    "en": (",", "."),
    "fr": (_NARROW_SPACE, ","),
    "de": (".", ","),
    "es": (".", ","),
    "it": (".", ","),
    "nl": (".", ","),
}
_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
}
_DAYS = {"es": "{day} de {month} de {year}"}
_FIRST_OF_MONTH = {"fr": "1er", "it": "1º"}


def amount(money: Money, language: str) -> str:
    """`€1,349.00`, `1.349,00 €`, `€ 1.349,00`, `$1,349.00`; a space in it never breaks a line."""
    sign, exponent = _SIGNS[money.currency], EXPONENT[money.currency]
    thousands, decimal = _SEPARATORS["en" if money.currency == "USD" else language]
    whole, cents = divmod(abs(money.amount_minor), 10**exponent)
    figures = f"{whole:,}".replace(",", thousands) + f"{decimal}{cents:0{exponent}d}"
    minus = "-" if money.amount_minor < 0 else ""
    if money.currency == "USD" or language == "en":
        return f"{minus}{sign}{figures}"
    if language == "nl":
        return f"{sign}{_HARD_SPACE}{minus}{figures}"
    return f"{minus}{figures}{_HARD_SPACE}{sign}"


def day(shown: date, language: str) -> str:
    """`25 November 2026`, `1er décembre 2026`, `25. November 2026`, `25 de noviembre de 2026`."""
    written = _DAYS.get(language, "{day} {month} {year}")
    return written.format(day=day_of_month(shown, language), month=month(shown, language), year=shown.year)


def day_of_month(shown: date, language: str) -> str:
    """`25`, `1er`, `25.`"""
    if language == "de":
        return f"{shown.day}."
    return _FIRST_OF_MONTH.get(language, "1") if shown.day == 1 else str(shown.day)


def month(shown: date, language: str) -> str:
    """A day's month by its name."""
    return _MONTHS[language].split()[shown.month - 1]
