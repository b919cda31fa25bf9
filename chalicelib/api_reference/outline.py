"""The OpenAPI document as values for the HTML page: by room, with types in words and links to named types."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from chalicelib.api_reference.openapi_document import Document
from chalicelib.kernel.http.answer import JSON
from chalicelib.kernel.values.payloads import END

_WORDS = {"string": "text", "integer": "integer", "boolean": "true or false", "object": "object", "null": "null"}
_LIMITS = (
    ("minimum", "at least {}"),
    ("maximum", "at most {}"),
    ("minLength", "{} or more characters"),
    ("maxLength", "up to {} characters"),
    ("minItems", "{} or more"),
    ("maxItems", "up to {}"),
    ("maxProperties", "up to {} names"),
)


class TypeWord(msgspec.Struct, frozen=True):
    """Part of the description of a type; `name` if it is the name of a type, to link to."""

    text: str
    name: str = ""
    is_code: bool = False


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """A member of an object, or a parameter; `place` is a parameter's location (path, query, header)."""

    name: str
    kind: tuple[TypeWord, ...]
    is_required: bool
    place: str = ""
    said: tuple[TypeWord, ...] = ()
    default: str | None = None


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """A possible response: a status with its body, or with the slugs of its problems."""

    status: str
    kind: tuple[TypeWord, ...] = ()
    problems: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()


class Operation(msgspec.Struct, frozen=True, kw_only=True):
    """One operation; `name` is its anchor. `credential` and `scope` are empty if none is needed.

    `is_optional` if the credential is not needed and is shown more.
    """

    name: str
    method: str
    path: str
    summary: tuple[TypeWord, ...]
    description: tuple[TypeWord, ...]
    credential: str
    scope: str
    is_optional: bool
    parameters: tuple[Member, ...]
    body: tuple[TypeWord, ...]
    outcomes: tuple[Outcome, ...]


class Described(msgspec.Struct, frozen=True, kw_only=True):
    """A named type: the members of an object, or the description of any other type."""

    name: str
    said: tuple[TypeWord, ...]
    members: tuple[Member, ...]
    kind: tuple[TypeWord, ...]


def rooms(document: Document) -> dict[str, list[Operation]]:
    """All operations by room, in the order of the document."""
    found: dict[str, list[Operation]] = {tag["name"]: [] for tag in document["tags"]}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            found[operation["tags"][0]].append(_operation(method.upper(), path, operation))
    return found


def types(document: Document) -> list[Described]:
    """All named types, in the order of their names."""
    schemas = document["components"]["schemas"]
    return [_described(name, schemas[name]) for name in sorted(schemas)]


def spoken(name: str) -> str:
    """A type's name for readers: `Page of OwnOffer` for `Page_OwnOffer_`."""
    generic = re.fullmatch(r"([A-Z][a-z]+)_(\w+)_", name)
    return f"{generic[1]} of {generic[2]}" if generic else name


def _operation(method: str, path: str, operation: Document) -> Operation:
    security = operation["security"]
    ((credential, scopes),) = security[-1].items() if security else (("", []),)
    body = operation.get("requestBody")
    return Operation(
        name=operation["operationId"],
        method=method,
        path=path,
        summary=_words(operation["summary"]),
        description=_words(operation.get("description", "")),
        credential=credential,
        scope=scopes[0] if scopes else "",
        is_optional={} in security,
        parameters=tuple(_parameter(each) for each in operation["parameters"]),
        body=_kind(body["content"][JSON]["schema"]) if body else (),
        outcomes=tuple(_outcome(status, answer) for status, answer in sorted(operation["responses"].items())),
    )


def _parameter(parameter: Document) -> Member:
    schema = parameter["schema"]
    return Member(
        name=parameter["name"],
        kind=_kind(schema),
        is_required=parameter["required"],
        place=parameter["in"],
        said=_words(parameter.get("description", "")),
        default=_default(schema),
    )


def _outcome(status: str, answer: Document) -> Outcome:
    headers = tuple(answer.get("headers", ()))
    (content,) = answer.get("content", {"": {"schema": {}}}).values()
    problem_types = [part["properties"]["type"]["enum"] for part in content["schema"].get("allOf", ())[1:]]
    if problem_types:
        slugs = tuple(each.rpartition("/")[2] for each in problem_types[0])
        return Outcome(status=status, problems=slugs, headers=headers)
    return Outcome(status=status, kind=_kind(content["schema"]) if content["schema"] else (), headers=headers)


def _described(name: str, schema: Document) -> Described:
    required = set(schema.get("required", ()))
    members = tuple(
        Member(name=each, kind=_kind(member), is_required=each in required, default=_default(member))
        for each, member in schema.get("properties", {}).items()
    )
    kind = () if members else tuple(_parts(schema))
    return Described(name=name, said=_words(schema.get("description", "")), members=members, kind=kind)


def _words(text: str) -> tuple[TypeWord, ...]:
    """A text as parts; those between backquotes are code."""
    return tuple(TypeWord(each, is_code=number % 2 == 1) for number, each in enumerate(text.split("`")) if each)


def _kind(schema: Mapping[str, Any]) -> tuple[TypeWord, ...]:
    return tuple(_parts(schema))


def _parts(schema: Mapping[str, Any]) -> Iterator[TypeWord]:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        yield TypeWord(spoken(name), name)
    elif "anyOf" in schema:
        for number, one in enumerate(schema["anyOf"]):
            yield from [TypeWord(" or ")] * bool(number)
            yield from _parts(one)
    elif "enum" in schema or "const" in schema:
        for number, value in enumerate(schema.get("enum") or [schema["const"]]):
            yield from [TypeWord(", ")] * bool(number)
            yield TypeWord(str(value), is_code=True)
    else:
        yield from _plain(schema)


def _plain(schema: Mapping[str, Any]) -> Iterator[TypeWord]:
    items, members = schema.get("items"), schema.get("additionalProperties")
    if items:
        yield TypeWord("list of ")
        yield from _parts(items)
    elif isinstance(members, dict) and members:
        yield TypeWord("object, by name: ")
        yield from _parts(members)
    else:
        yield TypeWord(_WORDS.get(schema.get("type", ""), "anything"))
    if "format" in schema:
        yield TypeWord(f" ({schema['format']})")
    limits = [words.format(schema[name]) for name, words in _LIMITS if name in schema]
    if limits:
        yield TypeWord(f" ({', '.join(limits)})")
    if "pattern" in schema:
        yield TypeWord(" as ")
        yield TypeWord(schema["pattern"].replace(END, "$"), is_code=True)


def _default(schema: Mapping[str, Any]) -> str | None:
    """The default as JSON; None for no default, and for null, which the type shows."""
    value = schema.get("default")
    return None if value is None else msgspec.json.encode(value).decode()
