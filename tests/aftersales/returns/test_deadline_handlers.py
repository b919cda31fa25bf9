"""Silence at each step: nobody waits for ever, and nobody loses what is theirs."""

import json

import pytest

from chalicelib.aftersales.returns import queries
from chalicelib.kernel import fact_store
from chalicelib.orders import queries as order_queries
from tests.aftersales.conftest import PARCEL, AfterSale


def _state(return_id: str) -> str:
    return queries.device_return(return_id).state


def test_a_return_that_its_seller_leaves_unanswered_is_approved(aftersale: AfterSale) -> None:
    return_id = aftersale.opened(aftersale.delivered())
    aftersale.wait(hours=30)
    assert _state(return_id) == "REQUESTED"
    aftersale.wait(hours=12)
    found = queries.device_return(return_id)
    assert (found.state, found.answered_by) == ("APPROVED", "PLATFORM")


def test_the_seller_hears_once_that_its_time_is_nearly_over(aftersale: AfterSale) -> None:
    return_id = aftersale.opened(aftersale.delivered())
    for _ in range(2):
        aftersale.wait(hours=9)
    due_by = queries.device_return(return_id).due_by
    told = [fact for fact in fact_store.story(return_id) if fact.name == "ReturnDueSoon"]
    assert [json.loads(fact.body)["due_by"] for fact in told] == [due_by]
    aftersale.wait(hours=24)
    assert _state(return_id) == "APPROVED"


def test_a_seller_that_answers_in_time_is_not_reminded(aftersale: AfterSale) -> None:
    return_id = aftersale.opened(aftersale.delivered())
    aftersale.as_seller("POST", f"/returns/{return_id}/approval", {})
    aftersale.wait(hours=18)
    assert "ReturnDueSoon" not in [fact.name for fact in fact_store.story(return_id)]


def test_a_device_that_is_never_sent_closes_the_return(aftersale: AfterSale) -> None:
    order = aftersale.delivered()
    return_id = aftersale.opened(order)
    aftersale.as_seller("POST", f"/returns/{return_id}/approval", {})
    aftersale.wait(days=16)
    assert queries.device_return(return_id).outcome == "NOT_SENT"
    assert order_queries.order(order.order_id).refunding_minor == 0


def test_a_return_that_is_not_resolved_is_taken_over_and_then_refunded(aftersale: AfterSale) -> None:
    order = aftersale.delivered()
    return_id = aftersale.received(order)
    aftersale.wait(days=6)
    assert _state(return_id) == "RECEIVED"
    assert [each["return_id"] for each in aftersale.as_ops("GET", "/returns").body["items"]] == [return_id]
    aftersale.wait(days=5)
    found = queries.device_return(return_id)
    assert (found.state, found.unit) == ("REFUNDED", "WRITTEN_OFF")
    assert order_queries.order(order.order_id).refunded_minor > 0
    assert aftersale.cell.stock(aftersale.offer_id) == (4, 0, 0, 1)
    assert aftersale.as_ops("GET", "/returns").body["items"] == []


@pytest.mark.parametrize("wish", ["REPAIR", "EXCHANGE"])
def test_a_remedy_that_is_begun_and_left_ends_with_the_money(aftersale: AfterSale, wish: str) -> None:
    order = aftersale.delivered()
    return_id = aftersale.inspected(order, reason="FAULTY_ON_ARRIVAL", fault="SCREEN", wish=wish)
    step, body = ("repair", {"fault": "SCREEN"}) if wish == "REPAIR" else ("replacement", {})
    assert aftersale.as_seller("POST", f"/returns/{return_id}/{step}", body).status == 200
    aftersale.wait(days=6)
    aftersale.wait(days=5)
    assert _state(return_id) == "REFUNDED"
    assert aftersale.cell.stock(aftersale.offer_id) == (4, 0, 0, 1)


def test_a_refusal_that_nobody_appeals_stands_and_the_device_goes_back(aftersale: AfterSale) -> None:
    return_id = aftersale.inspected(aftersale.delivered())
    aftersale.as_seller("POST", f"/returns/{return_id}/refusal", {"reason": "INCOMPLETE"})
    aftersale.wait(days=16)
    assert _state(return_id) == "TO_SEND_BACK"
    aftersale.wait(days=7)
    assert queries.device_return(return_id).taken_over_at is not None
    refunded = aftersale.as_ops("POST", f"/returns/{return_id}/decision", {"decision": "REFUND"}).body
    assert refunded["state"] == "REFUNDED"


def test_a_parcel_without_news_is_for_the_operators_who_may_refund_it(aftersale: AfterSale) -> None:
    order = aftersale.delivered()
    return_id = aftersale.opened(order)
    aftersale.as_seller("POST", f"/returns/{return_id}/approval", {})
    aftersale.as_buyer(order, "POST", f"/returns/{return_id}/dispatch", PARCEL)
    aftersale.cell.clock.advance(days=22)
    with aftersale.carrier("IN_TRANSIT"):
        aftersale.wait(hours=1)
    assert queries.device_return(return_id).taken_over_at is not None
    assert (
        aftersale.as_ops("POST", f"/returns/{return_id}/decision", {"decision": "REFUND"}).body["state"] == "REFUNDED"
    )


def test_a_parcel_that_its_carrier_delivered_is_received_without_the_sellers_word(aftersale: AfterSale) -> None:
    order = aftersale.delivered()
    return_id = aftersale.opened(order)
    aftersale.as_seller("POST", f"/returns/{return_id}/approval", {})
    aftersale.as_buyer(order, "POST", f"/returns/{return_id}/dispatch", PARCEL)
    with aftersale.carrier("DELIVERED"):
        aftersale.wait(hours=14)
    assert _state(return_id) == "RECEIVED"


def test_a_deadline_of_a_state_that_is_over_does_nothing(aftersale: AfterSale) -> None:
    order = aftersale.delivered()
    return_id = aftersale.opened(order)
    aftersale.as_buyer(order, "POST", f"/returns/{return_id}/cancellation")
    before = queries.device_return(return_id)
    aftersale.wait(days=3)
    assert queries.device_return(return_id) == before
