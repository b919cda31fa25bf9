"""Totals of a day add up per currency, and a share that is not whole is never shown as whole."""

import pytest

from chalicelib.payments.reconciliation.day_result import MoneyTotals, added, explained_ppm, percent


def test_totals_are_added_up_per_currency() -> None:
    euros = {"EUR": MoneyTotals(transactions=1, matched=1, seen_minor=30, explained_minor=30)}
    both = added(euros, {"EUR": MoneyTotals(transactions=2, seen_minor=5), "USD": MoneyTotals(waiting_minor=4)})
    assert both == {
        "EUR": MoneyTotals(transactions=3, matched=1, seen_minor=35, explained_minor=30),
        "USD": MoneyTotals(waiting_minor=4),
    }
    assert list(both) == ["EUR", "USD"]


@pytest.mark.parametrize(
    ("explained", "seen", "shown"),
    [
        (0, 0, "100.000"),
        (10, 10, "100.000"),
        (9_999_999_999, 10_000_000_000, "99.999"),
        (1, 3, "33.333"),
        (0, 5, "0.000"),
        (1, 10_000, "0.010"),
    ],
)
def test_one_cent_less_than_everything_is_not_one_hundred_per_cent(explained: int, seen: int, shown: str) -> None:
    totals = {"EUR": MoneyTotals(seen_minor=seen, explained_minor=explained)}
    assert percent(explained_ppm(totals)) == shown
