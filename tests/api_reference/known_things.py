"""The document with a prepared market in it: what is drawn from it asks, often, for things that are there."""

import copy
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl

import msgspec

from tests.isolation.row import Row
from tests.isolation.rows import ROWS
from tests.isolation.world import RECONCILED_DAY, World

Document = dict[str, Any]
NAMES = ("order_id", "sku", "endpoint_id", "delivery_id", "key_id", "run_id", "product_id", "offer_id")
ELSEWHERE = {
    "market": ["FR", "DE"],
    "country": ["FR", "DE"],
    "delivery_country": ["FR", "DE"],
    "slug": ["iphones", "nothing"],
    "grade": ["GOOD"],
    "day": [RECONCILED_DAY, "2026-11-01"],
    "month": ["2026-11", "2026-10"],
}


def knowing(document: Document, world: World) -> Document:
    """The same document, in which ids are known ones, own, foreign or nobody's, and half the bodies are whole acts."""
    known = copy.deepcopy(document)
    values = _values(world)
    for schema in _bodies(known):
        for name, member in schema.get("properties", {}).items():
            if name in values and "default" not in member:
                schema["properties"][name] = {"enum": values[name]}
    for path, operations in known["paths"].items():
        for method, operation in operations.items():
            _know(operation, ROWS[method.upper(), path], world, values)
    _parameter(known["paths"]["/v1/orders"]["post"], "Idempotency-Key")["schema"] = {"type": "string", "format": "uuid"}
    return known


def whole(operation: Any, row: Row, world: World) -> Any:
    """The case that succeeds: own things, in the state that the act asks for."""
    whose = msgspec.structs.asdict(world.a) | {name: values[0] for name, values in ELSEWHERE.items()}
    whose |= {"line_id": getattr(world.a, row.line), "refund_id": getattr(world.a, row.refund)}
    more = {} if row.body is None else {"body": row.body(world.a), "media_type": "application/json"}
    return operation.Case(
        path_parameters={name: whose[name] for name in re.findall(r"{(\w+)}", operation.path)},
        query=dict(parse_qsl(row.query(world.a))) if row.query else {},
        headers={"Idempotency-Key": "7a0f4b6e-51a0-4c57-9d0e-0c2b6a1f9e11"},
        **more,
    )


def _know(operation: Document, row: Row, world: World, values: dict[str, list[str]]) -> None:
    lines = {"line_id": [getattr(world.a, row.line), world.nobody.paid_line]}
    for parameter in operation["parameters"]:
        found = (values | lines).get(parameter["name"])
        if found is not None:
            parameter["schema"] = {"type": "string", "enum": found}
    if row.body is not None:
        body = operation["requestBody"]["content"]["application/json"]
        body["schema"] = {"anyOf": [{"const": row.body(world.a)}, body["schema"]]}


def _values(world: World) -> dict[str, list[str]]:
    whose = [msgspec.structs.asdict(each) for each in (world.a, world.b, world.nobody)]
    return ELSEWHERE | {name: list(dict.fromkeys(each[name] for each in whose)) for name in NAMES}


def _parameter(operation: Document, name: str) -> Document:
    found: Document = next(each for each in operation["parameters"] if each["name"] == name)
    return found


def _bodies(document: Document) -> Iterator[Document]:
    """Every schema that a request's body is made of."""
    schemas, seen = document["components"]["schemas"], set()
    operations = [each for path in document["paths"].values() for each in path.values()]
    open_ones: list[Any] = [each["requestBody"] for each in operations if "requestBody" in each]
    while open_ones:
        one = open_ones.pop()
        if isinstance(one, list):
            open_ones += one
        elif isinstance(one, dict):
            name = str(one.get("$ref", "")).rpartition("/")[2]
            if name and name not in seen:
                seen.add(name)
                yield schemas[name]
                open_ones.append(schemas[name])
            open_ones += list(one.values())
