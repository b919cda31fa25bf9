"""What waits for a seller is counted on the first page, and each count leads to what is counted."""

from tests.aftersales.conftest import AfterSale
from tests.console_visits import as_seller
from tests.storefront.browser import Browser


def counted(browser: Browser) -> dict[str, str]:
    """The counts of the first page by where each leads."""
    html = browser.get("/sell").html
    found = html.partition("<h2>What waits for you</h2>")[2].partition("</dl>")[0].split('<a href="')[1:]
    return {each.partition('"')[0]: each.partition("<dd>")[2].partition("</dd>")[0] for each in found}


def test_the_first_page_counts_what_waits_and_leads_there(browser: Browser, aftersale: AfterSale) -> None:
    as_seller(browser, aftersale.seller)
    assert set(counted(browser).values()) == {"0"}
    returned, reported = aftersale.delivered(), aftersale.delivered()
    paid = aftersale.cell.paid_order(aftersale.offer_id)
    return_id = aftersale.opened(returned)
    aftersale.as_buyer(reported, "POST", "/claims", {"line_id": "1", "kind": "WRONG_DEVICE", "wish": "REFUND"})
    aftersale.as_buyer(returned, "POST", f"/returns/{return_id}/messages", {"text": "When do you answer?"})
    assert counted(browser) == {
        "/sell/orders?state=PAID": "1",
        "/sell/orders?state=ACCEPTED": "0",
        "/sell/returns": "1",
        "/sell/claims": "1",
        "/sell/messages": "1",
        "/sell/disputes": "0",
    }
    assert f"/sell/returns/{return_id}#messages" in browser.get("/sell/messages").links
    assert f"/sell/orders/{paid.order_id}" in browser.get("/sell/orders?state=PAID").links
    assert f"/sell/orders/{returned.order_id}" not in browser.get("/sell/orders?state=PAID").links


def test_what_was_done_is_counted_no_more(browser: Browser, aftersale: AfterSale) -> None:
    as_seller(browser, aftersale.seller)
    order = aftersale.delivered()
    paid = aftersale.cell.paid_order(aftersale.offer_id)
    return_id = aftersale.opened(order)
    aftersale.as_buyer(order, "POST", f"/returns/{return_id}/messages", {"text": "When do you answer?"})
    aftersale.as_seller("POST", f"/orders/{paid.order_id}/lines/1/acceptance")
    aftersale.as_seller("POST", f"/returns/{return_id}/approval", {})
    aftersale.as_seller("POST", f"/returns/{return_id}/messages", {"text": "Now."})
    seen = counted(browser)
    assert (seen["/sell/orders?state=PAID"], seen["/sell/orders?state=ACCEPTED"]) == ("0", "1")
    assert (seen["/sell/returns"], seen["/sell/messages"]) == ("0", "0")
    assert "Nothing waits for you." in browser.get("/sell/messages").text


def test_a_key_is_shown_the_counts_of_its_scopes_alone(browser: Browser, aftersale: AfterSale) -> None:
    as_seller(browser, aftersale.seller, ["returns:read"])
    assert set(counted(browser)) == {"/sell/returns", "/sell/claims", "/sell/messages"}
