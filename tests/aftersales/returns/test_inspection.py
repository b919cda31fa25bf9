"""The inspection of a device that came back, and its correction."""

from typing import Any

import pytest

from tests.aftersales.conftest import SERIALS, AfterSale
from tests.api_client import Reply

WRONG = {"serial": SERIALS[3], "finding": "FAULT_CONFIRMED"}
RIGHT = {"serial": SERIALS[0], "finding": "FAULT_CONFIRMED"}


def _inspect(aftersale: AfterSale, return_id: str, report: dict[str, Any]) -> Reply:
    return aftersale.as_seller("POST", f"/returns/{return_id}/inspection", report)


def _wrongly_inspected(aftersale: AfterSale, **changed: Any) -> tuple[str, str]:
    """A return whose serial number the seller mistyped, and when it was inspected."""
    return_id = aftersale.received(aftersale.delivered(), **changed)
    inspected = _inspect(aftersale, return_id, WRONG).body["inspection"]
    assert inspected["is_sold_unit"] is False
    aftersale.cell.clock.advance(minutes=1)
    return return_id, inspected["inspected_at"]


def test_a_wrong_serial_number_is_corrected_and_what_was_stated_first_is_kept(aftersale: AfterSale) -> None:
    return_id, at = _wrongly_inspected(aftersale)
    due_by = aftersale.as_seller("GET", f"/returns/{return_id}").body["due_by"]
    corrected = _inspect(aftersale, return_id, RIGHT | {"corrects": at, "unit": "RESTOCK"}).body
    assert (corrected["inspection"]["is_sold_unit"], corrected["unit"]) == (True, "RESTOCKED")
    first = {"inspected_at": at, "is_sold_unit": False, "finding": "FAULT_CONFIRMED"}
    assert corrected["inspection"]["corrected"] == [first]
    assert (corrected["state"], corrected["due_by"]) == ("INSPECTED", due_by)
    assert aftersale.cell.stock(aftersale.offer_id) == (5, 0, 0, 0)


def test_a_correction_that_is_sent_twice_is_one_and_a_late_first_report_corrects_nothing(aftersale: AfterSale) -> None:
    return_id, at = _wrongly_inspected(aftersale)
    correction = RIGHT | {"corrects": at}
    once, again = (_inspect(aftersale, return_id, correction).body for _ in range(2))
    assert once == again
    for late in (WRONG, WRONG | {"corrects": at}):
        assert _inspect(aftersale, return_id, late).body["type"] == "/problems/illegal-return-step"
    assert aftersale.as_seller("GET", f"/returns/{return_id}").body == once


@pytest.mark.parametrize(
    ("step", "body"), [("refusal", {"reason": "WRONG_UNIT"}), ("refund", {})], ids=["refused", "refunded"]
)
def test_an_inspection_upon_which_something_was_decided_is_not_corrected(
    aftersale: AfterSale, step: str, body: dict[str, str]
) -> None:
    return_id, at = _wrongly_inspected(aftersale)
    assert aftersale.as_seller("POST", f"/returns/{return_id}/{step}", body).status == 200
    late = _inspect(aftersale, return_id, RIGHT | {"corrects": at})
    assert late.body["type"] == "/problems/illegal-return-step"
    assert aftersale.as_seller("GET", f"/returns/{return_id}").body["inspection"]["is_sold_unit"] is False


@pytest.mark.parametrize(("wish", "step"), [("REPAIR", "repair"), ("EXCHANGE", "replacement")])
def test_another_device_than_was_sold_is_not_mended_or_replaced_until_the_inspection_is_corrected(
    aftersale: AfterSale, wish: str, step: str
) -> None:
    return_id, at = _wrongly_inspected(aftersale, reason="FAULTY_IN_GUARANTEE", fault="SCREEN", wish=wish)
    body = {"fault": "SCREEN"} if step == "repair" else {}
    before = aftersale.cell.stock(aftersale.offer_id)
    refused = aftersale.as_seller("POST", f"/returns/{return_id}/{step}", body)
    assert (refused.status, refused.body["type"]) == (409, "/problems/not-the-sold-unit")
    assert aftersale.cell.stock(aftersale.offer_id) == before
    assert _inspect(aftersale, return_id, RIGHT | {"corrects": at}).status == 200
    assert aftersale.as_seller("POST", f"/returns/{return_id}/{step}", body).status == 200


def test_a_buyer_is_offered_neither_repair_nor_exchange_of_another_device(aftersale: AfterSale) -> None:
    order = aftersale.delivered()
    return_id = aftersale.received(order, reason="FAULTY_IN_GUARANTEE", fault="SCREEN", wish="REPAIR")
    _inspect(aftersale, return_id, WRONG)
    shown = aftersale.as_buyer(order, "GET", f"/returns/{return_id}").body
    assert shown["choices"] == [{"wish": "REFUND", "extension_months": 0}]
    refused = aftersale.as_buyer(order, "POST", f"/returns/{return_id}/choice", {"wish": "EXCHANGE"})
    assert refused.body["type"] == "/problems/wish-not-available"


def test_an_upheld_appeal_overrules_the_finding_of_another_device(aftersale: AfterSale) -> None:
    order = aftersale.delivered()
    return_id = aftersale.received(order, reason="FAULTY_IN_GUARANTEE", fault="SCREEN", wish="REPAIR")
    _inspect(aftersale, return_id, WRONG)
    aftersale.as_seller("POST", f"/returns/{return_id}/refusal", {"reason": "WRONG_UNIT"})
    aftersale.as_buyer(order, "POST", f"/returns/{return_id}/appeal", {})
    assert aftersale.as_ops("POST", f"/returns/{return_id}/decision", {"decision": "APPROVE"}).status == 200
    assert aftersale.as_seller("POST", f"/returns/{return_id}/repair", {"fault": "SCREEN"}).status == 200
