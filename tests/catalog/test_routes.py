"""The catalogue over HTTP: categories, lists, product pages, and what ops describe."""

from typing import Any

import msgspec
import pytest

from chalicelib.access.api_keys.credentials import issue_key
from chalicelib.catalog.products.product import Product
from chalicelib.ranking.decision.box_decision import decide_product
from testing.builders import a_description, a_product, a_seller, an_offer
from tests.api_client import Api

PRODUCTS = "/v1/ops/products"


def ops_key(*scopes: str) -> str:
    return issue_key("ops", "somebody", scopes or ("catalog:write",))


def product_body(**changed: Any) -> dict[str, Any]:
    said = msgspec.to_builtins(a_description(**changed))
    said["reference_price"] = [
        {
            "amount": {"amount_minor": price["amount_minor"], "currency": price["currency"]},
            "source": price["source"],
            "dated": price["dated"],
        }
        for price in said["reference_price"]
    ]
    return dict(said)


def on_sale(**changed: Any) -> Product:
    product = a_product(**changed)
    an_offer(a_seller(), product)
    decide_product(product.product_id)
    return product


def test_a_product_page_shows_boxes_with_the_fee_in_every_total(api: Api) -> None:
    product = on_sale()
    page = api("GET", f"/v1/products/{product.product_id}?market=FR").body
    (box,) = page["boxes"]
    parts = [box[name]["amount_minor"] for name in ("price", "shipping", "service_fee")]
    assert parts == [34_900, 490, 499]
    assert box["total"] == {"amount_minor": sum(parts), "currency": "EUR"}
    assert (box["seller"]["trade_name"], box["guarantee_months"], box["delivery_days"]) == ("Phénix Mobile", 24, 2)
    assert page["reference_price"] == {
        "amount": {"amount_minor": 90_900, "currency": "EUR"},
        "source": "Apple",
        "dated": "2021-09-24",
    }
    assert page["guarantee"]["legal_months"] == 24
    carbon = page["carbon"]["avoided"]
    assert 0 < carbon["low_grams"] <= carbon["central_grams"] <= carbon["high_grams"]


def test_a_product_nobody_sells_in_a_market_still_has_its_page(api: Api) -> None:
    product = on_sale()
    page = api("GET", f"/v1/products/{product.product_id}?market=ES")
    assert (page.status, page.body["boxes"]) == (200, [])


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/v1/products/prd_eu_01JB0000000000000000000000?market=FR", 404),
        ("/v1/products/prd_us_01JB0000000000000000000000?market=FR", 421),
        ("/v1/products/off_eu_01JB0000000000000000000000?market=FR", 404),
        ("/v1/products/iphone?market=FR", 404),
        ("/v1/products/prd_eu_01JB0000000000000000000000", 422),
        ("/v1/products/prd_eu_01JB0000000000000000000000?market=US", 421),
        ("/v1/products/prd_eu_01JB0000000000000000000000?market=XX", 404),
        ("/v1/categories/iphones/products?market=FR&limit=0", 422),
        ("/v1/categories/iphones/products?market=FR&cursor=abc", 400),
        ("/v1/categories/spaceships/products?market=FR", 404),
        ("/v1/categories?language=english", 422),
    ],
)
def test_what_is_not_there_is_refused_in_its_own_way(api: Api, path: str, status: int) -> None:
    assert api("GET", path).status == status


def test_categories_speak_the_readers_language(api: Api) -> None:
    def first_name(**headers: str) -> str:
        query = f"?language={headers.pop('language')}" if "language" in headers else ""
        return str(api("GET", f"/v1/categories{query}", **headers).body["items"][0]["name"])

    english, french = first_name(), first_name(language="fr")
    assert english != french
    assert first_name(accept_language="fr-CA,fr;q=0.9,en;q=0.8") == french
    assert first_name(accept_language="nl, en;q=0.5, fr;q=0.7") == french
    assert first_name(accept_language="fr;q=0, nl") == english
    assert first_name(accept_language="fr;q=0.9", language="en") == english


def test_leaves_say_what_their_products_state(api: Api) -> None:
    def leaves(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [leaf for item in items for leaf in (leaves(item["children"]) if "children" in item else [item])]

    found = {leaf["slug"]: leaf for leaf in leaves(api("GET", "/v1/categories").body["items"])}
    assert {"storage_gigabytes", "colour"} <= {each["name"] for each in found["iphones"]["attributes"]}


def test_a_category_lists_its_products_by_title_with_their_lowest_total(api: Api) -> None:
    cheap, unsold = on_sale(title="A phone"), a_product(title="B phone")
    page = api("GET", "/v1/categories/iphones/products?market=FR").body
    assert [each["product_id"] for each in page["items"]] == [cheap.product_id, unsold.product_id]
    lowest = page["items"][0]["from"]
    assert (lowest["grade"], lowest["total"]) == ("GOOD", {"amount_minor": 35_889, "currency": "EUR"})
    assert (page["items"][1]["from"], page["next_cursor"]) == (None, None)


@pytest.mark.parametrize("slug", ["iphones", "smartphones", "phones"])
def test_an_inner_category_goes_through_all_its_leaves_in_pages(api: Api, slug: str) -> None:
    wanted = {a_product(title=f"Phone {number}").product_id for number in range(5)}
    seen: list[str] = []
    cursor = ""
    for _ in range(10):
        page = api("GET", f"/v1/categories/{slug}/products?market=FR&limit=2{cursor}").body
        seen += [each["product_id"] for each in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert (set(seen), len(seen), page["next_cursor"]) == (wanted, 5, None)


def test_a_cursor_belongs_to_its_category_and_market(api: Api) -> None:
    for number in range(2):
        a_product(title=f"Phone {number}")
    cursor = api("GET", "/v1/categories/iphones/products?market=FR&limit=1").body["next_cursor"]
    for path in ("phones/products?market=FR", "iphones/products?market=DE"):
        assert api("GET", f"/v1/categories/{path}&cursor={cursor}").status == 400


def test_ops_describe_a_product_once(api: Api) -> None:
    key = ops_key()
    created = api("POST", PRODUCTS, product_body(), key=key, idempotency_key="one")
    again = api("POST", PRODUCTS, product_body(), key=key, idempotency_key="one")
    assert (created.status, again.status, again.body) == (201, 201, created.body)
    assert again.headers["Idempotent-Replayed"] == "true"
    twin = api("POST", PRODUCTS, product_body(title="Again"), key=key, idempotency_key="two")
    assert (twin.status, twin.body["type"]) == (409, "/problems/product-exists")
    assert twin.body["product_id"] == created.body["product_id"]
    other = api("POST", PRODUCTS, product_body(title="Else"), key=key, idempotency_key="one")
    assert (other.status, other.body["type"]) == (422, "/problems/idempotency-key-reused")


def test_a_product_without_an_article_number_is_created_once_per_key(api: Api) -> None:
    key, body = ops_key(), product_body(gtin=None)
    first = api("POST", PRODUCTS, body, key=key, idempotency_key="one").body["product_id"]
    assert api("POST", PRODUCTS, body, key=key, idempotency_key="one").body["product_id"] == first
    assert api("POST", PRODUCTS, body, key=key, idempotency_key="two").body["product_id"] != first


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"weight_grams": 0}, "/weight_grams"),
        ({"weight_grams": "174"}, "/weight_grams"),
        ({"title": "  "}, "/title"),
        ({"title": "x" * 151}, "/title"),
        ({"manufacturer": {"name": "Apple"}}, "/manufacturer/postal_address"),
        ({"gtin": "123"}, "/gtin"),
        ({"attributes": {"colour": "sunset"}}, "/attributes/colour"),
        ({"carbon": 5}, "/carbon"),
    ],
)
def test_a_faulty_description_is_refused_where_it_is_faulty(api: Api, changed: dict[str, Any], pointer: str) -> None:
    answer = api("POST", PRODUCTS, product_body() | changed, key=ops_key(), idempotency_key="one")
    assert answer.status == 422
    assert pointer in {fault["pointer"] for fault in answer.body["errors"]}


def test_only_ops_with_the_scope_describe_products(api: Api) -> None:
    assert api("POST", PRODUCTS, product_body(), idempotency_key="one").status == 401
    assert api("POST", PRODUCTS, product_body(), key=ops_key("orders:read"), idempotency_key="one").status == 403
    seller_key = issue_key("seller", a_seller().seller_id, ("offers:write",))
    assert api("POST", PRODUCTS, product_body(), key=seller_key, idempotency_key="one").status == 404
    assert api("POST", PRODUCTS, product_body(), key=ops_key()).status == 400
