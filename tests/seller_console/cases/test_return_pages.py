"""A seller answers, inspects and settles returns on the pages."""

import pytest

from chalicelib.aftersales.returns import queries
from tests.aftersales.conftest import PARCEL, SERIALS, AfterSale
from tests.console_visits import as_seller
from tests.storefront.browser import Browser, Page


def step(browser: Browser, return_id: str, name: str, **typed: str | list[str]) -> Page:
    """Send the form of a step as it stands on the return's page, with what was typed."""
    path = f"/sell/returns/{return_id}"
    return browser.submit(browser.get(path).form(f"{path}/{name}"), **typed)


def test_a_device_is_taken_back_inspected_and_refunded(browser: Browser, aftersale: AfterSale) -> None:
    return_id = aftersale.opened(aftersale.delivered())
    as_seller(browser, aftersale.seller)
    assert f"/sell/returns/{return_id}" in browser.get("/sell/returns").links
    step(browser, return_id, "approval")
    step(browser, return_id, "receipt")
    page = step(browser, return_id, "inspection", serial=SERIALS[0], finding="AS_SOLD", unit="RESTOCK")
    assert "for sale again" in page.text
    path = f"/sell/returns/{return_id}/refund"
    look = browser.get(path)
    assert "Nothing has been refunded yet." in look.text
    assert "From your balance" in look.text
    assert queries.device_return(return_id).state == "INSPECTED"
    form = look.form(path)
    for _ in range(2):
        page = browser.submit(form)
    aftersale.cell.settle()
    assert "The money went back." in page.text
    assert queries.device_return(return_id).state == "REFUNDED"


def test_another_serial_than_was_sold_is_shown_and_not_put_into_the_stock(
    browser: Browser, aftersale: AfterSale
) -> None:
    return_id = aftersale.received(aftersale.delivered())
    as_seller(browser, aftersale.seller)
    refused = step(browser, return_id, "inspection", serial=SERIALS[3], finding="AS_SOLD", unit="RESTOCK")
    assert refused.status == 409
    assert f'value="{SERIALS[3]}"' in refused.html
    page = step(browser, return_id, "inspection", serial=SERIALS[3], finding="AS_SOLD", unit="")
    assert "not the device that was sold" in page.text


def test_a_wrong_serial_number_is_corrected_before_the_repair_is_offered(
    browser: Browser, aftersale: AfterSale
) -> None:
    order = aftersale.delivered()
    return_id = aftersale.received(order, reason="FAULTY_IN_GUARANTEE", fault="BATTERY", wish="REPAIR")
    as_seller(browser, aftersale.seller)
    page = step(browser, return_id, "inspection", serial=SERIALS[3], finding="FAULT_CONFIRMED", unit="")
    assert "Legal guarantee" in page.text
    assert "Withdrawal by law" not in page.text
    assert "/repair" not in page.html
    assert "/replacement" not in page.html
    page = step(browser, return_id, "inspection", serial=SERIALS[0], finding="FAULT_CONFIRMED")
    assert "/repair" in page.html
    assert page.text.count("not the device that was sold") == 1
    assert "Stated before" in page.text
    assert "Correct the inspection" not in step(browser, return_id, "repair", fault="BATTERY").text


def test_a_repair_is_begun_and_the_device_sent_back(browser: Browser, aftersale: AfterSale) -> None:
    return_id = aftersale.inspected(aftersale.delivered(), reason="FAULTY_IN_GUARANTEE", fault="BATTERY", wish="REPAIR")
    as_seller(browser, aftersale.seller)
    assert "In repair" in step(browser, return_id, "repair", fault="BATTERY").text
    refused = step(browser, return_id, "repair-shipment", parts=["SCREEN"], note="", **PARCEL)
    assert "Another part was changed than the one that failed" in refused.text
    assert f'value="{PARCEL["tracking_number"]}"' in refused.html
    page = step(browser, return_id, "repair-shipment", parts=["BATTERY"], note="", **PARCEL)
    assert "Repaired and sent" in page.text
    found = queries.device_return(return_id)
    assert found.repair is not None
    assert found.repair.parts == ("BATTERY",)


def test_a_replacement_is_reserved_and_sent(browser: Browser, aftersale: AfterSale) -> None:
    return_id = aftersale.inspected(
        aftersale.delivered(), reason="FAULTY_IN_GUARANTEE", fault="SCREEN", wish="EXCHANGE"
    )
    as_seller(browser, aftersale.seller)
    assert "Being replaced" in step(browser, return_id, "replacement").text
    page = step(browser, return_id, "replacement-shipment", serial=SERIALS[1], **PARCEL)
    assert "Another device was sent." in page.text


def test_only_refusals_that_the_right_permits_are_offered(browser: Browser, aftersale: AfterSale) -> None:
    return_id = aftersale.opened(aftersale.delivered())
    as_seller(browser, aftersale.seller)
    assert "/refusal" not in browser.get(f"/sell/returns/{return_id}").html
    step(browser, return_id, "approval")
    step(browser, return_id, "receipt")
    inspected = step(browser, return_id, "inspection", serial=SERIALS[0], finding="DAMAGED", unit="").html
    assert "/refusal" in inspected
    assert 'value="DAMAGED_BY_BUYER"' in inspected
    assert 'value="NOT_COVERED"' not in inspected


def test_the_buyer_is_answered_in_the_thread_once(browser: Browser, aftersale: AfterSale) -> None:
    return_id = aftersale.opened(aftersale.delivered(), description="It is too large.")
    as_seller(browser, aftersale.seller)
    page = browser.get(f"/sell/returns/{return_id}")
    assert "It is too large." in page.text
    form = page.form(f"/sell/returns/{return_id}/messages")
    for _ in range(2):
        page = browser.submit(form, text="Please send it.")
    assert page.text.count("Please send it.") == 1


def test_returns_are_listed_by_state(browser: Browser, aftersale: AfterSale) -> None:
    waiting, received = aftersale.opened(aftersale.delivered()), aftersale.received(aftersale.delivered())
    as_seller(browser, aftersale.seller)
    page = browser.get("/sell/returns?state=RECEIVED")
    assert f"/sell/returns/{received}" in page.links
    assert f"/sell/returns/{waiting}" not in page.links


def test_the_inbox_has_what_waits_for_the_seller_the_longest_waiting_first(
    browser: Browser, aftersale: AfterSale
) -> None:
    asked_for, approved = (aftersale.opened(aftersale.delivered()) for _ in range(2))
    aftersale.as_seller("POST", f"/returns/{approved}/approval", {})
    received = aftersale.received(aftersale.delivered())
    as_seller(browser, aftersale.seller)
    page = browser.get("/sell/returns")
    shown = [link for link in page.links if link.startswith("/sell/returns/")]
    assert shown == [f"/sell/returns/{asked_for}", f"/sell/returns/{received}"]
    assert f"/sell/returns/{approved}" in browser.get("/sell/returns?state=APPROVED").links


@pytest.mark.parametrize("path", ["", "/refund"])
def test_another_sellers_return_is_answered_like_none(browser: Browser, aftersale: AfterSale, path: str) -> None:
    foreign = aftersale.opened(aftersale.delivered())
    as_seller(browser, aftersale.cell.a_seller())
    answers = [browser.get(f"/sell/returns/{each}{path}") for each in (foreign, "ret_eu_" + "0" * 26)]
    assert {answer.status for answer in answers} == {404}


def test_a_key_that_may_only_read_is_shown_no_step(browser: Browser, aftersale: AfterSale) -> None:
    return_id = aftersale.opened(aftersale.delivered())
    as_seller(browser, aftersale.seller, ["returns:read"])
    assert browser.get(f"/sell/returns/{return_id}").forms == []
