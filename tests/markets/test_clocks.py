"""What the markets' clocks show, compared with the time zone database."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.markets.clocks import AMERICA_EAST, CENTRAL_EUROPE, IRELAND, MarketClock, local_time
from chalicelib.markets.directory import market

PLACES = [
    (CENTRAL_EUROPE, "Europe/Paris"), (CENTRAL_EUROPE, "Europe/Madrid"), (IRELAND, "Europe/Dublin"),
    (AMERICA_EAST, "America/New_York"),
]  # fmt: skip
HOURS = st.datetimes(datetime(2010, 1, 1), datetime(2040, 12, 31, 23, 59))


@pytest.mark.parametrize(("clock", "zone"), PLACES, ids=lambda value: value if isinstance(value, str) else "")
@given(at=HOURS)
def test_a_clock_shows_what_the_time_zone_database_says(clock: MarketClock, zone: str, at: datetime) -> None:
    stored = at.strftime("%Y-%m-%dT%H:%M:%S.000Z")
    expected = at.replace(microsecond=0, tzinfo=UTC).astimezone(ZoneInfo(zone))
    shown = local_time(clock, stored)
    assert shown.replace(tzinfo=None) == expected.replace(tzinfo=None)
    assert shown.utcoffset() == expected.utcoffset()


@pytest.mark.parametrize(
    ("at", "shown"),
    [
        ("2026-03-29T00:59:59.000Z", "01:59"),
        ("2026-03-29T01:00:00.000Z", "03:00"),
        ("2026-10-25T00:59:59.000Z", "02:59"),
        ("2026-10-25T01:00:00.000Z", "02:00"),
    ],
)
def test_summer_time_begins_and_ends_at_one_o_clock_of_universal_time(at: str, shown: str) -> None:
    assert f"{local_time(CENTRAL_EUROPE, at):%H:%M}" == shown


def test_each_market_reads_its_own_clock() -> None:
    clocks = {code: market(code).clock for code in ("FR", "DE", "ES", "IT", "BE", "NL", "IE", "US")}
    assert clocks.pop("IE") == IRELAND
    assert clocks.pop("US") == AMERICA_EAST
    assert set(clocks.values()) == {CENTRAL_EUROPE}
