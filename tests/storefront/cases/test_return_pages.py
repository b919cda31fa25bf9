"""A buyer sends a device back on the pages: from the order's page to the end of the return."""

from urllib.parse import urlencode

from chalicelib.access.order_tokens import order_token
from chalicelib.aftersales.returns import queries
from chalicelib.orders.order import Order
from tests.aftersales.carrier_answers import carrier_that_says
from tests.aftersales.conftest import PARCEL, AfterSale
from tests.aftersales.returns.enclosures.test_routes import LABEL
from tests.offered_files import behind
from tests.storefront.browser import Browser, Page


def opened(browser: Browser, order: Order) -> Page:
    """The order's page, opened by the mail's link."""
    return browser.get(f"/orders/{order.order_id}?token={order_token(order.order_id, 0)}")


def asked(browser: Browser, order: Order, reason: str, *, fault: str = "", **typed: str) -> Page:
    """Ask to send the first line back, step by step; the page it ends on."""
    page = opened(browser, order)
    path = f"/orders/{order.order_id}/lines/1/return"
    assert path in page.links
    page = browser.submit(browser.get(path).form(path), reason=reason, fault=fault)
    return browser.submit(page.form(path), **typed)


def test_a_device_is_sent_back_for_the_money(browser: Browser, aftersale: AfterSale) -> None:
    order = aftersale.delivered()
    page = asked(browser, order, "CHANGED_MIND", wish="REFUND", description="It is too large.")
    assert "Waiting for the seller's answer" in page.text
    assert "Without an answer by 24 November 2026 it is approved by itself." in page.text
    assert "It is too large." in page.text
    (found,) = queries.returns_of_order(order.order_id)
    assert (found.wish, found.reason) == ("REFUND", "CHANGED_MIND")
    assert page.path in opened(browser, order).links


def test_repair_and_replacement_are_offered_with_what_each_brings(browser: Browser, aftersale: AfterSale) -> None:
    order = aftersale.delivered()
    opened(browser, order)
    path = f"/orders/{order.order_id}/lines/1/return"
    # The last days, as the order's page and the certificate state them.
    assert "Withdrawal by law, without a reason: until 7 December 2026" in browser.get(path).text
    assert "Legal guarantee: until 23 November 2028" in browser.get(path).text
    page = browser.get(f"{path}?reason=FAULTY_IN_GUARANTEE&fault=BATTERY")
    assert "A repair" in page.text
    assert "Another device" in page.text
    assert "legal guarantee then becomes" in page.text
    page = browser.submit(page.form(path), wish="REPAIR")
    form = page.form(f"{page.path}/choice")
    assert "Another device" in browser.submit(form, wish="EXCHANGE").text.partition("You chose")[2][:40]


def test_a_faulty_device_needs_the_part_that_fails(browser: Browser, aftersale: AfterSale) -> None:
    order = aftersale.delivered()
    opened(browser, order)
    page = browser.get(f"/orders/{order.order_id}/lines/1/return?reason=FAULTY_ON_ARRIVAL")
    assert "Please say what fails." in page.text
    assert queries.returns_of_order(order.order_id) == []


def test_the_form_sent_twice_opens_one_return_and_a_second_request_leads_to_it(
    browser: Browser, aftersale: AfterSale
) -> None:
    order = aftersale.delivered()
    opened(browser, order)
    path = f"/orders/{order.order_id}/lines/1/return"
    form = browser.get(f"{path}?reason=CHANGED_MIND").form(path)
    pages = [browser.submit(form, wish="REFUND") for _ in range(2)]
    (found,) = queries.returns_of_order(order.order_id)
    assert {page.path for page in pages} == {f"/orders/{order.order_id}/returns/{found.return_id}"}
    assert browser.get(path).path == pages[0].path


def test_the_parcel_is_announced_and_a_mistyped_number_is_told(browser: Browser, aftersale: AfterSale) -> None:
    order = aftersale.delivered()
    page = asked(browser, order, "CHANGED_MIND", wish="REFUND")
    aftersale.as_seller("POST", f"/returns/{page.path.rpartition('/')[2]}/approval", {})
    form = browser.get(page.path).form(f"{page.path}/dispatch")
    wrong = browser.submit(form, carrier="colissimo", tracking_number="?")
    assert wrong.status == 422
    assert 'value="colissimo"' in wrong.html
    assert "On its way to the seller" in browser.submit(form, **PARCEL).text


def test_the_label_is_a_file_and_a_carrier_that_gives_none_is_told(browser: Browser, aftersale: AfterSale) -> None:
    page = asked(browser, aftersale.delivered(), "CHANGED_MIND", wish="REFUND")
    assert "Your label" not in page.text
    aftersale.as_seller("POST", f"/returns/{page.path.rpartition('/')[2]}/approval", {})
    form = browser.get(page.path).form(f"{page.path}/label")
    with carrier_that_says("{}"):
        refused = browser.submit(form)
    assert (refused.status, "Your label" in refused.text) == (503, True)
    with carrier_that_says(LABEL):
        answer = browser.send("POST", form.action, urlencode(form.fields).encode())
    assert behind(dict(answer.headers)["Location"]) == (b"%PDF-1.4 a label", "application/pdf")
    assert "8R00000000001" in browser.get(page.path).text


def test_messages_go_both_ways_without_an_address_and_once_per_form(browser: Browser, aftersale: AfterSale) -> None:
    order = aftersale.delivered()
    page = asked(browser, order, "CHANGED_MIND", wish="REFUND")
    form = page.form(f"{page.path}/messages")
    for _ in range(2):
        browser.submit(form, text="Where shall it go?\r\nThanks")
    return_id = page.path.rpartition("/")[2]
    aftersale.as_seller("POST", f"/returns/{return_id}/messages", {"text": "Wait for <b>our</b> label."})
    shown = browser.get(page.path)
    assert shown.text.count("Where shall it go?") == 1
    assert "Wait for <b>our</b> label." in shown.text
    assert "&lt;b&gt;" in shown.html
    assert aftersale.seller.trader.email not in shown.text


def test_a_refusal_is_shown_with_its_reason_and_appealed_once(browser: Browser, aftersale: AfterSale) -> None:
    order = aftersale.delivered()
    page = asked(browser, order, "FAULTY_IN_GUARANTEE", fault="SCREEN", wish="REPAIR")
    return_id = page.path.rpartition("/")[2]
    for step, body in (
        ("approval", {}), ("receipt", None), ("inspection", {"serial": "490154203237518", "finding": "NO_FAULT_FOUND"}),
        ("refusal", {"reason": "NO_FAULT_FOUND"}),
    ):  # fmt: skip
        assert aftersale.as_seller("POST", f"/returns/{return_id}/{step}", body).status == 200
    shown = browser.get(page.path)
    assert "No fault was found." in shown.text
    appealed = browser.submit(shown.form(f"{page.path}/appeal"), explanation="It goes black when warm.")
    assert "Looked at by us" in appealed.text
    assert "It goes black when warm." in appealed.text


def test_a_return_is_called_off_before_the_device_was_sent(browser: Browser, aftersale: AfterSale) -> None:
    page = asked(browser, aftersale.delivered(), "CHANGED_MIND", wish="REFUND")
    page = browser.submit(page.form(f"{page.path}/cancellation"))
    assert "The buyer keeps the device." in page.text
    assert page.forms == []


def test_another_orders_return_is_answered_like_none(browser: Browser, aftersale: AfterSale) -> None:
    mine, other = aftersale.delivered(), aftersale.delivered()
    foreign = aftersale.opened(other)
    opened(browser, mine)
    answers = [browser.get(f"/orders/{mine.order_id}/returns/{each}") for each in (foreign, "ret_eu_" + "0" * 26)]
    assert {answer.status for answer in answers} == {404}
    assert len({answer.text.partition("Reference")[0] for answer in answers}) == 1


def test_a_return_taken_over_says_whose_turn_it_is_and_until_when(browser: Browser, aftersale: AfterSale) -> None:
    order = aftersale.delivered()
    return_id = aftersale.received(order)
    opened(browser, order)
    path = f"/orders/{order.order_id}/returns/{return_id}"
    assert "It is the seller's turn. If nothing happens by 28 November 2026, we take over." in browser.get(path).text
    aftersale.wait(days=6)
    shown = browser.get(path).text
    assert "It is our turn: we decide how it goes on." in shown
    assert "If it is not settled by 3 December 2026, you get your money back." in shown
    assert "we take over" not in shown


def test_a_parcel_that_we_look_for_has_no_day_that_is_past(browser: Browser, aftersale: AfterSale) -> None:
    order = aftersale.delivered()
    return_id = aftersale.opened(order)
    aftersale.as_seller("POST", f"/returns/{return_id}/approval", {})
    aftersale.as_buyer(order, "POST", f"/returns/{return_id}/dispatch", PARCEL)
    with aftersale.carrier("IN_TRANSIT"):
        aftersale.wait(days=22)
    found = queries.device_return(return_id)
    assert (found.state, found.due_by, found.taken_over_at is not None) == ("IN_TRANSIT", None, True)
    opened(browser, order)
    shown = browser.get(f"/orders/{order.order_id}/returns/{return_id}").text
    assert "It is our turn" in shown
    assert "If nothing happens by" not in shown


def test_the_parcel_of_a_repaired_device_is_on_the_page_of_the_return(browser: Browser, aftersale: AfterSale) -> None:
    order = aftersale.delivered()
    return_id = aftersale.inspected(order, reason="FAULTY_AT_FIRST_USE", fault="SCREEN", wish="REPAIR")
    aftersale.as_seller("POST", f"/returns/{return_id}/repair", {"fault": "SCREEN"})
    opened(browser, order)
    path = f"/orders/{order.order_id}/returns/{return_id}"
    assert "Parcel to you" not in browser.get(path).text
    aftersale.as_seller("POST", f"/returns/{return_id}/repair-shipment", PARCEL)
    told = browser.get(path).text.partition("Parcel to you")[2]
    assert told.split()[:2] == [PARCEL["carrier"], PARCEL["tracking_number"]]
