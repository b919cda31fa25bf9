"""The contract: every answer a test gets of the API is one its document promises, member by member."""

import importlib
import re
from functools import cache
from typing import Any

import msgspec
from jsonschema import Draft202012Validator

from chalicelib.api_reference.openapi_document import document


class BrokenPromise(AssertionError):
    """An answer the document does not know."""


def keeping_its_word(method: str, path: str, status: int, body: Any) -> None:
    """Nothing, if the document has this answer or knows no such path; BrokenPromise with what is wrong."""
    found = _template(path.partition("?")[0])
    operation = _document()["paths"].get(found, {}).get(method.lower())
    if operation is None:
        return
    if str(status) not in operation["responses"]:
        told = body.get("type") if isinstance(body, dict) else body
        raise BrokenPromise(f"{method} {found} answers {status} {told}, which its document does not know")
    faults = [f"{one.json_path}: {one.message}" for one in _validator(found, method.lower(), status).iter_errors(body)]
    if faults:
        raise BrokenPromise(f"{method} {found} {status}: " + "; ".join(faults))


@cache
def _document() -> dict[str, Any]:
    """As clients read it, but closed: a member the document does not name is a fault here."""
    written: dict[str, Any] = msgspec.json.decode(
        msgspec.json.encode(document(importlib.import_module("app").app.rooms("/v1"), "http://test"))
    )
    for name, schema in written["components"]["schemas"].items():
        if "properties" in schema and name != "ProblemDocument":
            schema.setdefault("additionalProperties", False)
    return written


@cache
def _template(path: str) -> str:
    segments = path.removesuffix("/").split("/")
    fitting = [one for one in _document()["paths"] if _fits(one.split("/"), segments)]
    return min(fitting, key=lambda one: one.count("{"), default="")


def _fits(template: list[str], segments: list[str]) -> bool:
    pairs = zip(template, segments, strict=False)
    return len(template) == len(segments) and all(
        one == two or (bool(two) and bool(re.fullmatch(r"{\w+}", one))) for one, two in pairs
    )


@cache
def _validator(template: str, method: str, status: int) -> Draft202012Validator:
    content = _document()["paths"][template][method]["responses"][str(status)].get("content", {})
    schema = next((one["schema"] for one in content.values()), {"type": "null"})
    return Draft202012Validator(schema | {"components": _document()["components"]})
