"""What holds for every page: who may read it, what it may load, which forms are believed."""

import re
from urllib.parse import urlencode

from chalicelib.search.index.rebuild import rebuild_search
from chalicelib.storefront.routes import routes
from testing.cell import Cell
from tests.storefront.browser import Browser
from tests.storefront.shopping import on_sale, order_id_of, ordered, with_basket

PAGES = (
    "/",
    "/categories/phones",
    "/search?q=iphone",
    "/basket",
    "/preferences",
    "/order-lookup",
    "/how-we-rank",
    "/carbon",
    "/problems/offer-sold-out",
    "/nowhere",
    "/orders/ord_eu_00000000000000000000000000",
)


def headers_of(browser: Browser, path: str) -> dict[str, str]:
    return dict(browser.send("GET", path).headers)


def test_every_page_loads_nothing_of_others_and_is_framed_by_nobody(browser: Browser) -> None:
    for path in PAGES:
        require_safe(browser, path)


def require_safe(browser: Browser, path: str) -> None:
    headers = headers_of(browser, path)
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert headers["Content-Security-Policy"] == (
        "default-src 'none'; img-src 'self'; style-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    )
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"
    assert "Access-Control-Allow-Origin" not in headers


def test_the_card_form_alone_runs_a_script_ours_and_stripes(browser: Browser, cell: Cell) -> None:
    policy = ordered(browser, on_sale(cell)).headers["Content-Security-Policy"]
    assert "script-src 'self' http://stripe.test;" in policy
    assert "frame-src http://stripe.test;" in policy
    assert "unsafe" not in policy


def test_no_page_carries_a_script_or_style_in_itself(browser: Browser) -> None:
    for path in PAGES:
        html = browser.get(path).html
        assert "<script" not in html
        assert "<style" not in html
        assert " style=" not in html
        assert not re.search(r"<[^>]*\son\w+=", html)


def test_the_pages_are_whole_in_every_language(browser: Browser, cell: Cell) -> None:
    product_id = on_sale(cell)
    rebuild_search()
    order_id = order_id_of(ordered(browser, product_id))
    with_basket(browser, product_id)
    own = (
        f"/products/{product_id}",
        f"/products/{product_id}/offers?grade=GOOD",
        "/checkout",
        f"/orders/{order_id}",
        f"/orders/{order_id}/payment",
    )
    for language, mark in (("en", "Skip to the content"), ("fr", "Aller au contenu"), ("de", "Zum Inhalt")):
        form = browser.get("/preferences").form("/preferences")
        browser.submit(form, market="FR", language=language)
        for path in (*PAGES, *own, f"/orders/{order_id}/cancellation"):
            page = browser.get(path)
            assert page.path == path
            assert page.status in (200, 404)
            assert mark in page.text
            assert f'<html lang="{language}">' in page.html


FORMS: dict[str, dict[str, str]] = {
    "/basket": {"offer_id": "off_eu_00000000000000000000000000"},
    "/checkout": {},
    "/preferences": {"market": "DE", "language": "de", "back": "/"},
    "/order-lookup": {"order_id": "ord_eu_00000000000000000000000000", "email": "a@b.example"},
} | {
    f"/orders/ord_eu_00000000000000000000000000/{path}": {}
    for path in (
        "cancellation",
        "lines/1/receipt",
        "lines/1/return",
        "lines/1/claim",
        *(f"returns/ret_eu_0/{step}" for step in ("appeal", "cancellation", "choice", "dispatch", "label", "messages")),
        *(f"claims/clm_eu_0/{step}" for step in ("cancellation", "messages")),
    )
}


def test_every_route_that_takes_a_form_is_tried_below() -> None:
    posts = {route.path for route in routes.table if route.method == "POST"}
    assert len(posts) == len(FORMS)


def test_a_form_without_the_sessions_token_changes_nothing(browser: Browser) -> None:
    stolen = Browser().get("/order-lookup").form("/order-lookup").fields[0][1]
    browser.get("/basket")
    before = dict(browser.cookies)
    for path, fields in FORMS.items():
        for token in ("", "0" * 32, stolen):
            answer = browser.send("POST", path, urlencode(fields | {"form_token": token}).encode())
            assert answer.status == 403
            assert b"This form is no longer valid" in answer.body
    assert browser.cookies == before


def test_a_body_that_is_no_form_is_refused_in_words(browser: Browser) -> None:
    browser.get("/basket")
    answer = browser.send("POST", "/basket", b"&".join(b"a=1" for _ in range(300)))
    assert answer.status == 400
    assert b"The form could not be read" in answer.body
    assert browser.send("POST", "/basket", b"a" * 40_000).status == 413


def test_choosing_a_country_leads_back_to_where_one_was(browser: Browser, cell: Cell) -> None:
    product_id = on_sale(cell)
    browser.get(f"/products/{product_id}")
    page = browser.submit(browser.get("/preferences").form("/preferences"), market="DE", language="de")
    assert page.path == f"/products/{product_id}"
    assert "In den Korb" in page.text
    assert "358,89\u00a0€" in page.html


def test_no_form_leads_to_another_site(browser: Browser) -> None:
    form = browser.get("/preferences").form("/preferences")
    for back in ("//evil.example", "/\\evil.example", "https://evil.example", "/a\nb", "", "javascript:1"):
        assert browser.submit(form, market="FR", language="en", back=back).path == "/"


def test_a_country_nobody_sells_in_is_refused(browser: Browser) -> None:
    form = browser.get("/preferences").form("/preferences")
    assert browser.submit(form, market="US", language="en").status == 404
    assert browser.submit(form, market="FR", language="xx").status == 404


def test_how_we_rank_and_how_we_estimate_name_their_parts(browser: Browser) -> None:
    ranking = browser.get("/how-we-rank").text
    assert "total = price + shipping + expected cost of problems" in ranking
    assert "0.50 %" in ranking
    assert "0,50 %" in Browser("de-DE").get("/how-we-rank").text
    assert "The commission we earn" in ranking
    carbon = browser.get("/carbon").text
    assert "Smartphone 30 kg 15 kg – 30 kg" in carbon
    assert "no published figure; nothing is claimed" in carbon


def test_robots_are_kept_from_what_is_private(browser: Browser) -> None:
    answer = browser.send("GET", "/robots.txt")
    assert dict(answer.headers)["Content-Type"] == "text/plain; charset=utf-8"
    for path in ("/orders/", "/basket", "/checkout", "/v1/"):
        assert f"Disallow: {path}\n".encode() in answer.body


def test_the_browsers_tab_has_a_mark(browser: Browser) -> None:
    answer = browser.send("GET", "/favicon.ico")
    assert answer.status == 200
    assert dict(answer.headers)["Content-Type"].startswith("image/svg+xml")
