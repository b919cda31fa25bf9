"""Money: amounts in integer minor units, exact division into shares, and rounding rules."""

from collections.abc import Sequence

import msgspec

EXPONENT = {"EUR": 2, "USD": 2}
BASIS_POINTS = 10_000


class Money(msgspec.Struct, frozen=True):
    """An amount in the currency's minor unit (cents), as clients see it."""

    amount_minor: int
    currency: str


class CurrencyMismatch(Exception):
    """Amounts of different currencies were added."""


def total(amounts: Sequence[Money]) -> Money:
    """The sum of at least one amount. Raises: CurrencyMismatch."""
    currencies = {amount.currency for amount in amounts}
    if len(currencies) != 1:
        raise CurrencyMismatch(", ".join(sorted(currencies)) or "nothing to add")
    return Money(sum(amount.amount_minor for amount in amounts), currencies.pop())


def divide_half_even(numerator: int, denominator: int) -> int:
    """numerator / denominator, rounded half to even (IEEE 754); denominator > 0."""
    quotient, remainder = divmod(numerator, denominator)
    twice = 2 * remainder
    if twice > denominator or (twice == denominator and quotient % 2 == 1):
        return quotient + 1
    return quotient


def share(amount_minor: int, basis_points: int) -> int:
    """A share of an amount in basis points, rounded half to even."""
    return divide_half_even(amount_minor * basis_points, BASIS_POINTS)


def contained(gross_minor: int, rate_basis_points: int) -> int:
    """The tax included in a gross amount, at a rate in basis points of the net; rounded half to even."""
    return divide_half_even(gross_minor * rate_basis_points, BASIS_POINTS + rate_basis_points)


def split(amount_minor: int, weights: Sequence[int]) -> list[int]:
    """An amount divided by weights, without a remainder: by largest remainder, the earlier share first on a tie.

    Equal shares if every weight is 0.
    Raises: ValueError for no weights, a negative weight or a negative amount.
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
    """The part of a component (commission, tax) that refunds of `refunded_minor` in all reverse, cumulatively.

    Book the difference to the previous total: however a full refund is divided, it then reverses the whole component.
    Raises: ValueError for a refund below 0 or above the whole.
    """
    if not 0 <= refunded_minor <= whole_minor:
        raise ValueError("a refund is between 0 and the whole amount")
    if whole_minor == 0:
        return 0
    return divide_half_even(component_minor * refunded_minor, whole_minor)
