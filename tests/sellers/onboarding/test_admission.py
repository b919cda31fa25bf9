"""Admitting: who may become a seller of this cell, and what is shown of one."""

import pytest

from chalicelib.access.api_keys.credentials import issue_key
from chalicelib.kernel import fact_store
from chalicelib.kernel.values.problems import Conflict, NotFound, WrongCell
from chalicelib.markets.taxes import SellerOutsideRegion
from chalicelib.sellers import queries
from chalicelib.sellers.onboarding.admission import admit_seller
from testing.builders import a_seller, a_trader
from tests.api_client import Api


@pytest.mark.usefixtures("tables")
def test_a_trader_becomes_an_active_seller() -> None:
    seller = admit_seller(a_trader())
    assert (seller.status, seller.stripe_account, seller.vat_checked) == ("ACTIVE", None, False)
    assert queries.seller(seller.seller_id) == seller
    assert [fact.name for fact in fact_store.story(seller.seller_id)] == ["SellerChanged"]


@pytest.mark.usefixtures("tables")
def test_a_checked_number_needs_both_the_number_and_the_check() -> None:
    assert not a_seller(vat_number="FR00000000000").vat_checked
    assert a_seller(vat_number="FR00000000000", vat_number_checked_on="2026-11-01").vat_checked


@pytest.mark.usefixtures("tables")
@pytest.mark.parametrize("country", ["US", "CH", "GB", "fr"])
def test_a_trader_from_outside_the_region_is_not_admitted(country: str) -> None:
    with pytest.raises(SellerOutsideRegion):
        admit_seller(a_trader(country=country))


@pytest.mark.usefixtures("tables")
def test_an_id_is_given_once() -> None:
    seller = a_seller()
    with pytest.raises(Conflict):
        admit_seller(a_trader(legal_name="Somebody Else"), seller_id=seller.seller_id)
    assert queries.seller(seller.seller_id) == seller


@pytest.mark.usefixtures("tables")
def test_sellers_are_found_by_their_ids() -> None:
    one, two = a_seller(), a_seller(trade_name="Other")
    absent = "sel_eu_01JB0000000000000000000000"
    assert queries.sellers([two.seller_id, one.seller_id, absent]) == {one.seller_id: one, two.seller_id: two}
    with pytest.raises(NotFound):
        queries.seller(absent)
    with pytest.raises(WrongCell):
        queries.seller("sel_us_01JB0000000000000000000000")


def test_sellers_see_themselves(api: Api) -> None:
    seller = a_seller(vat_number="FR00000000000")
    profile = api("GET", "/v1/seller", key=issue_key("seller", seller.seller_id, ("profile:read",)))
    assert (profile.status, profile.body["seller_id"], profile.body["status"]) == (200, seller.seller_id, "ACTIVE")
    assert profile.body["register"] == {"name": "RCS Lyon", "number": "000 000 000"}
    assert (profile.body["vat_number"], profile.body["vat_number_checked_on"]) == ("FR00000000000", None)
    assert api("GET", "/v1/seller", key=issue_key("seller", seller.seller_id, ("offers:read",))).status == 403
    assert api("GET", "/v1/seller").status == 401
