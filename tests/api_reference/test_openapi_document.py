"""The document is valid, names every route, and says of each what a client may meet."""

import re
from typing import Any

import msgspec
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

import app as application
from chalicelib.api_reference.openapi_document import Document, document
from chalicelib.kernel.runtime.settings import settings
from chalicelib.kernel.runtime.version import VERSION
from tests.api_client import Api


@pytest.fixture(scope="module")
def written() -> Document:
    return document(application.app.rooms("/v1"), settings.public_url)


def test_the_document_is_valid_openapi(written: Document) -> None:
    decoded = msgspec.json.decode(msgspec.json.encode(written))
    assert list(OpenAPIV31SpecValidator(decoded).iter_errors()) == []


def test_every_route_of_the_api_is_in_the_document_and_no_page_is(written: Document) -> None:
    told = {(method.upper(), path) for path, methods in written["paths"].items() for method in methods}
    assert told == {(route.method, f"/v1{route.path}") for room in application.app.rooms("/v1") for route in room.table}


def test_the_document_has_the_version_of_the_release(written: Document) -> None:
    assert written["info"]["version"] == VERSION


def test_no_two_operations_share_a_name(written: Document) -> None:
    names = [one["operationId"] for methods in written["paths"].values() for one in methods.values()]
    assert sorted(names) == sorted(set(names))


def test_a_route_tells_its_credential_its_key_its_parameters_and_its_refusals(written: Document) -> None:
    changing = written["paths"]["/v1/seller/offers/{sku}/stock-changes"]["post"]
    assert changing["security"] == [{"seller_key": ["offers:write"]}]
    assert {(one["in"], one["name"]) for one in changing["parameters"]} == {
        ("path", "sku"),
        ("header", "Idempotency-Key"),
    }
    assert changing["requestBody"]["content"]["application/json"]["schema"] == {
        "$ref": "#/components/schemas/StockChange"
    }
    assert {"201", "400", "401", "403", "404", "409", "413", "415", "422", "503"} <= changing["responses"].keys()
    assert "Idempotent-Replayed" in changing["responses"]["201"]["headers"]
    assert "Retry-After" in changing["responses"]["503"]["headers"]
    cancelling = written["paths"]["/v1/orders/{order_id}/cancellation"]["post"]
    assert "headers" not in cancelling["responses"]["200"], "a second cancellation is answered as the first"
    assert "200" not in changing["responses"]


def test_a_route_for_anybody_tells_the_key_that_is_told_more(written: Document) -> None:
    listing = written["paths"]["/v1/products/{product_id}/offers"]["get"]
    assert listing["security"] == [{}, {"seller_key": ["offers:read"]}]


def _answers_a_page(written: Document, methods: dict[str, Any]) -> bool:
    answer = methods.get("get", {}).get("responses", {}).get("200", {}).get("content", {}).get("application/json", {})
    name = answer.get("schema", {}).get("$ref", "").rpartition("/")[2]
    return "next_cursor" in written["components"]["schemas"].get(name, {}).get("properties", {})


def test_every_list_is_paged_in_the_same_way(written: Document) -> None:
    paged = {
        path: {one["name"]: one["schema"] for one in methods["get"]["parameters"] if one["name"] in ("cursor", "limit")}
        for path, methods in written["paths"].items()
        if "get" in methods and any(one["name"] == "cursor" for one in methods["get"]["parameters"])
    }
    assert paged.keys() == {path for path, methods in written["paths"].items() if _answers_a_page(written, methods)}
    assert {"/v1/search", "/v1/seller/orders", "/v1/ops/refunds"} <= paged.keys()
    cursor, limit = {"type": "string", "maxLength": 2_000}, {"type": "integer", "minimum": 1, "maximum": 100}
    others = [one for one in paged.values() if one["cursor"] != cursor or not limit.items() <= one["limit"].items()]
    assert others == []


def test_a_signed_body_is_told_with_the_header_that_signs_it(written: Document) -> None:
    receiving = written["paths"]["/v1/stripe/events"]["post"]
    (signature,) = receiving["parameters"]
    assert (signature["in"], signature["name"], signature["required"]) == ("header", "Stripe-Signature", True)
    body = receiving["requestBody"]
    assert body["required"]
    assert body["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/StripeEvent"}
    assert written["components"]["schemas"]["StripeEvent"]["required"] == ["id", "type", "data"]


def test_every_reference_leads_somewhere(written: Document) -> None:
    named = set(re.findall(r"#/components/schemas/([^\"]+)", msgspec.json.encode(written).decode()))
    assert named <= written["components"]["schemas"].keys()


def test_the_document_is_served_as_it_is_written_and_may_be_kept_a_while(api: Api, written: Document) -> None:
    told = api("GET", "/openapi.json")
    assert told.status == 200
    assert told.body == msgspec.json.decode(msgspec.json.encode(written))
    assert told.headers["Cache-Control"] == "public, max-age=300"
