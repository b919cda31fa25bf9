"""Sellers' offers over HTTP: what a seller may send, and what never gets through."""

from typing import Any
from urllib.parse import quote

import msgspec
import pytest

from chalicelib.access.api_keys.credentials import issue_key
from chalicelib.catalog.models import StockItem
from chalicelib.catalog.products.product import Product
from chalicelib.catalog.stock import stock_acts
from chalicelib.kernel.storage import transactions
from chalicelib.sellers.profile.seller import Seller
from testing.builders import a_product, a_seller, offer_body
from tests.api_client import Api

OFFERS = "/v1/seller/offers"
SCOPES = ("offers:read", "offers:write")


def key_of(seller: Seller, *scopes: str) -> str:
    return issue_key("seller", seller.seller_id, scopes or SCOPES)


def pointers(body: Any) -> set[str]:
    return {fault["pointer"] for fault in body["errors"]}


def test_an_offer_is_put_read_listed_and_withdrawn(api: Api) -> None:
    seller, product = a_seller(), a_product()
    key = key_of(seller)
    created = api("PUT", f"{OFFERS}/IP13-GOOD", offer_body(product.product_id), key=key)
    assert created.status == 201
    assert created.body["stock"] == {"in_hand": 5, "available": 5, "reserved": 0, "sold": 0, "written_off": 0}
    assert created.body["prices"]["FR"] == {
        "amount_minor": 34_900,
        "currency": "EUR",
        "terms_version": 1,
        "applied_at": created.body["published_at"],
        "reduction": None,
    }
    assert api("PUT", f"{OFFERS}/IP13-GOOD", offer_body(product.product_id), key=key).status == 200
    assert api("GET", f"{OFFERS}/ip13-good", key=key).body == created.body
    assert api("GET", OFFERS, key=key).body == {"items": [created.body], "next_cursor": None}
    withdrawn = api("DELETE", f"{OFFERS}/IP13-GOOD", key=key)
    assert (withdrawn.status, withdrawn.body["status"], withdrawn.body["on_sale"]) == (200, "WITHDRAWN", False)
    assert api("GET", f"{OFFERS}/IP13-GOOD", key=key).body["version"] == 2


def test_a_foreign_sku_is_as_absent_as_one_that_never_was(api: Api) -> None:
    product = a_product()
    assert api("PUT", f"{OFFERS}/mine", offer_body(product.product_id), key=key_of(a_seller())).status == 201
    other = key_of(a_seller())
    for sku in ("mine", "nobodys"):
        for method, body in (("GET", None), ("PATCH", {"guarantee_months": 12}), ("DELETE", None)):
            answer = api(method, f"{OFFERS}/{sku}", body, key=other)
            assert (answer.status, answer.body["type"]) == (404, "/problems/not-found")
        assert api("GET", f"{OFFERS}/{sku}/competition", key=other).status == 404
        changed = api("POST", f"{OFFERS}/{sku}/stock-changes", {"delta": 1}, key=other, idempotency_key=sku)
        assert changed.status == 404
    assert api("GET", OFFERS, key=other).body["items"] == []


@pytest.mark.parametrize(
    ("method", "path", "scope"),
    [
        ("GET", OFFERS, "offers:write"),
        ("GET", f"{OFFERS}/a", "offers:write"),
        ("PUT", f"{OFFERS}/a", "offers:read"),
        ("PATCH", f"{OFFERS}/a", "offers:read"),
        ("DELETE", f"{OFFERS}/a", "offers:read"),
        ("POST", f"{OFFERS}/a/stock-changes", "offers:read"),
        ("POST", f"{OFFERS}/batch", "offers:read"),
    ],
)
def test_a_key_does_what_its_scopes_say(api: Api, method: str, path: str, scope: str) -> None:
    assert api(method, path).status == 401
    assert api(method, path, key=key_of(a_seller(), scope)).status == 403


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"grade": "PERFECT"}, "/grade"),
        ({"grade": 3}, "/grade"),
        ({"stock": "5"}, "/stock"),
        ({"stock": -1}, "/stock"),
        ({"stock": True}, "/stock"),
        ({"stock": 1.5}, "/stock"),
        ({"guarantee_months": 11}, "/guarantee_months"),
        ({"guarantee_months": 10_000}, "/guarantee_months"),
        ({"vat_scheme": "NONE"}, "/vat_scheme"),
        ({"battery": None}, "/battery"),
        ({"prices": {}}, "/prices"),
        ({"prices": {"XX": {"amount_minor": 1, "currency": "EUR"}}}, "/prices/XX"),
        ({"prices": {"US": {"amount_minor": 1, "currency": "USD"}}}, "/prices/US"),
        ({"prices": {"FR": {"amount_minor": 1, "currency": "USD"}}}, "/prices/FR/currency"),
        ({"prices": {"FR": {"amount_minor": 0, "currency": "EUR"}}}, "/prices/FR/amount_minor"),
        ({"prices": {"FR": {"amount_minor": 90_901, "currency": "EUR"}}}, "/prices/FR/amount_minor"),
        ({"prices": {"DE": {"amount_minor": 100, "currency": "EUR"}}}, "/prices/DE"),
        ({"shipping": []}, "/prices/FR"),
        ({"colour": "black"}, "/colour"),
        ({"id/~": 1}, "/id~1~0"),
        ({"product_id": "nothing"}, "/product_id"),
    ],
)
def test_what_is_wrong_is_pointed_at(api: Api, changed: dict[str, Any], pointer: str) -> None:
    seller, product = a_seller(), a_product()
    answer = api("PUT", f"{OFFERS}/a", offer_body(product.product_id, **changed), key=key_of(seller))
    assert (answer.status, answer.body["type"]) == (422, "/problems/invalid-request")
    assert pointer in pointers(answer.body)


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"carrier": " "}, "/shipping/0/carrier"),
        ({"delivery_days": 0}, "/shipping/0/delivery_days"),
        ({"delivery_days": 31}, "/shipping/0/delivery_days"),
        ({"cost": {"amount_minor": -1, "currency": "EUR"}}, "/shipping/0/cost/amount_minor"),
        ({"cost": {"amount_minor": 0, "currency": "USD"}}, "/shipping/0/cost/currency"),
        ({"countries": ["FR", "US"]}, "/shipping/0/countries"),
        ({"countries": []}, "/shipping/0/countries"),
        ({"price": 3}, "/shipping/0/price"),
    ],
)
def test_what_is_wrong_with_shipping_is_pointed_at(api: Api, changed: dict[str, Any], pointer: str) -> None:
    seller, product = a_seller(), a_product()
    body = offer_body(product.product_id)
    body["shipping"][0] |= changed
    answer = api("PUT", f"{OFFERS}/a", body, key=key_of(seller))
    assert answer.status == 422
    assert pointer in pointers(answer.body)


def test_negative_money_is_refused_before_anything_else(api: Api) -> None:
    seller, product = a_seller(), a_product()
    body = offer_body(product.product_id, prices={"FR": {"amount_minor": -100, "currency": "EUR"}})
    answer = api("PUT", f"{OFFERS}/a", body, key=key_of(seller))
    assert (answer.status, api("GET", f"{OFFERS}/a", key=key_of(seller)).status) == (422, 404)


def test_several_faults_are_told_at_once(api: Api) -> None:
    seller, product = a_seller(), a_product()
    body = offer_body(product.product_id, guarantee_months=3, battery=None)
    body["prices"]["XX"] = {"amount_minor": 1, "currency": "EUR"}
    answer = api("PUT", f"{OFFERS}/a", body, key=key_of(seller))
    assert pointers(answer.body) == {"/guarantee_months", "/battery", "/prices/XX"}


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b'"text"', b"\xff\xfe"])
def test_a_body_that_is_no_offer_is_refused(api: Api, raw: bytes) -> None:
    assert api("PUT", f"{OFFERS}/a", raw, key=key_of(a_seller())).status in (400, 422)


@pytest.mark.parametrize("sku", ["📱 iPhone", "a b", "Größe/L", "x" * 64, "👩🏽‍🔧", "a+b&c=d?e#f"])
def test_a_sku_may_be_anything_readable_if_it_is_percent_encoded(api: Api, sku: str) -> None:
    seller, product = a_seller(), a_product()
    key, path = key_of(seller), f"{OFFERS}/{quote(sku, safe='')}"
    created = api("PUT", path, offer_body(product.product_id), key=key)
    assert (created.status, created.body["sku"]) == (201, sku)
    assert api("GET", path, key=key).body["sku"] == sku


@pytest.mark.parametrize("sku", ["x" * 65, "50%", "a\nb", " a", "a ", "\x00", "batch", "Batch", ".", "..", "\u2028"])
def test_a_sku_that_cannot_be_a_path_is_refused(api: Api, sku: str) -> None:
    seller, product = a_seller(), a_product()
    row = offer_body(product.product_id) | {"sku": sku}
    answer = api("POST", f"{OFFERS}/batch", {"offers": [row]}, key=key_of(seller))
    assert answer.status == 200
    assert (answer.body["items"][0]["status"], pointers(answer.body["items"][0]["problem"])) == (422, {"/sku"})


def test_a_patch_changes_what_it_names_and_nothing_else(api: Api) -> None:
    seller, product = a_seller(), a_product()
    key = key_of(seller)
    body = offer_body(product.product_id)
    body["shipping"][0]["countries"] = ["FR", "DE"]
    before = api("PUT", f"{OFFERS}/a", body, key=key).body
    patch = {"prices": {"DE": {"amount_minor": 31_900, "currency": "EUR"}}}
    after = api("PATCH", f"{OFFERS}/a", patch, key=key).body
    assert set(after["prices"]) == {"FR", "DE"}
    assert (after["prices"]["FR"]["terms_version"], after["prices"]["DE"]["terms_version"]) == (1, 2)
    assert {name: after[name] for name in ("shipping", "stock", "battery", "guarantee_months")} == {
        name: before[name] for name in ("shipping", "stock", "battery", "guarantee_months")
    }
    gone = api("PATCH", f"{OFFERS}/a", {"prices": {"FR": None}}, key=key).body
    assert set(gone["prices"]) == {"DE"}
    assert api("PATCH", f"{OFFERS}/a", {"prices": {"DE": None}}, key=key).status == 422
    assert api("PATCH", f"{OFFERS}/a", {"grade": "FAIR"}, key=key).status == 422


def test_a_stock_change_repeated_under_its_key_counts_once(api: Api) -> None:
    seller, product = a_seller(), a_product()
    key = key_of(seller)
    offer_id = api("PUT", f"{OFFERS}/a", offer_body(product.product_id), key=key).body["offer_id"]
    path = f"{OFFERS}/a/stock-changes"
    first = api("POST", path, {"delta": 3}, key=key, idempotency_key="delivery 17".replace(" ", "-"))
    again = api("POST", path, {"delta": 3}, key=key, idempotency_key="delivery-17")
    assert (first.status, again.status, again.body) == (201, 201, first.body)
    assert (first.headers.get("Idempotent-Replayed"), again.headers["Idempotent-Replayed"]) == (None, "true")
    assert StockItem.get(offer_id).available == 8
    other = api("POST", path, {"delta": 4}, key=key, idempotency_key="delivery-17")
    assert (other.status, other.body["type"]) == (422, "/problems/idempotency-key-reused")
    assert api("POST", path, {"delta": 3}, key=key).status == 400
    assert StockItem.get(offer_id).available == 8


def test_units_promised_to_buyers_cannot_be_taken_away(api: Api) -> None:
    seller, product = a_seller(), a_product()
    key = key_of(seller)
    offer_id = api("PUT", f"{OFFERS}/a", offer_body(product.product_id), key=key).body["offer_id"]
    transactions.commit([stock_acts.reserve(offer_id, 4, market="FR", terms_version=1)])
    refused = api("POST", f"{OFFERS}/a/stock-changes", {"delta": -2}, key=key, idempotency_key="one")
    assert (refused.status, refused.body["available"], refused.body["reserved"]) == (409, 1, 4)
    assert api("POST", f"{OFFERS}/a/stock-changes", {"delta": -1}, key=key, idempotency_key="two").status == 201
    assert api("PUT", f"{OFFERS}/a", offer_body(product.product_id, stock=3), key=key).status == 409
    item = StockItem.get(offer_id)
    assert (item.available, item.reserved) == (0, 4)


@pytest.mark.parametrize("delta", ["3", 1.5, None, 10**18])
def test_a_stock_change_is_a_whole_number(api: Api, delta: object) -> None:
    key = key_of(a_seller())
    answer = api("POST", f"{OFFERS}/a/stock-changes", {"delta": delta}, key=key, idempotency_key="one")
    assert (answer.status, pointers(answer.body)) == (422, {"/delta"})


def test_a_bad_row_of_a_batch_does_not_stop_the_others(api: Api) -> None:
    seller, product = a_seller(), a_product()
    rows: list[dict[str, Any]] = [
        offer_body(product.product_id) | {"sku": "first"},
        offer_body(product.product_id, grade="SHINY") | {"sku": "second"},
        {"sku": ["not", "text"]},
        offer_body(product.product_id, stock=-4) | {"sku": "fourth"},
        offer_body(product.product_id) | {"sku": "first"},
        offer_body(product.product_id, guarantee_months=36) | {"sku": "fifth"},
    ]
    answer = api("POST", f"{OFFERS}/batch", {"offers": rows}, key=key_of(seller))
    assert [row["status"] for row in answer.body["items"]] == [201, 422, 422, 422, 200, 201]
    assert [row["row"] for row in answer.body["items"]] == [0, 1, 2, 3, 4, 5]
    assert pointers(answer.body["items"][1]["problem"]) == {"/grade"}
    assert len(api("GET", OFFERS, key=key_of(seller)).body["items"]) == 2


@pytest.mark.parametrize("rows", [0, 101, 10_000])
def test_a_batch_has_1_to_100_rows(api: Api, rows: int) -> None:
    body = msgspec.json.encode({"offers": [{"sku": str(number)} for number in range(rows)]})
    answer = api("POST", f"{OFFERS}/batch", body, key=key_of(a_seller()))
    assert (answer.status, pointers(answer.body)) == (422, {"/offers"})


def test_a_batch_of_ten_thousand_whole_offers_is_too_large_to_read(api: Api) -> None:
    product = a_product()
    rows = [offer_body(product.product_id) | {"sku": str(number)} for number in range(10_000)]
    answer = api("POST", f"{OFFERS}/batch", {"offers": rows}, key=key_of(a_seller()))
    assert (answer.status, answer.body["type"]) == (413, "/problems/body-too-large")


def test_a_seller_walks_through_offers_in_pages(api: Api) -> None:
    seller, product = a_seller(), a_product()
    key = key_of(seller)
    put(api, key, product, "c", "a", "b")
    first = api("GET", f"{OFFERS}?limit=2", key=key).body
    assert [each["sku"] for each in first["items"]] == ["a", "b"]
    second = api("GET", f"{OFFERS}?limit=2&cursor={first['next_cursor']}", key=key).body
    assert ([each["sku"] for each in second["items"]], second["next_cursor"]) == (["c"], None)
    stolen = api("GET", f"{OFFERS}?cursor={first['next_cursor']}", key=key_of(a_seller()))
    assert (stolen.status, stolen.body["type"]) == (400, "/problems/invalid-cursor")


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "limit=many", "page=2"])
def test_a_list_is_asked_for_in_its_own_words(api: Api, query: str) -> None:
    assert api("GET", f"{OFFERS}?{query}", key=key_of(a_seller())).status == 422


def put(api: Api, key: str, product: Product, *skus: str) -> None:
    for sku in skus:
        assert api("PUT", f"{OFFERS}/{sku}", offer_body(product.product_id), key=key).status == 201
