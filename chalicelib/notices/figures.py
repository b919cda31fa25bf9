"""Amounts as a language writes them."""

from chalicelib.kernel.money import EXPONENT, Money

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
