"""A seller meets or contests what buyers report, on the pages."""

from chalicelib.aftersales.claims import queries
from tests.aftersales.conftest import AfterSale
from tests.console_visits import as_seller
from tests.storefront.browser import Browser


def reported(aftersale: AfterSale) -> str:
    """A claim of another device than was bought; its id."""
    wanted = {"line_id": "1", "kind": "WRONG_DEVICE", "wish": "REFUND", "description": "It is an iPhone 12."}
    reply = aftersale.as_buyer(aftersale.delivered(), "POST", "/claims", wanted)
    assert reply.status == 201, reply.body
    return str(reply.body["claim_id"])


def test_a_report_is_met(browser: Browser, aftersale: AfterSale) -> None:
    claim_id = reported(aftersale)
    as_seller(browser, aftersale.seller)
    assert f"/sell/claims/{claim_id}" in browser.get("/sell/claims").links
    path = f"/sell/claims/{claim_id}"
    page = browser.get(path)
    assert "It is an iPhone 12." in page.text
    page = browser.submit(page.form(f"{path}/acceptance"), remedy="REFUND")
    assert "Refunded" in page.text
    assert queries.claim(claim_id).state == "REFUNDED"


def test_a_report_is_contested_with_evidence(browser: Browser, aftersale: AfterSale) -> None:
    claim_id = reported(aftersale)
    as_seller(browser, aftersale.seller)
    path = f"/sell/claims/{claim_id}"
    form = browser.get(path).form(f"{path}/contest")
    page = browser.submit(form, reason="RIGHT_DEVICE", explanation="The serial number is the sold one.")
    assert "Looked at by us" in page.text
    assert "The serial number is the sold one." in page.text


def test_another_sellers_report_is_answered_like_none(browser: Browser, aftersale: AfterSale) -> None:
    claim_id = reported(aftersale)
    as_seller(browser, aftersale.cell.a_seller())
    assert browser.get(f"/sell/claims/{claim_id}").status == 404
