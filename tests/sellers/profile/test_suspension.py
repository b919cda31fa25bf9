"""Suspending: a seller's status changes once and everybody who copies it is told."""

import pytest

from chalicelib.facts.sellers import SellerChanged
from chalicelib.kernel import fact_store
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values.problems import NotFound
from chalicelib.sellers import queries
from chalicelib.sellers.profile import status
from chalicelib.sellers.profile.status import SellerSuspended, StatusOvertaken
from chalicelib.sellers.profile.suspension import change_status
from testing.builders import a_seller

pytestmark = pytest.mark.usefixtures("tables")


def test_a_suspension_is_recorded_once() -> None:
    seller_id = a_seller().seller_id
    assert change_status(seller_id, "SUSPENDED").status == "SUSPENDED"
    change_status(seller_id, "SUSPENDED")
    assert queries.seller(seller_id).status == "SUSPENDED"
    assert [fact.name for fact in fact_store.story(seller_id)] == ["SellerChanged", "SellerChanged"]


def test_what_asks_for_an_active_seller_is_refused_for_a_suspended_one() -> None:
    seller_id = a_seller().seller_id
    told = SellerChanged(seller_id=seller_id)
    transactions.commit([status.require_active_act(seller_id), fact_store.record_act(told)])
    change_status(seller_id, "SUSPENDED")
    with pytest.raises(SellerSuspended):
        transactions.commit([status.require_active_act(seller_id), fact_store.record_act(told)])
    with pytest.raises(StatusOvertaken):
        transactions.commit([status.require_status_act(seller_id, "ACTIVE"), fact_store.record_act(told)])


def test_nobody_can_be_suspended_who_is_no_seller() -> None:
    with pytest.raises(NotFound):
        change_status("sel_eu_01JB0000000000000000000000", "SUSPENDED")
