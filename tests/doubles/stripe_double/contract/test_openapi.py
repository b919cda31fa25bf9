"""Answers against an OpenAPI document: a small one written here, and Stripe's own where a copy of it is named."""

import os
from pathlib import Path
from typing import Any

import pytest

from doubles.stripe_double.contract.exchanges import Exchange
from doubles.stripe_double.contract.openapi import Document
from doubles.stripe_double.wire import API_VERSION
from tests.doubles.stripe_double.contract.every_route import every_route


def _answers(schema: dict[str, Any]) -> dict[str, Any]:
    content = {"application/json": {"schema": schema}}
    error = {"application/json": {"schema": {"$ref": "#/components/schemas/error"}}}
    return {"responses": {"200": {"content": content}, "default": {"content": error}}}


DOCUMENT = {
    "openapi": "3.0.0",
    "info": {"version": "1"},
    "paths": {
        "/v1/lamps/{lamp}": {"get": _answers({"$ref": "#/components/schemas/lamp"})},
        "/v1/lamps/brightest": {"get": _answers({"$ref": "#/components/schemas/bulb"})},
    },
    "components": {
        "schemas": {
            "lamp": {
                "type": "object",
                "required": ["object", "id", "bulb", "shade"],
                "properties": {
                    "object": {"type": "string", "enum": ["lamp"]},
                    "id": {"type": "string", "maxLength": 8},
                    "bulb": {"anyOf": [{"type": "string"}, {"$ref": "#/components/schemas/bulb"}]},
                    "shade": {"type": "string", "nullable": True},
                    "rates": {"type": "array", "items": {"type": "number"}},
                    "metadata": {"type": "object", "additionalProperties": {"type": "string"}},
                },
            },
            "bulb": {
                "type": "object",
                "required": ["object", "watts"],
                "properties": {"object": {"type": "string", "enum": ["bulb"]}, "watts": {"type": "integer"}},
            },
            "error": {
                "type": "object",
                "required": ["error"],
                "properties": {"error": {"type": "object", "properties": {"type": {"type": "string"}}}},
            },
        }
    },
}
LAMP = {"object": "lamp", "id": "lamp_1", "bulb": "bulb_1", "shade": None}
BULB = {"object": "bulb", "watts": 7}


def complaints(body: dict[str, Any], path: str = "/v1/lamps/lamp_1", status: int = 200) -> list[str]:
    return Document(DOCUMENT).violations(Exchange("read", "GET", path, status, body))


@pytest.mark.parametrize(
    ("body", "path", "status"),
    [
        (LAMP, "/v1/lamps/lamp_1", 200),
        ({**LAMP, "bulb": BULB, "rates": [1, 0.5], "metadata": {"room": "hall"}}, "/v1/lamps/lamp_1", 200),
        (BULB, "/v1/lamps/brightest", 200),
        ({"error": {"type": "invalid_request_error"}}, "/v1/lamps/lamp_2", 404),
        ({"error": {"type": "invalid_request_error"}}, "/v1/candles", 404),
    ],
)
def test_an_answer_that_fits_its_schema_passes(body: dict[str, Any], path: str, status: int) -> None:
    assert complaints(body, path, status) == []


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ({**LAMP, "colour": "red"}, "lamp.colour: no such field"),
        ({"object": "lamp", "id": "lamp_1", "bulb": "bulb_1"}, "lamp.shade: missing"),
        ({**LAMP, "id": None}, "lamp.id: NoneType where string is declared"),
        ({**LAMP, "id": "lamp_12345"}, "lamp.id: longer than 8 characters"),
        ({**LAMP, "object": "lantern"}, "lantern.object: 'lantern' is none of 'lamp'"),
        ({**LAMP, "bulb": {**BULB, "watts": True}}, "lamp.bulb.watts: bool where integer is declared"),
        ({**LAMP, "bulb": {"object": "bulb"}}, "lamp.bulb.watts: missing"),
        ({**LAMP, "rates": [1, "2"]}, "lamp.rates[1]: str where number is declared"),
        ({**LAMP, "metadata": {"room": 1}}, "lamp.metadata.room: int where string is declared"),
    ],
)
def test_an_answer_that_contradicts_its_schema_is_found(body: dict[str, Any], complaint: str) -> None:
    assert complaints(body) == [complaint]


def test_an_operation_that_the_document_lacks_is_found() -> None:
    assert complaints(BULB, "/v1/candles") == ["GET /v1/candles: the document has no such operation"]


@pytest.mark.skipif("STRIPE_OPENAPI" not in os.environ, reason="STRIPE_OPENAPI names no copy of Stripe's document")
def test_every_route_answers_what_stripes_document_declares() -> None:
    document = Document.read(Path(os.environ["STRIPE_OPENAPI"]))
    assert document.version == API_VERSION, "the document describes another version of the API than the double speaks"
    exchanges = [exchange for found in every_route().values() for exchange in found]
    found = {one: exchange.title for exchange in exchanges for one in document.violations(exchange)}
    assert found == {}
