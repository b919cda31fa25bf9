"""The time each party has: what the law gives, what the platform adds, and that America's law gives less."""

import pytest

from chalicelib.markets.market import History, NotInForce, Windows
from chalicelib.markets.time_limits import EU_WINDOWS, US_WINDOWS

TODAY = "2026-11-30"


@pytest.mark.parametrize(
    ("name", "limit", "article"),
    [
        ("withdrawal_days", 14, "2011/83/EU art. 9"),
        ("uninformed_withdrawal_months", 12, "2011/83/EU art. 10"),
        ("refund_days", 14, "2011/83/EU art. 13"),
        ("withdrawal_return_days", 14, "2011/83/EU art. 14"),
        ("delivery_limit_days", 30, "2011/83/EU art. 18"),
        ("prior_price_days", 30, "98/6/EC art. 6a"),
        ("tax_record_years", 10, "2006/112/EC art. 242a"),
    ],
)
def test_a_time_limit_of_european_law_is_the_one_of_its_article(name: str, limit: int, article: str) -> None:
    entry = getattr(EU_WINDOWS, name).entry(TODAY)
    assert entry.value == limit
    assert article in entry.source


@pytest.mark.parametrize("name", ["withdrawal_days", "uninformed_withdrawal_months", "withdrawal_return_days"])
def test_america_knows_no_withdrawal(name: str) -> None:
    assert getattr(US_WINDOWS, name).at(TODAY) == 0


def test_america_s_refund_is_due_in_seven_days_and_its_parcel_in_thirty() -> None:
    assert (US_WINDOWS.refund_days.at(TODAY), US_WINDOWS.delivery_limit_days.at(TODAY)) == (7, 30)
    assert "16 CFR 435" in US_WINDOWS.refund_days.entry(TODAY).source


@pytest.mark.parametrize("windows", [EU_WINDOWS, US_WINDOWS], ids=["eu", "us"])
def test_the_platform_gives_sellers_and_buyers_the_same_time_everywhere(windows: Windows) -> None:
    assert windows.reservation_minutes.at(TODAY) == 15
    assert windows.acceptance_hours.at(TODAY) == 48
    assert windows.shipping_grace_days.at(TODAY) == 2
    assert windows.free_return_days.at(TODAY) == 30
    assert windows.payout_days_of_month.at(TODAY) == (6, 16, 26)


@pytest.mark.parametrize("windows", [EU_WINDOWS, US_WINDOWS], ids=["eu", "us"])
def test_a_free_return_is_never_shorter_than_the_law_s_withdrawal(windows: Windows) -> None:
    assert windows.free_return_days.at(TODAY) >= windows.withdrawal_days.at(TODAY)


@pytest.mark.parametrize("name", Windows.__struct_fields__)
@pytest.mark.parametrize("windows", [EU_WINDOWS, US_WINDOWS], ids=["eu", "us"])
def test_every_time_limit_states_its_source_and_holds_from_the_first_day(windows: Windows, name: str) -> None:
    history: History[object] = getattr(windows, name)
    assert all(entry.source for entry in history.entries)
    assert history.entry("2026-01-01") == history.entries[-1]


def test_the_platform_s_own_terms_hold_from_its_first_day_on() -> None:
    with pytest.raises(NotInForce):
        EU_WINDOWS.reservation_minutes.at("2025-12-31")
