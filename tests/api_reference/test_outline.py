"""The page of the API: all that the document says, every link leads somewhere, nothing is loaded from anywhere."""

import base64
import hashlib
import re

import pytest

import app as application
from chalicelib.api_reference import outline
from chalicelib.api_reference.openapi_document import document
from chalicelib.kernel.runtime.settings import settings
from chalicelib.web.problem_texts import problem_words
from tests.storefront.browser import Browser, Page

pytestmark = pytest.mark.usefixtures("tables")
WRITTEN = document(application.app.rooms("/v1"), settings.public_url)


def shown() -> Page:
    page = Browser().get("/docs")
    assert (page.status, page.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    return page


def test_every_operation_and_type_is_shown_where_a_link_can_lead() -> None:
    anchors = re.findall(r'id="([^"]+)"', shown().html)
    operations = [one["operationId"] for methods in WRITTEN["paths"].values() for one in methods.values()]
    types = [f"type-{name}" for name in WRITTEN["components"]["schemas"]]
    assert set(operations) | set(types) <= set(anchors)
    assert len(anchors) == len(set(anchors))


def test_every_link_leads_somewhere() -> None:
    page = shown()
    inside = {link.removeprefix("#") for link in page.links if link.startswith("#")}
    assert inside <= set(re.findall(r'id="([^"]+)"', page.html))
    problems = {link.rpartition("/")[2] for link in page.links if link.startswith("/problems/")}
    assert {slug for slug in problems if problem_words("en", slug) is None} == set()
    assert {link for link in page.links if not link.startswith(("#", "/problems/"))} == {"/", "/openapi.json"}


def test_the_page_needs_nothing_but_itself_and_may_do_nothing_else() -> None:
    page = shown()
    (style,) = re.findall(r"<style>(.*?)</style>", page.html, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = page.headers["Content-Security-Policy"]
    assert f"default-src 'none'; style-src 'sha256-{digest}'" in policy
    assert "unsafe" not in policy
    assert re.findall(r"<script|<iframe|<form|\son\w+=|\sstyle=|src=|url\(", page.html) == []


def test_an_operation_is_told_whole() -> None:
    (change,) = [one for one in outline.rooms(WRITTEN)["catalog"] if one.name == "change_stock"]
    assert (change.method, change.path) == ("POST", "/v1/seller/offers/{sku}/stock-changes")
    assert (change.credential, change.scope) == ("seller_key", "offers:write")
    assert [(each.name, each.place) for each in change.parameters] == [("sku", "path"), ("Idempotency-Key", "header")]
    assert [part.name for part in change.body] == ["StockChange"]
    (done,) = [each for each in change.outcomes if not each.problems]
    assert (done.status, done.headers) == ("201", ("Idempotent-Replayed",))
    assert "units-promised" in {slug for each in change.outcomes for slug in each.problems}


def test_who_is_told_more_is_told_where_anybody_may_come() -> None:
    (listing,) = [one for one in outline.rooms(WRITTEN)["ranking"] if one.name == "list_ranked_offers"]
    assert (listing.is_optional, listing.credential, listing.scope) == (True, "seller_key", "offers:read")
    told = re.sub(r"<[^>]+>", "", re.findall(r'id="list_ranked_offers">.*?</section>', shown().html, re.DOTALL)[0])
    assert "For anybody, and more for seller key with the scope offers:read." in told


def test_types_are_told_in_words() -> None:
    told = {
        f"{one.name}.{member.name}": "".join(part.text for part in member.kind) + (member.default or "")
        for one in outline.types(WRITTEN)
        for member in one.members
    }
    assert told["OrderRequest.lines"] == "list of QuotedLine (1 or more, up to 40)"
    assert told["OrderRequest.billing_address"] == "PostalAddress or null"
    assert told["OrderRequest.contribution_minor"] == "integer (at least 0, at most 100000)0"
    assert told["OrderRequest.market"] == "text as ^[A-Z]{2}$"
    assert told["OfferBody.prices"] == "object, by name: Amount (up to 20 names)"
    assert outline.spoken("Page_OwnOffer_") == "Page of OwnOffer"
