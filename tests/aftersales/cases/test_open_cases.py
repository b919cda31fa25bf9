"""A line's money is held while a case is open, and freed with its end."""

import pytest

from chalicelib.aftersales.cases import open_cases
from chalicelib.aftersales.cases.line_history import LineHistory
from chalicelib.aftersales.cases.open_cases import CASES_MAX, CaseOpen, RefundedBefore, TooManyCases
from chalicelib.payments.transfers.models import TransferItem
from tests.aftersales.conftest import AfterSale


def _holds(order_id: str) -> int:
    return int(TransferItem.get(order_id, "1", consistent_read=True).holds)


def test_a_line_is_held_from_the_request_to_the_end_of_its_return(aftersale: AfterSale) -> None:
    order = aftersale.delivered()
    assert _holds(order.order_id) == 0
    return_id = aftersale.opened(order)
    assert _holds(order.order_id) == 1
    aftersale.as_buyer(order, "POST", f"/returns/{return_id}/cancellation")
    assert _holds(order.order_id) == 0


def test_a_claim_that_goes_on_as_a_return_holds_the_line_once(aftersale: AfterSale) -> None:
    order = aftersale.delivered()
    wanted = {"line_id": "1", "kind": "WRONG_DEVICE"}
    claim_id = aftersale.as_buyer(order, "POST", "/claims", wanted).body["claim_id"]
    met = aftersale.as_seller("POST", f"/claims/{claim_id}/acceptance", {"remedy": "RETURN"}).body
    assert _holds(order.order_id) == 1
    aftersale.as_buyer(order, "POST", f"/returns/{met['return_id']}/cancellation")
    assert _holds(order.order_id) == 0


def test_a_device_that_was_refunded_is_neither_returned_nor_reported_again(aftersale: AfterSale) -> None:
    order = aftersale.delivered()
    return_id = aftersale.opened(order)
    aftersale.as_seller("POST", f"/returns/{return_id}/refund", {})
    wanted = {"line_id": "1", "reason": "NOT_AS_DESCRIBED", "wish": "EXCHANGE"}
    again = aftersale.as_buyer(order, "POST", "/returns", wanted)
    assert (again.status, again.body["type"], again.body["case_id"]) == (409, "/problems/line-refunded", return_id)
    reported = aftersale.as_buyer(order, "POST", "/claims", {"line_id": "1", "kind": "WRONG_DEVICE"})
    assert (reported.status, reported.body["case_id"]) == (409, return_id)


def test_a_line_whose_claim_ended_with_the_money_has_no_other_case(aftersale: AfterSale) -> None:
    order = aftersale.delivered()
    claim_id = aftersale.as_buyer(order, "POST", "/claims", {"line_id": "1", "kind": "WRONG_DEVICE"}).body["claim_id"]
    aftersale.as_seller("POST", f"/claims/{claim_id}/acceptance", {"remedy": "REFUND"})
    with pytest.raises(RefundedBefore):
        open_cases.open_acts(open_cases.history_of(order.order_id, "1"), "ret_2")


def test_a_line_has_one_open_case_and_not_too_many_in_all() -> None:
    with pytest.raises(CaseOpen):
        open_cases.open_acts(LineHistory(order_id="o", line_id="1", open_case="ret_1"), "ret_2")
    often = LineHistory(order_id="o", line_id="1", case_ids=tuple(f"ret_{n}" for n in range(CASES_MAX)))
    with pytest.raises(TooManyCases):
        open_cases.open_acts(often, "ret_99")
