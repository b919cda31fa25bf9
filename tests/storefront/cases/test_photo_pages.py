"""A buyer adds a photo to a case without scripts: S3 sends the browser back, and the page waits for the inspection."""

import re
from collections.abc import Callable
from urllib.parse import quote

import pytest

from chalicelib.kernel.runtime import aws
from chalicelib.kernel.runtime.settings import settings
from tests.aftersales.conftest import AfterSale
from tests.console_visits import as_operator, as_seller
from tests.storefront.browser import Browser, Page
from tests.storefront.cases.test_return_pages import asked, opened
from tests.uploads.sample_files import PAPER, photo
from tests.uploads.upload_window import announce

CaseOf = Callable[[Browser, AfterSale], Page]


def reported(browser: Browser, aftersale: AfterSale) -> Page:
    order = aftersale.delivered()
    opened(browser, order)
    path = f"/orders/{order.order_id}/lines/1/claim"
    return browser.submit(browser.get(path).form(path), kind="WRONG_DEVICE", wish="REFUND")


def returned(browser: Browser, aftersale: AfterSale) -> Page:
    return asked(browser, aftersale.delivered(), "CHANGED_MIND", wish="REFUND")


def sent(browser: Browser, case: Page, content: bytes, asked: str = "/photo") -> str:
    """Send a file with the form of a case's page; the address at which S3 sends the browser on."""
    assert f"{case.path}{asked}" in case.links
    page = browser.get(f"{case.path}{asked}")
    form = next(form for form in page.forms if form.action.startswith("https://"))
    assert form.action in page.headers["Content-Security-Policy"]
    key = dict(form.fields)["key"]
    assert dict(form.fields)["success_action_redirect"] == f"{settings.public_url}{case.path}/photos"
    aws.client("s3").put_object(Bucket=settings.uploads_bucket, Key=key, Body=content)
    return f"{case.path}/photos?bucket=b&key={quote(key, safe='')}&etag=e"


@pytest.mark.parametrize("case_of", [returned, reported])
def test_a_photo_is_shown_to_all_sides_once_it_was_checked(
    browser: Browser, aftersale: AfterSale, case_of: CaseOf
) -> None:
    case = case_of(browser, aftersale)
    back = sent(browser, case, photo())
    waiting = browser.get(back)
    (again,) = [link for link in waiting.links if "/photos?" in link]
    key = re.search("quarantine%2F[A-Za-z0-9_]+", back)
    assert key is not None
    announce(key[0].replace("%2F", "/"))
    shown = browser.get(again)
    assert shown.path == f"{case.path}#photos"
    assert browser.get(back).path == shown.path
    seller, operator = Browser(), Browser()
    as_seller(seller, aftersale.seller)
    as_operator(operator)
    kind, case_id = case.path.split("/")[3:]
    pages = [shown, seller.get(f"/sell/{kind}/{case_id}"), operator.get(f"/ops/{kind}/{case_id}")]
    for page in pages:
        (picture,) = re.findall(r'<img src="([^"]+/checked/[^"]+)"', page.html)
        address = picture.partition("/checked/")[0]
        assert f"img-src 'self' {address}/" in page.headers["Content-Security-Policy"]


def test_a_seller_adds_a_photo_by_a_page_that_needs_no_cookie(browser: Browser, aftersale: AfterSale) -> None:
    case = reported(browser, aftersale)
    path = f"/sell/claims/{case.path.rpartition('/')[2]}"
    seller, nobody = Browser(), Browser()
    as_seller(seller, aftersale.seller)
    assert f"{path}/photo" in seller.get(path).links
    fields = dict(next(form for form in seller.get(f"{path}/photo").forms if form.action.startswith("https")).fields)
    aws.client("s3").put_object(Bucket=settings.uploads_bucket, Key=fields["key"], Body=photo())
    assert fields["success_action_redirect"] == f"{settings.public_url}{path}/sent-photo"
    (onward,) = [link for link in nobody.get(f"{path}/sent-photo?key={fields['key']}").links if "photos" in link]
    assert nobody.get(onward).status == 401
    assert "is being checked" in seller.get(onward).text
    announce(fields["key"])
    assert seller.get(onward).path == f"{path}#photos"
    assert seller.get(path).html.count("/checked/") == 2


@pytest.mark.parametrize("case_of", [returned, reported])
def test_a_message_takes_a_file_along_that_all_sides_see(
    browser: Browser, aftersale: AfterSale, case_of: CaseOf
) -> None:
    case = case_of(browser, aftersale)
    kind, case_id = case.path.split("/")[3:]
    back = sent(browser, case, PAPER, asked="/photo?for=message")
    assert "is being checked" in browser.get(back).text
    announce(back.partition("key=")[2].partition("&")[0].replace("%2F", "/"))
    writing = browser.get(back)
    assert "goes with this message" in writing.text
    done = browser.submit(writing.form(f"{case.path}/messages"), text="The receipt.")
    assert (done.status, "goes with this message" in done.text) == (200, False)
    seller, operator = Browser(), Browser()
    as_seller(seller, aftersale.seller)
    as_operator(operator)
    for page in (done, seller.get(f"/sell/{kind}/{case_id}"), operator.get(f"/ops/{kind}/{case_id}")):
        assert [link for link in page.links if "/checked/" in link]
        assert "PDF 1" in page.text
    used = browser.submit(writing.form(f"{case.path}/messages"), text="Again.", key="another-key")
    assert (used.status, "goes with this message" in used.text, "Again." in used.html) == (409, False, True)


def test_a_seller_answers_with_a_file_and_loses_it_by_no_mistake_in_the_text(
    browser: Browser, aftersale: AfterSale
) -> None:
    case = reported(browser, aftersale)
    path = f"/sell/claims/{case.path.rpartition('/')[2]}"
    seller = Browser()
    as_seller(seller, aftersale.seller)
    form = next(one for one in seller.get(f"{path}/photo?for=message").forms if one.action.startswith("https"))
    key = dict(form.fields)["key"]
    aws.client("s3").put_object(Bucket=settings.uploads_bucket, Key=key, Body=photo())
    announce(key)
    writing = seller.get(f"{path}/photos?key={key}")
    mistaken = seller.submit(writing.form(f"{path}/messages"), text=" ")
    assert (mistaken.status, "goes with this message" in mistaken.text) == (422, True)
    seller.submit(mistaken.form(f"{path}/messages"), text="The dent.")
    assert "Photo 1" in browser.get(case.path).text


def test_what_is_no_picture_is_refused_and_another_one_asked_for(browser: Browser, aftersale: AfterSale) -> None:
    case = reported(browser, aftersale)
    back = sent(browser, case, b"MZ a program")
    announce(back.partition("key=")[2].partition("&")[0].replace("%2F", "/"))
    page = browser.get(back)
    assert page.status == 409
    assert "The file cannot be used" in page.text
    assert any(form.action.startswith("https://") for form in page.forms)


def test_an_address_that_s3_never_made_is_no_page(browser: Browser, aftersale: AfterSale) -> None:
    case = reported(browser, aftersale)
    assert browser.get(f"{case.path}/photos").status == 404
    assert browser.get(f"{case.path}/photos?key=quarantine/other").status == 404
