"""Checks answers against Stripe's OpenAPI document, https://github.com/stripe/openapi, where a copy of it is at hand.

Only what that document uses of JSON Schema is read. A field that a schema with `properties` does not name is a
violation here: the document permits it, but the double must not answer what Stripe does not.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from doubles.stripe_double.contract.exchanges import Exchange
from doubles.stripe_double.wire import Json

_TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "boolean": bool,
    "integer": int,
    "number": (int, float),
    "array": list,
    "object": dict,
}


class Document:
    """Stripe's document, as `openapi/spec3.json` of its repository has it."""

    def __init__(self, document: Json) -> None:
        self._document = document
        self._paths = [
            (re.compile(re.sub(r"\\{[^/]+\\}", "[^/]+", re.escape(path))), item)
            for path, item in sorted(document["paths"].items(), key=lambda entry: entry[0].count("{"))
        ]

    @staticmethod
    def read(file: Path) -> Document:
        return Document(json.loads(file.read_bytes()))

    @property
    def version(self) -> str:
        """The version of the API that the document describes."""
        return str(self._document["info"]["version"])

    def violations(self, exchange: Exchange) -> list[str]:
        """What in an answer contradicts the document, as lines of "path: complaint"."""
        operation = self._operation(exchange)
        if operation is None:
            # An unknown path is answered with an error, which is the same for all paths.
            known = exchange.status == 404
            return [] if known else [f"{exchange.method} {exchange.path}: the document has no such operation"]
        answers = operation["responses"]
        schema = answers.get(str(exchange.status), answers["default"])["content"]["application/json"]["schema"]
        return self._value(exchange.body, schema, "error" if "error" in exchange.body else str(exchange.body["object"]))

    def _operation(self, exchange: Exchange) -> Json | None:
        for pattern, item in self._paths:
            if pattern.fullmatch(exchange.path) and exchange.method.lower() in item:
                operation: Json = item[exchange.method.lower()]
                return operation
        return None

    def _value(self, value: Any, schema: Json, path: str) -> list[str]:
        if "$ref" in schema:
            return self._value(value, self._resolved(schema["$ref"]), path)
        if value is None and schema.get("nullable"):
            return []
        for name in ("anyOf", "oneOf"):
            if name in schema:
                return self._one_of(value, schema[name], path)
        found = [one for part in schema.get("allOf", []) for one in self._value(value, part, path)]
        if not _is_of_type(value, schema.get("type")):
            return [*found, f"{path}: {type(value).__name__} where {schema['type']} is declared"]
        if "enum" in schema and value not in schema["enum"]:
            found.append(f"{path}: {value!r} is none of {', '.join(map(repr, schema['enum']))}")
        if isinstance(value, str) and len(value) > schema.get("maxLength", len(value)):
            found.append(f"{path}: longer than {schema['maxLength']} characters")
        if isinstance(value, list) and "items" in schema:
            found += [
                one for n, entry in enumerate(value) for one in self._value(entry, schema["items"], f"{path}[{n}]")
            ]
        return [*found, *self._members(value, schema, path)] if isinstance(value, dict) else found

    def _members(self, value: Json, schema: Json, path: str) -> list[str]:
        found = [f"{path}.{name}: missing" for name in schema.get("required", []) if name not in value]
        properties, others = (
            schema.get("properties", {}),
            schema.get("additionalProperties", not schema.get("properties")),
        )
        for name, entry in value.items():
            if name in properties:
                found += self._value(entry, properties[name], f"{path}.{name}")
            elif isinstance(others, dict):
                found += self._value(entry, others, f"{path}.{name}")
            elif not others:
                found.append(f"{path}.{name}: no such field")
        return found

    def _one_of(self, value: Any, schemas: list[Json], path: str) -> list[str]:
        """Nothing if one of the schemas fits; else the complaints of the one that comes nearest."""
        attempts = [self._value(value, schema, path) for schema in schemas]
        if [] in attempts:
            return []
        if isinstance(value, dict):
            attempts = [found for found in attempts if not found[0].startswith(f"{path}: ")] or attempts
        return min(attempts, key=len)

    def _resolved(self, reference: str) -> Json:
        found: Json = self._document
        for step in reference.removeprefix("#/").split("/"):
            found = found[step]
        return found


def _is_of_type(value: Any, name: str | None) -> bool:
    if name is None:
        return True
    if isinstance(value, bool):
        return name == "boolean"
    return isinstance(value, _TYPES[name])
