"""Formatting: what templates show as figures: amounts, days and measures in the language of a page."""

from datetime import date

import msgspec

from chalicelib.kernel.runtime import clock
from chalicelib.kernel.values.money import Money, divide_half_even
from chalicelib.markets import formatting

# Units that French writes its own way; every other is written alike everywhere.
_FRENCH_UNITS = {"GB": "Go", "MP": "Mpx"}
SPACE = "\u00a0"


class Formats(msgspec.Struct, frozen=True):
    """Figures in one language, under the name `shown_as` in templates."""

    language: str

    def money(self, amount: Money) -> str:
        """`€1,349.00`, `1 349,00 €`, `1.349,00 €`, as the letters write it."""
        return formatting.amount(amount, self.language)

    def count(self, number: int) -> str:
        """A whole number with its thousands apart."""
        return formatting.count(number, self.language)

    def day(self, stamped: str) -> str:
        """`23 November 2026` from a stored time or a day `YYYY-MM-DD`."""
        return formatting.day(date.fromisoformat(stamped[:10]), self.language)

    def near_day(self, day: date) -> str:
        """`Friday, 27 November`: a day so near that its year is left out."""
        return formatting.near_day(day, self.language)

    def whole_money(self, amount: Money) -> str:
        """An amount without its cents where it has none, as limits of price have."""
        shown = self.money(amount)
        return (
            shown
            if amount.amount_minor % 100
            else shown.replace(f"{formatting.CONVENTIONS[self.language].decimal}00", "", 1)
        )

    def percent(self, basis_points: int) -> str:
        """Basis points as a percentage's figure to two decimals: `0.50`."""
        whole, hundredths = divmod(basis_points, 100)
        return formatting.decimal(whole, f"{hundredths:02d}", self.language)

    def measure(self, number: int, unit: str) -> str:
        """A whole number of a unit of the catalogue."""
        shown = _FRENCH_UNITS.get(unit, unit) if self.language == "fr" else unit
        return f"{self.count(number)}{SPACE}{shown}"

    def moment(self, stamped: str) -> str:
        """A day with its time of day in UTC, which is said."""
        return f"{self.day(stamped)}, {clock.parse(stamped):%H:%M}{SPACE}UTC"

    def kilograms(self, grams: int) -> str:
        """Grams of CO2 equivalent as whole kilograms, in grams below one; the method supports no further digits."""
        if abs(grams) < 1_000:
            return f"{grams}{SPACE}g"
        return f"{self.count(divide_half_even(grams, 1_000))}{SPACE}kg"

    def weight(self, grams: int) -> str:
        """A device's weight: grams below a kilogram, else kilograms to one decimal."""
        if grams < 1_000:
            return f"{grams}{SPACE}g"
        whole, tenth = divmod(divide_half_even(grams, 100), 10)
        return f"{formatting.decimal(whole, str(tenth), self.language)}{SPACE}kg"

    def inches(self, millimetres: int) -> str:
        """A screen's diagonal, which its maker states in inches (25.4 mm), to one decimal."""
        whole, tenth = divmod(divide_half_even(millimetres * 100, 254), 10)
        return f"{formatting.decimal(whole, str(tenth), self.language)}″"
