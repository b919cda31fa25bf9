"""Money: integers of minor units, shares that lose no cent, and the rounding rules by name."""

from collections.abc import Sequence

import msgspec

EXPONENT = {"EUR": 2, "USD": 2}
BASIS_POINTS = 10_000


class Money(msgspec.Struct, frozen=True):
    """An amount in the currency's minor unit; the shape every client sees."""

    amount_minor: int
    currency: str


class CurrencyMismatch(Exception):
    """Two currencies met in one sum."""


def total(amounts: Sequence[Money]) -> Money:
    """The sum of at least one amount; CurrencyMismatch where currencies differ."""
    currencies = {amount.currency for amount in amounts}
    if len(currencies) != 1:
        raise CurrencyMismatch(", ".join(sorted(currencies)) or "nothing to add")
    return Money(sum(amount.amount_minor for amount in amounts), currencies.pop())


def divide_half_even(numerator: int, denominator: int) -> int:
    """numerator / denominator rounded to the nearest integer, ties to the even one; denominator > 0."""
    quotient, remainder = divmod(numerator, denominator)
    twice = 2 * remainder
    if twice > denominator or (twice == denominator and quotient % 2 == 1):
        return quotient + 1
    return quotient


def share(amount_minor: int, basis_points: int) -> int:
    """`basis_points` of an amount, half-even."""
    return divide_half_even(amount_minor * basis_points, BASIS_POINTS)


def contained(gross_minor: int, rate_basis_points: int) -> int:
    """The tax contained in a gross amount at a rate on the net, half-even."""
    return divide_half_even(gross_minor * rate_basis_points, BASIS_POINTS + rate_basis_points)


def split(amount_minor: int, weights: Sequence[int]) -> list[int]:
    """An amount divided by weights with no cent lost: largest remainder, the earlier share first on a tie.

    Equal shares when every weight is 0. ValueError for no weights, a negative weight or a negative amount.
    """
    if not weights or min(weights) < 0 or amount_minor < 0:
        raise ValueError("split takes an amount >= 0 and at least one weight >= 0")
    parts = list(weights) if any(weights) else [1] * len(weights)
    whole = sum(parts)
    shares = [amount_minor * weight // whole for weight in parts]
    remainders = [amount_minor * weight % whole for weight in parts]
    by_remainder = sorted(range(len(parts)), key=lambda index: (-remainders[index], index))
    for index in by_remainder[: amount_minor - sum(shares)]:
        shares[index] += 1
    return shares


def reversed_so_far(component_minor: int, refunded_minor: int, whole_minor: int) -> int:
    """How much of a component a refund total takes back, cumulatively.

    Booking the difference to the previous total makes any split of a full refund return exactly the component.
    """
    if not 0 <= refunded_minor <= whole_minor:
        raise ValueError("a refund lies between nothing and the whole")
    if whole_minor == 0:
        return 0
    return divide_half_even(component_minor * refunded_minor, whole_minor)
