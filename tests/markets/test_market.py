"""Dated figures: the one in force on a day, and nothing before the first."""

import pytest

from chalicelib.markets.market import Dated, History, NotInForce, in_force

GERMAN_VAT = History(
    (Dated(1_900, "2007-01-01", "a"), Dated(1_600, "2020-07-01", "b"), Dated(1_900, "2021-01-01", "c"))
)


@pytest.mark.parametrize(
    ("on", "rate_bp", "source"),
    [
        ("2020-06-30", 1_900, "a"),
        ("2020-07-01", 1_600, "b"),
        ("2020-12-31", 1_600, "b"),
        ("2021-01-01", 1_900, "c"),
    ],
)
def test_a_figure_holds_from_its_first_day_until_the_next_one_begins(on: str, rate_bp: int, source: str) -> None:
    assert GERMAN_VAT.at(on) == rate_bp
    assert GERMAN_VAT.entry(on).source == source


def test_a_timestamp_is_read_as_its_day() -> None:
    assert GERMAN_VAT.at("2020-07-01T00:00:00.000Z") == 1_600
    assert GERMAN_VAT.at("2020-06-30T23:59:59.999Z") == 1_900


def test_before_the_first_entry_nothing_is_in_force() -> None:
    with pytest.raises(NotInForce, match="2026-01-01"):
        in_force(10, "2026-01-01", "terms").at("2025-12-31")
