"""The API's OpenAPI 3.1 document, built from its routes, payload types and answer types."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from chalicelib.api_reference.route_problems import refusals
from chalicelib.kernel.http.answer import JSON, PROBLEM
from chalicelib.kernel.http.auth import Kind, Needs
from chalicelib.kernel.http.route import Route
from chalicelib.kernel.http.routes import Routes
from chalicelib.kernel.runtime.version import VERSION
from chalicelib.kernel.values.problems import Problem, ProblemDocument

PREFIX = "/v1"

_SECURITY: Mapping[Kind, str] = {"order_token": "order_token", "seller": "seller_key", "ops": "ops_key"}
# Examples of path parameters, by name. Any other text is valid too, and answered 404.
_EXAMPLES = {"market": "FR", "slug": "smartphones", "line_id": "1", "sku": "IP13-128-BLK-A"}

_SCHEMES = {
    "seller_key": ("rbk_<cell>_…", "A seller's key. Its scopes state what it permits."),
    "ops_key": ("rbk_<cell>_…", "A key of the operators. Its scopes state what it permits."),
    "order_token": (
        "rbo_<cell>_…",
        "The token of one order: in the answer to placing it, and in the link that is mailed.",
    ),
}

Document = dict[str, Any]


class Schemas:
    """The JSON schemas of all types of the API, generated together so that each has one name."""

    def __init__(self, types: Iterable[Any]) -> None:
        self._types = list(types)
        self._schemas, self.components = msgspec.json.schema_components(
            self._types, ref_template="#/components/schemas/{name}"
        )

    def of(self, kind: Any) -> Document:
        """The schema of one of the types; a reference if it is a named type."""
        return self._schemas[self._types.index(kind)]


def document(rooms: Iterable[Routes], public_url: str) -> Document:
    """The OpenAPI document of the rooms' routes, under `/v1`."""
    routes = [route for room in rooms for route in room.table]
    schemas = Schemas(_types(routes))
    paths: dict[str, Document] = {}
    for route in routes:
        paths.setdefault(f"{PREFIX}{route.path}", {})[route.method.lower()] = _operation(route, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Rebound",
            "version": VERSION,
            "description": "An open marketplace for refurbished electronics.",
        },
        "servers": [{"url": public_url}],
        "tags": [{"name": name} for name in dict.fromkeys(_room(route) for route in routes)],
        "paths": paths,
        "components": {
            "schemas": schemas.components,
            "securitySchemes": {
                name: {"type": "http", "scheme": "bearer", "bearerFormat": form, "description": said}
                for name, (form, said) in _SCHEMES.items()
            },
        },
    }


def _types(routes: Sequence[Route]) -> list[Any]:
    found: list[Any] = [ProblemDocument]
    for route in routes:
        found += [kind for kind in (_sent(route), route.response_type) if kind is not None]
        found += [field.type for field in _fields(route)]
    return found


def _sent(route: Route) -> Any:
    """The type of the request's body; None for no body."""
    return route.body_type if route.signed is None else route.signed.body_type


def _fields(route: Route) -> tuple[msgspec.structs.FieldInfo, ...]:
    return msgspec.structs.fields(route.query_type) if route.query_type is not None else ()


def _room(route: Route) -> str:
    return route.view.split(".")[1]


def _operation(route: Route, schemas: Schemas) -> Document:
    summary, _, more = route.doc.partition("\n")
    operation: Document = {
        "operationId": route.view.rpartition(".")[2],
        "tags": [_room(route)],
        "summary": summary,
        "parameters": [*_path_parameters(route), *_query_parameters(route, schemas), *_headers(route)],
        "responses": _responses(route, schemas),
        "security": _security(route),
    }
    if more.strip():
        operation["description"] = more.strip()
    if _sent(route) is not None:
        operation["requestBody"] = {"required": True, "content": {JSON: {"schema": schemas.of(_sent(route))}}}
    return operation


def _path_parameters(route: Route) -> list[Document]:
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}
        | ({"example": _EXAMPLES[name]} if name in _EXAMPLES else {})
        for name in re.findall(r"{(\w+)}", route.path)
    ]


def _query_parameters(route: Route, schemas: Schemas) -> list[Document]:
    parameters = []
    for field in _fields(route):
        schema = _without_null(schemas.of(field.type))
        if field.default not in (msgspec.NODEFAULT, None):
            schema = schema | {"default": msgspec.to_builtins(field.default)}
        parameters.append({"name": field.encode_name, "in": "query", "required": field.required, "schema": schema})
    return parameters


def _without_null(schema: Document) -> Document:
    """The schema without null, which no query parameter can be."""
    kinds = [one for one in schema.get("anyOf", []) if one != {"type": "null"}]
    return kinds[0] if len(kinds) == 1 else schema


def _headers(route: Route) -> list[Document]:
    headers = []
    if route.keyed:
        said = "Requests with the same key and body are carried out once. For a guest's order it is a UUID."
        headers.append(_header("Idempotency-Key", said, "^[\\x21-\\x7e]{1,255}$"))
    if route.signed is not None:
        headers.append(_header(route.signed.header, "The signature of the body's bytes.", "^[\\x21-\\x7e]+$"))
    return headers


def _header(name: str, said: str, pattern: str) -> Document:
    schema = {"type": "string", "pattern": pattern}
    return {"name": name, "in": "header", "required": True, "description": said, "schema": schema}


def _security(route: Route) -> list[Document]:
    if route.optional_credential is not None:
        return [{}, _required(route.optional_credential)]
    return [] if route.needs.kind == "anonymous" else [_required(route.needs)]


def _required(needs: Needs) -> Document:
    return {_SECURITY[needs.kind]: [needs.scope] if needs.scope else []}


def _responses(route: Route, schemas: Schemas) -> Document:
    responses = {str(status): _success(route, schemas) for status in route.statuses}
    return responses | {str(status): _refusal(kinds) for status, kinds in refusals(route).items()}


def _success(route: Route, schemas: Schemas) -> Document:
    answer: Document = {"description": "Done"}
    if route.response_type is not None:
        answer["content"] = {JSON: {"schema": schemas.of(route.response_type)}}
    if route.replays:
        said = "`true` if an earlier request with this key was carried out"
        answer["headers"] = {"Idempotent-Replayed": {"description": said, "schema": {"const": "true"}}}
    return answer


def _refusal(kinds: Sequence[type[Problem]]) -> Document:
    types = {"type": {"enum": [f"/problems/{kind.slug}" for kind in kinds]}}
    schema = {"allOf": [{"$ref": "#/components/schemas/ProblemDocument"}, {"properties": types}]}
    answer: Document = {
        "description": "; ".join(f"`{kind.slug}`: {kind.title}" for kind in kinds),
        "content": {PROBLEM: {"schema": schema}},
    }
    if any(kind.retry_after_seconds is not None for kind in kinds):
        seconds = {"description": "Seconds to wait", "schema": {"type": "string", "pattern": "^[0-9]+$"}}
        answer["headers"] = {"Retry-After": seconds}
    return answer
