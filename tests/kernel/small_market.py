"""A market of a few routes that do what a test of HTTP needs: answer, refuse, break."""

from typing import Any

import msgspec
from botocore.exceptions import ClientError
from chalice.test import Client
from pynamodb.exceptions import GetError

from chalicelib.kernel.http import application, auth
from chalicelib.kernel.http.answer import Answer, Replayable
from chalicelib.kernel.http.application import Application
from chalicelib.kernel.http.auth import ANYONE, Principal
from chalicelib.kernel.http.call import Call
from chalicelib.kernel.http.routes import Routes
from chalicelib.kernel.values.payloads import Payload
from chalicelib.kernel.values.problems import (
    Conflict,
    Forbidden,
    InProgress,
    NotFound,
    TooManyRequests,
    Unauthenticated,
)

KEYS = {
    "rbk_eu_seller0001": Principal(kind="seller", id="sel_1", scopes=frozenset({"things:read"})),
    "rbk_eu_seller0002": Principal(kind="seller", id="sel_2", scopes=frozenset({"things:read"})),
    "rbk_eu_poorseller": Principal(kind="seller", id="sel_3"),
    "rbk_eu_opsman0001": Principal(kind="ops", id="key_1", scopes=frozenset({"things:read"})),
}

routes = Routes(__name__)
refusals = [NotFound(), Forbidden("No"), Conflict(), InProgress(), TooManyRequests(), Unauthenticated()]


def identify(credential: str) -> Principal:
    if credential not in KEYS:
        raise Unauthenticated()
    return KEYS[credential]


class Thing(Payload, frozen=True, kw_only=True):
    name: str
    count: int = 0


class Page(Payload, frozen=True, kw_only=True):
    limit: int = 20


@routes.get("/echo", ANYONE)
def show_echo(call: Call) -> dict[str, Any]:
    return {
        "who": call.principal.kind,
        "origin": call.origin,
        "query": call.query_params,
        "request_id": call.request_id,
    }


@routes.get("/things/{name}/parts/{part}", ANYONE)
def show_part(_: Call, name: str, part: str) -> dict[str, str]:
    return {"name": name, "part": part}


@routes.get("/things", auth.seller("things:read"))
def list_things(call: Call[None, Page]) -> dict[str, Any]:
    return {"seller": call.principal.id, "limit": call.query.limit}


@routes.post("/things", ANYONE, keyed=True)
def create_thing(call: Call[Thing]) -> Answer[dict[str, str]]:
    created = {"name": call.body.name, "key": call.idempotency_key}
    return Answer(body=created, status=201, headers={"Location": "/v1/things/1"})


@routes.put("/things/{name}", ANYONE)
def replace_thing(call: Call[Thing], name: str) -> Answer:
    return Answer(body=f"<p>{name} is {call.body.name}</p>", content_type="text/html; charset=utf-8")


@routes.patch("/things/{name}", ANYONE)
def change_thing(call: Call[Thing], name: str) -> dict[str, Any]:
    return {"name": name, "count": call.body.count}


@routes.delete("/things/{name}", ANYONE)
def remove_thing(_: Call, name: str) -> Answer[str]:
    return Answer(body="", status=204, headers={"X-Removed": name})


@routes.post("/repetitions/{number}", ANYONE, keyed=True, status=201)
def repeat(call: Call[Thing], number: str) -> Replayable[dict[str, str]]:
    return Replayable(body={"route": call.keyed().route}, is_replay=number != "1")


@routes.post("/raw", ANYONE)
def receive_raw(call: Call) -> dict[str, int]:
    return {"bytes": len(call.raw_body)}


@routes.get("/refusals/{number}", ANYONE)
def refuse(_: Call, number: str) -> None:
    raise refusals[int(number)]


@routes.get("/broken/{how}", ANYONE)
def break_down(call: Call, how: str) -> Any:
    message = "the password of zoe@example.org is 1234"
    fault: Any = {"Error": {"Code": "ThrottlingException", "Message": message}, "ResponseMetadata": {}}
    if how == "unreadable":
        raise GetError(message, ClientError(fault, "GetItem"))
    if how == "unencodable":
        return {"what": {object()}}
    if how == "header":
        return Answer(body={}, headers={"Location": "two\nlines"})
    raise RuntimeError(message, call.headers)


# A blueprint can be registered once: the framework changes it while it does.
MARKET = Application("small", identify)
MARKET.register_middleware(application.restate_framework_errors, "http")
MARKET.register_blueprint(routes, url_prefix="/v1")


class Told(msgspec.Struct, frozen=True):
    """What a client was answered; header names are lower case."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def body(self) -> Any:
        return msgspec.json.decode(self.text)


def event(path: str, **changed: Any) -> dict[str, Any]:
    """What API Gateway hands over for a GET of a route without parameters."""
    context = {"httpMethod": "GET", "resourcePath": path, "requestId": "r-1", "identity": {"sourceIp": "198.51.100.9"}}
    return {
        "requestContext": context,
        "headers": {},
        "multiValueQueryStringParameters": None,
        "pathParameters": None,
        "stageVariables": None,
        "body": None,
    } | changed


def ask(method: str, path: str, body: bytes | object = b"", **headers: str) -> Told:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    raw = body if isinstance(body, bytes) else msgspec.json.encode(body)
    with Client(MARKET) as client:
        answer = client.http.request(method, path, headers=sent, body=raw)
    lowered = {name.lower(): value for name, value in answer.headers.items()}
    return Told(answer.status_code, lowered, answer.body.decode())
