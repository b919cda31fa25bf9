"""Operators take returns over, and decide appeals and contested claims on the pages."""

from chalicelib.aftersales.claims import queries as claims
from chalicelib.aftersales.returns import queries as returns
from tests.aftersales.conftest import SERIALS, AfterSale
from tests.console_visits import as_operator
from tests.storefront.browser import Browser


def appealed(aftersale: AfterSale) -> str:
    """A return whose refusal the buyer appealed; its id."""
    order = aftersale.delivered()
    return_id = aftersale.received(order, reason="FAULTY_IN_GUARANTEE", fault="SCREEN", wish="REPAIR")
    report = {"serial": SERIALS[0], "finding": "NO_FAULT_FOUND"}
    assert aftersale.as_seller("POST", f"/returns/{return_id}/inspection", report).status == 200
    assert aftersale.as_seller("POST", f"/returns/{return_id}/refusal", {"reason": "NO_FAULT_FOUND"}).status == 200
    assert aftersale.as_buyer(order, "POST", f"/returns/{return_id}/appeal", {}).status == 200
    return return_id


def test_an_appeal_waits_in_the_list_and_is_decided(browser: Browser, aftersale: AfterSale) -> None:
    return_id = appealed(aftersale)
    as_operator(browser)
    path = f"/ops/returns/{return_id}"
    assert path in browser.get("/ops/returns").links
    form = browser.get(path).form(f"{path}/decision")
    page = browser.submit(form, decision="REFUND", explanation="The photos show the fault.")
    assert "The photos show the fault." in page.text
    assert returns.device_return(return_id).state == "REFUNDED"
    assert path not in browser.get("/ops/returns").links


def test_a_return_is_taken_over_from_a_silent_seller(browser: Browser, aftersale: AfterSale) -> None:
    return_id = aftersale.received(aftersale.delivered())
    as_operator(browser)
    path = f"/ops/returns/{return_id}"
    browser.submit(browser.get(path).form(f"{path}/takeover"))
    assert path in browser.get("/ops/returns").links
    assert returns.device_return(return_id).taken_over_at is not None


def test_a_decision_that_does_not_fit_is_told(browser: Browser, aftersale: AfterSale) -> None:
    return_id = aftersale.received(aftersale.delivered())
    as_operator(browser)
    path = f"/ops/returns/{return_id}"
    shown = browser.get(path)
    assert 'value="REFUND"' in shown.html
    assert 'value="REJECT"' not in shown.html
    page = browser.submit(shown.form(f"{path}/decision"), decision="REJECT", explanation="No.")
    assert page.status == 409
    assert "There is no appeal to reject" in page.text


def test_a_contested_claim_is_rejected(browser: Browser, aftersale: AfterSale) -> None:
    wanted = {"line_id": "1", "kind": "WRONG_DEVICE", "wish": "REFUND"}
    claim_id = str(aftersale.as_buyer(aftersale.delivered(), "POST", "/claims", wanted).body["claim_id"])
    aftersale.as_seller("POST", f"/claims/{claim_id}/contest", {"reason": "RIGHT_DEVICE"})
    as_operator(browser)
    path = f"/ops/claims/{claim_id}"
    assert path in browser.get("/ops/claims").links
    browser.submit(browser.get(path).form(f"{path}/decision"), decision="REJECT", explanation="It is the sold one.")
    assert claims.claim(claim_id).state == "REJECTED"


def test_a_key_that_may_only_read_decides_nothing(browser: Browser, aftersale: AfterSale) -> None:
    return_id = appealed(aftersale)
    as_operator(browser, ["returns:read"])
    assert browser.get(f"/ops/returns/{return_id}").forms == []
