"""Formatting: amounts, days and measures as each language writes them. Pure; no locale database."""

from datetime import date

import msgspec

from chalicelib.kernel.runtime import clock
from chalicelib.kernel.values.money import Money, divide_half_even
from chalicelib.markets import formatting

_WEEKDAYS = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "de": "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
}
# Units that French writes its own way; every other is written alike everywhere.
_FRENCH_UNITS = {"GB": "Go", "MP": "Mpx"}
NARROW_SPACE, SPACE = "\u202f", "\u00a0"


class Formats(msgspec.Struct, frozen=True):
    """How one language writes; `language` is en, fr or de."""

    language: str

    def money(self, amount: Money) -> str:
        """`€1,349.00`, `1 349,00 €`, `1.349,00 €`, as the letters write it."""
        return formatting.amount(amount, self.language)

    def count(self, number: int) -> str:
        """A whole number with its thousands apart."""
        mark = {"en": ",", "fr": NARROW_SPACE, "de": "."}[self.language]
        return f"{number:,}".replace(",", mark)

    def day(self, stamped: str) -> str:
        """`23 November 2026` from a stored time or a day `YYYY-MM-DD`."""
        return formatting.day(date.fromisoformat(stamped[:10]), self.language)

    def near_day(self, day: date) -> str:
        """`Friday, 27 November`: a day so near that its year goes without saying."""
        weekday = _WEEKDAYS[self.language].split()[day.weekday()]
        comma = "" if self.language == "fr" else ","
        number, month = formatting.day_of_month(day, self.language), formatting.month(day, self.language)
        return f"{weekday}{comma} {number}{SPACE}{month}"

    def whole_money(self, amount: Money) -> str:
        """An amount without its cents where it has none, as limits of price have."""
        shown = self.money(amount)
        return shown if amount.amount_minor % 100 else shown.replace(f"{self._decimal_mark}00", "", 1)

    def percent(self, basis_points: int) -> str:
        """Basis points as a percentage's figure to two decimals: `0.50`."""
        whole, hundredths = divmod(basis_points, 100)
        return f"{whole}{self._decimal_mark}{hundredths:02d}"

    def measure(self, number: int, unit: str) -> str:
        """A whole number of a unit of the catalogue."""
        shown = _FRENCH_UNITS.get(unit, unit) if self.language == "fr" else unit
        return f"{self.count(number)}{SPACE}{shown}"

    def moment(self, stamped: str) -> str:
        """A day with its time of day in UTC, which is said."""
        return f"{self.day(stamped)}, {clock.parse(stamped):%H:%M}{SPACE}UTC"

    def kilograms(self, grams: int) -> str:
        """Grams of CO2 equivalent as whole kilograms, in grams below one: no digit the method cannot stand for."""
        if abs(grams) < 1_000:
            return f"{grams}{SPACE}g"
        return f"{self.count(divide_half_even(grams, 1_000))}{SPACE}kg"

    def weight(self, grams: int) -> str:
        """A device's weight: grams below a kilogram, else kilograms to one decimal."""
        if grams < 1_000:
            return f"{grams}{SPACE}g"
        whole, tenth = divmod(divide_half_even(grams, 100), 10)
        return f"{self.count(whole)}{self._decimal_mark}{tenth}{SPACE}kg"

    def inches(self, millimetres: int) -> str:
        """A screen's diagonal, which its maker states in inches (25.4 mm), to one decimal."""
        whole, tenth = divmod(divide_half_even(millimetres * 100, 254), 10)
        return f"{whole}{self._decimal_mark}{tenth}″"

    @property
    def _decimal_mark(self) -> str:
        return "." if self.language == "en" else ","
