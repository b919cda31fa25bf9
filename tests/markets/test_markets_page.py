"""The figures printed in docs/markets.md are those of the code."""

from pathlib import Path

from chalicelib.markets.directory import market, markets
from chalicelib.markets.market import FeeTier

TODAY = "2026-11-23"
PAGE = (Path(__file__).parents[2] / "docs" / "markets.md").read_text()


def section(title: str) -> list[list[str]]:
    """The rows of the table under a heading."""
    lines = PAGE.split(f"\n## {title}\n")[1].split("\n## ")[0].splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")][2:]


def test_the_page_lists_every_market_with_its_languages_and_rate() -> None:
    rows = {row[0]: row for row in section("Storefronts")}
    assert rows.keys() == {one.code for one in (*markets("eu"), *markets("us"))}
    for code, row in rows.items():
        one = market(code)
        assert row[1:4] == [one.cell, one.currency, ", ".join(one.languages)]
        if one.vat_standard_bp is not None:
            assert row[5] == f"{one.vat_standard_bp.at(TODAY) // 100} %"


def printed(tiers: tuple[FeeTier, ...]) -> list[tuple[str, str]]:
    return [
        ("above" if tier.below_minor is None else str(tier.below_minor // 100), f"{tier.fee_minor / 100:.2f}")
        for tier in tiers
    ]


def test_the_page_prints_the_fee_tiers() -> None:
    rows = section("Service fee")
    assert [(row[0], row[1]) for row in rows] == printed(market("FR").service_fee.at(TODAY).tiers)
    american = [(row[3], row[4]) for row in rows if row[3]]
    assert american == printed(market("US").service_fee.at(TODAY).tiers)


def test_the_page_prints_the_guarantees() -> None:
    printed = section("Guarantees")
    assert sorted(row[0] for row in printed) == sorted(one.code for one in (*markets("eu"), *markets("us")))
    for code, months, presumed, agreed, _law in printed:
        history = market(code).legal_guarantee
        if history is None:
            assert [months, presumed, agreed] == ["–"] * 3
            continue
        legal = history.at(TODAY)
        agreed_months = legal.agreed_minimum_months
        assert [months, presumed] == [str(legal.months), str(legal.presumption_months)]
        assert agreed == ("–" if agreed_months is None else str(agreed_months))


def test_the_page_prints_the_windows() -> None:
    rows = {row[0]: row[1:3] for row in section("Windows")}
    for column, code in enumerate(("FR", "US")):
        windows = market(code).windows
        assert rows["reservation"][column] == f"{windows.reservation_minutes.at(TODAY)} minutes"
        assert rows["acceptance by the seller"][column] == f"{windows.acceptance_hours.at(TODAY)} hours"
        assert rows["free return"][column] == f"{windows.free_return_days.at(TODAY)} days"
        assert rows["refund"][column] == f"{windows.refund_days.at(TODAY)} days"
        assert rows["tax records kept"][column] == f"{windows.tax_record_years.at(TODAY)} years"
        days = ", ".join(str(day) for day in windows.payout_days_of_month.at(TODAY))
        assert rows["payouts"][column] == days
    assert rows["withdrawal"][0] == f"{market('FR').windows.withdrawal_days.at(TODAY)} days"
