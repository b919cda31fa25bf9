"""Withdrawal, return, claim and refund of one line at once: one outcome, and no cent twice."""

import pytest

from chalicelib.aftersales.cases import open_cases
from chalicelib.aftersales.cases.open_cases import CaseOpen
from chalicelib.aftersales.returns import queries, refund_steps, return_steps
from chalicelib.aftersales.returns.device_return import DeviceReturn
from chalicelib.aftersales.returns.return_steps import Step
from chalicelib.aftersales.returns.seller_answers import approval
from chalicelib.aftersales.withdrawals import queries as withdrawals
from chalicelib.orders import queries as order_queries
from tests.aftersales.conftest import AfterSale

PAID_MINOR = 35_889


def _withdrawn_return(order_id: str) -> DeviceReturn:
    line = withdrawals.find_line(order_id, "1")
    assert line is not None
    assert line.return_id is not None
    return queries.device_return(line.return_id)


def test_a_withdrawal_takes_an_open_return_over(aftersale: AfterSale) -> None:
    order = aftersale.delivered()
    return_id = aftersale.opened(order, reason="FAULTY_ON_ARRIVAL", fault="SCREEN", wish="REPAIR")
    assert aftersale.as_buyer(order, "POST", "/withdrawals", {"name": "Zoé", "line_ids": ["1"]}).status == 201
    withdrawn = _withdrawn_return(order.order_id)
    assert (withdrawn.return_id, withdrawn.state, withdrawn.wish) == (return_id, "APPROVED", "REFUND")
    assert withdrawn.is_whole_order


def test_a_withdrawal_opens_one_approved_return_however_often_it_is_told(aftersale: AfterSale) -> None:
    order = aftersale.delivered()
    for _ in range(3):
        assert aftersale.as_buyer(order, "POST", "/withdrawals", {"name": "Zoé", "line_ids": ["1"]}).status == 201
    opened = _withdrawn_return(order.order_id)
    assert queries.returns_of_order(order.order_id) == [opened]
    assert opened.state == "APPROVED"
    aftersale.wait(days=15)
    assert queries.device_return(opened.return_id).taken_over_at is not None


def test_of_a_return_and_a_claim_at_once_one_is_opened(aftersale: AfterSale) -> None:
    order = aftersale.delivered()
    before = open_cases.history_of(order.order_id, "1")
    return_id = aftersale.opened(order)
    claimed = aftersale.as_buyer(order, "POST", "/claims", {"line_id": "1", "kind": "DAMAGED_IN_TRANSIT"})
    assert (claimed.status, claimed.body["case_id"]) == (409, return_id)
    assert open_cases.open_acts(before, "clm_eu_1")
    with pytest.raises(CaseOpen):
        open_cases.open_acts(open_cases.history_of(order.order_id, "1"), "clm_eu_1")


def test_a_step_that_was_overtaken_is_decided_anew(aftersale: AfterSale) -> None:
    return_id = aftersale.opened(aftersale.delivered())
    seen: list[str] = []

    def slow(found: DeviceReturn) -> Step | None:
        seen.append(found.state)
        if len(seen) == 1:
            return_steps.carry_out(return_id, lambda each: approval(each, "SELLER"))
        return refund_steps.refunding_step(found)

    assert return_steps.carry_out(return_id, slow).state == "REFUNDED"
    assert seen == ["REQUESTED", "APPROVED"]


def test_a_part_that_the_operators_refunded_is_not_refunded_again(aftersale: AfterSale) -> None:
    order = aftersale.delivered()
    return_id = aftersale.received(order, reason="FAULTY_ON_ARRIVAL", fault="SCREEN", wish="REFUND")
    part = {"line_id": "1", "amount": {"amount_minor": 5_000, "currency": "EUR"}, "reason": "DEFECT"}
    assert aftersale.as_ops("POST", f"/orders/{order.order_id}/refunds", part).status == 202
    refunded = aftersale.as_seller("POST", f"/returns/{return_id}/refund", {}).body
    assert refunded["amount"]["amount_minor"] == PAID_MINOR - 5_000
    assert order_queries.order(order.order_id).refunded_minor == PAID_MINOR


def test_a_line_that_was_refunded_whole_before_ends_without_a_second_refund(aftersale: AfterSale) -> None:
    order = aftersale.delivered()
    return_id = aftersale.received(order)
    whole = {"line_id": "1", "amount": {"amount_minor": PAID_MINOR, "currency": "EUR"}, "reason": "DEFECT"}
    assert aftersale.as_ops("POST", f"/orders/{order.order_id}/refunds", whole).status == 202
    refunded = aftersale.as_seller("POST", f"/returns/{return_id}/refund", {}).body
    assert (refunded["state"], refunded["refund_id"], refunded["amount"]["amount_minor"]) == ("REFUNDED", None, 0)
    assert order_queries.order(order.order_id).refunded_minor == PAID_MINOR


def test_a_refund_that_is_sent_twice_is_one(aftersale: AfterSale) -> None:
    order = aftersale.delivered()
    return_id = aftersale.received(order)
    once = aftersale.as_seller("POST", f"/returns/{return_id}/refund", {}, idempotency_key="r").body
    again = aftersale.as_seller("POST", f"/returns/{return_id}/refund", {}, idempotency_key="other").body
    assert once == again
    assert order_queries.order(order.order_id).refunded_minor == once["amount"]["amount_minor"]
