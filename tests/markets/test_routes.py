"""The markets over HTTP: this cell's, and a word about the other's."""

import pytest

from tests.api_client import call


@pytest.mark.usefixtures("tables")
def test_the_cell_lists_its_markets_with_dated_figures() -> None:
    listed = call("GET", "/v1/markets").body["items"]
    assert [market["market"] for market in listed] == ["FR", "DE", "ES", "IT", "BE", "NL", "IE"]
    shown = call("GET", "/v1/markets/FR")
    assert shown.body == listed[0]
    assert b"source" in shown.raw


@pytest.mark.usefixtures("tables")
def test_a_market_of_the_other_cell_or_of_nowhere_is_not_found() -> None:
    other, nowhere = call("GET", "/v1/markets/US"), call("GET", "/v1/markets/💥")
    assert (other.status, other.body["cell"]) == (404, "us")
    assert (nowhere.status, nowhere.body["type"]) == (404, "/problems/unknown-market")
