"""When a buyer's rights end."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.markets.directory import market
from chalicelib.markets.due_dates import (
    arrival_day,
    delay_notice_at,
    end_of_day,
    free_return_ends_at,
    guarantee_ends_at,
    last_day,
    legal_guarantee_ends_at,
    local_day,
    months_after,
    send_back_ends_at,
    shipment_due_at,
    withdrawal_ends_at,
    working_days_end_at,
)

FRANCE, GERMANY, IRELAND, AMERICA = market("FR"), market("DE"), market("IE"), market("US")


def test_fourteen_days_after_delivery_end_at_midnight_of_the_last_day() -> None:
    # Delivered Monday 2 November; the 14th day is Monday 16 November.
    assert withdrawal_ends_at(FRANCE, "2026-11-02T10:15:00.000Z") == "2026-11-17T00:00:00.000Z"


def test_a_withdrawal_that_would_end_on_a_sunday_ends_on_monday() -> None:
    assert withdrawal_ends_at(FRANCE, "2026-11-01T10:15:00.000Z") == "2026-11-17T00:00:00.000Z"


def test_a_withdrawal_that_would_end_at_christmas_ends_with_the_next_working_day() -> None:
    # The 14th day is Friday 25 December 2026; Monday the 28th is the first day worked.
    assert withdrawal_ends_at(GERMANY, "2026-12-11T09:00:00.000Z") == "2026-12-29T00:00:00.000Z"


def test_a_delivery_late_in_the_evening_counts_from_the_later_local_day() -> None:
    assert local_day(FRANCE, "2026-07-06T22:30:00.000Z") == date(2026, 7, 7)
    assert withdrawal_ends_at(FRANCE, "2026-07-06T22:30:00.000Z") == "2026-07-22T00:00:00.000Z"


def test_a_buyer_who_was_not_told_has_a_year_longer() -> None:
    assert withdrawal_ends_at(FRANCE, "2026-11-02T10:00:00.000Z", informed_at=None) == "2027-11-17T00:00:00.000Z"


def test_american_law_knows_no_withdrawal_but_the_platform_takes_devices_back() -> None:
    assert withdrawal_ends_at(AMERICA, "2026-06-01T12:00:00.000Z") is None
    # 1 July 2026 is a Wednesday; midnight in Hawaii is 10:00 UTC.
    ends_at = free_return_ends_at(AMERICA, "2026-05-25T12:00:00.000Z", "2026-06-01T12:00:00.000Z")
    assert ends_at == "2026-07-02T10:00:00.000Z"


def test_a_christmas_present_can_go_back_until_the_end_of_january() -> None:
    # 31 January 2027 is a Sunday.
    ends_at = free_return_ends_at(FRANCE, "2026-11-27T08:00:00.000Z", "2026-12-01T10:00:00.000Z")
    assert ends_at == "2027-02-02T00:00:00.000Z"
    day_before = free_return_ends_at(FRANCE, "2026-11-26T08:00:00.000Z", "2026-12-01T10:00:00.000Z")
    assert day_before == "2027-01-01T00:00:00.000Z"


def test_a_present_delivered_in_january_keeps_its_thirty_days() -> None:
    ends_at = free_return_ends_at(FRANCE, "2026-12-31T08:00:00.000Z", "2027-01-12T10:00:00.000Z")
    assert ends_at == "2027-02-12T00:00:00.000Z"


def test_the_legal_guarantee_ends_on_the_same_day_two_years_later() -> None:
    day = "2026-11-02T10:00:00.000Z"
    assert legal_guarantee_ends_at(GERMANY, day, day) == "2028-11-03T00:00:00.000Z"
    assert legal_guarantee_ends_at(GERMANY, day, day, agreed_months=12) == "2027-11-03T00:00:00.000Z"
    assert legal_guarantee_ends_at(AMERICA, day, day) is None


def test_a_guarantee_given_on_a_leap_day_ends_on_the_last_of_february() -> None:
    assert guarantee_ends_at(IRELAND, "2028-02-29T10:00:00.000Z", 12) == "2029-03-01T00:00:00.000Z"


def test_three_working_days_to_report_damage_skip_the_weekend() -> None:
    assert working_days_end_at(FRANCE, "2026-11-20T10:00:00.000Z", 3) == "2026-11-26T00:00:00.000Z"


@pytest.mark.parametrize(
    ("code", "ordered_at", "delivery_days", "arrives_on"),
    [
        ("FR", "2026-11-23T09:00:00.000Z", 2, date(2026, 11, 25)),
        ("FR", "2026-11-27T09:00:00.000Z", 2, date(2026, 11, 30)),  # Friday + 2 is Sunday
        ("FR", "2026-12-23T09:00:00.000Z", 2, date(2026, 12, 28)),  # Christmas, Saturday, Sunday
        ("US", "2026-11-24T20:00:00.000Z", 2, date(2026, 11, 27)),  # Thanksgiving
        ("FR", "2026-06-30T23:30:00.000Z", 1, date(2026, 7, 2)),  # past midnight in Paris
    ],
)
def test_a_device_arrives_so_many_days_after_the_order_or_on_the_next_working_day(
    code: str, ordered_at: str, delivery_days: int, arrives_on: date
) -> None:
    assert arrival_day(market(code), ordered_at, delivery_days) == arrives_on


@pytest.mark.parametrize("code", ["FR", "US"])
@given(day=st.dates(date(2020, 1, 1), date(2060, 1, 1)))
def test_the_last_day_is_the_one_whose_end_was_meant(code: str, day: date) -> None:
    assert last_day(market(code), end_of_day(market(code), day)) == day


def test_a_shipment_is_waited_for_two_days_of_grace_beyond_its_days_to_the_door() -> None:
    assert shipment_due_at(FRANCE, "2026-11-23T10:00:00.000Z", 1) == "2026-11-27T00:00:00.000Z"


@pytest.mark.parametrize(
    ("code", "ordered_at", "delivery_days", "told_at"),
    [
        ("FR", "2026-11-23T09:00:00.000Z", 2, "2026-11-24T23:00:00.000Z"),
        ("FR", "2026-07-06T09:00:00.000Z", 2, "2026-07-07T22:00:00.000Z"),
        ("IE", "2026-11-23T09:00:00.000Z", 2, "2026-11-25T00:00:00.000Z"),
        ("US", "2026-11-24T20:00:00.000Z", 2, "2026-11-27T05:00:00.000Z"),
    ],
)
def test_a_buyer_is_told_of_a_delay_as_the_promised_day_begins(
    code: str, ordered_at: str, delivery_days: int, told_at: str
) -> None:
    assert delay_notice_at(market(code), ordered_at, delivery_days) == told_at
    promised = arrival_day(market(code), ordered_at, delivery_days)
    assert local_day(market(code), told_at) == promised
    assert told_at < end_of_day(market(code), promised)


def test_a_market_without_withdrawal_has_no_day_to_send_back_by() -> None:
    with pytest.raises(ValueError, match="US"):
        send_back_ends_at(AMERICA, "2026-11-02T10:00:00.000Z")


def test_a_repair_adds_its_months_once_and_by_the_law_of_the_contract_s_day() -> None:
    older, newer, delivered = "2026-07-30T10:00:00.000Z", "2026-07-31T10:00:00.000Z", "2026-08-03T10:00:00.000Z"
    for repairs in (1, 2, 5):
        assert legal_guarantee_ends_at(FRANCE, older, delivered, repairs=repairs) == "2029-02-04T00:00:00.000Z"
        assert legal_guarantee_ends_at(GERMANY, older, delivered, repairs=repairs) == "2028-08-04T00:00:00.000Z"
        assert legal_guarantee_ends_at(GERMANY, newer, delivered, repairs=repairs) == "2029-08-04T00:00:00.000Z"


def test_a_deadline_is_over_at_midnight_on_the_slowest_clock() -> None:
    assert end_of_day(FRANCE, date(2026, 12, 31)) == "2027-01-01T00:00:00.000Z"
    assert end_of_day(AMERICA, date(2026, 12, 31)) == "2027-01-01T10:00:00.000Z"


@given(day=st.dates(date(2020, 1, 1), date(2060, 1, 1)), months=st.integers(0, 120))
def test_months_are_counted_by_the_calendar(day: date, months: int) -> None:
    later = months_after(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day == day.day or (
        later.day < day.day and months_after(later.replace(day=1), 1).toordinal() - later.toordinal() == 1
    )


@pytest.mark.parametrize("code", ["FR", "DE", "ES", "IT", "BE", "NL", "IE"])
@given(day=st.dates(date(2026, 1, 1), date(2030, 12, 31)))
def test_nobody_loses_a_day_of_the_fourteen(code: str, day: date) -> None:
    ends_at = withdrawal_ends_at(market(code), f"{day.isoformat()}T12:00:00.000Z")
    assert ends_at is not None
    assert date.fromisoformat(ends_at[:10]).toordinal() - day.toordinal() >= 15
