"""Whatever a client sends and whatever breaks, the answer is a value or a problem, with CORS, and leaks nothing."""

from typing import Any

import msgspec
import pytest
from chalice.app import Request, Response

from chalicelib.kernel.http import application
from chalicelib.kernel.http.answer import problem_answer
from chalicelib.kernel.http.auth import ANYONE
from chalicelib.kernel.values.problems import NotFound
from tests.kernel.small_market import MARKET, Thing, Told, ask, event, refusals, routes

SELLER = "Bearer rbk_eu_seller0001"
THING = {"name": "device", "count": 2}
OVER_THERE = "prd_us_01JD0000000000000000000000"


def assert_problem(told: Told, status: int, slug: str) -> None:
    """It is a problem document, a browser of another origin may read it, and nobody keeps it."""
    assert told.status == status
    assert told.headers["content-type"] == "application/problem+json"
    assert told.body["type"] == f"/problems/{slug}"
    assert told.body["status"] == status
    assert told.body["title"]
    assert told.headers["access-control-allow-origin"] == "*"
    assert "Retry-After" in told.headers["access-control-expose-headers"]
    assert told.headers["cache-control"] == "no-store"
    assert told.headers["x-content-type-options"] == "nosniff"


def test_a_value_is_answered_as_json_that_nobody_keeps() -> None:
    told = ask("GET", "/v1/echo?a=1&a=2&b=%C3%A9")
    assert told.status == 200
    assert told.headers["content-type"] == "application/json"
    assert told.headers["cache-control"] == "no-store"
    assert told.headers["access-control-allow-origin"] == "*"
    assert told.body["query"] == {"a": "2", "b": "é"}
    assert told.body["who"] == "anonymous"


def test_a_request_is_known_by_the_gateways_id_and_its_caller_by_the_gateways_word() -> None:
    answered = msgspec.json.decode(MARKET(event("/v1/echo"), None)["body"])
    assert (answered["request_id"], answered["origin"]) == ("r-1", "198.51.100.9")
    bare = event("/v1/echo", requestContext={"httpMethod": "GET", "resourcePath": "/v1/echo"})
    assert msgspec.json.decode(MARKET(bare, None)["body"])["origin"] == "unknown"


def test_an_answer_has_the_status_headers_and_kind_its_view_chose() -> None:
    created = ask("POST", "/v1/things", THING, Idempotency_Key="k-1")
    assert (created.status, created.headers["location"]) == (201, "/v1/things/1")
    assert created.body == {"name": "device", "key": "k-1"}
    page = ask("PUT", "/v1/things/a", THING)
    assert (page.text, page.headers["content-type"]) == ("<p>a is device</p>", "text/html; charset=utf-8")
    gone = ask("DELETE", "/v1/things/a%2Fb")
    assert (gone.status, gone.text, gone.headers["x-removed"]) == (204, "", "a/b")
    assert ask("PATCH", "/v1/things/a", THING).body == {"name": "a", "count": 2}


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("SKU.1-a_b", "SKU.1-a_b"),
        ("a%20b", "a b"),
        ("%2E%2E%2Fetc", "../etc"),
        ("gr%C3%B6%C3%9Fer%20%F0%9F%99%82", "größer 🙂"),
        ("%2541", "%41"),
        ("100%", "100%"),
        ("%FF", "\ufffd"),
        ("a+b", "a+b"),
    ],
)
def test_a_name_in_a_path_is_read_as_it_was_meant_and_once(sent: str, read: str) -> None:
    assert ask("GET", f"/v1/things/{sent}/parts/{sent}").body == {"name": read, "part": read}


def test_a_path_that_names_the_other_cell_is_sent_there() -> None:
    for path in (f"/v1/things/x/parts/{OVER_THERE}", f"/v1/things/{OVER_THERE.replace('_', '%5F')}/parts/x"):
        told = ask("GET", path)
        assert_problem(told, 421, "wrong-cell")
        assert told.body["cell"] == "us"


def test_a_credential_that_opens_nothing_is_401_and_says_how_to_carry_one() -> None:
    for carried in ("Bearer rbk_eu_unknownkey", "Basic abc", "Bearer x"):
        told = ask("GET", "/v1/echo", Authorization=carried)
        assert_problem(told, 401, "unauthenticated")
        assert told.headers["www-authenticate"] == "Bearer"
    assert_problem(ask("GET", "/v1/things"), 401, "unauthenticated")


@pytest.mark.parametrize(("length", "status"), [(256, 200), (257, 404), (2_000, 404)])
def test_a_path_value_that_no_key_could_hold_is_not_found(length: int, status: int) -> None:
    name = "x" * length
    assert ask("GET", f"/v1/things/{name}/parts/x").status == status


def test_a_credential_of_the_wrong_cell_kind_or_scope_is_421_404_or_403() -> None:
    assert_problem(ask("GET", "/v1/things", Authorization="Bearer rbk_us_seller0001"), 421, "wrong-cell")
    assert_problem(ask("GET", "/v1/things", Authorization="Bearer rbk_eu_opsman0001"), 404, "not-found")
    lacking = ask("GET", "/v1/things", Authorization="Bearer rbk_eu_poorseller")
    assert_problem(lacking, 403, "forbidden")
    assert "things:read" in lacking.body["detail"]
    assert ask("GET", "/v1/things", Authorization=SELLER).body == {"seller": "sel_1", "limit": 20}


@pytest.mark.parametrize("number", range(len(refusals)))
def test_a_problem_a_view_raises_is_told_as_it_is(number: int) -> None:
    told = ask("GET", f"/v1/refusals/{number}")
    assert_problem(told, refusals[number].status, refusals[number].slug)
    wait = refusals[number].retry_after_seconds
    assert told.headers.get("retry-after") == (None if wait is None else str(wait))


def test_a_method_a_path_does_not_know_is_405_with_those_it_does() -> None:
    told = ask("DELETE", "/v1/things", Authorization=SELLER)
    assert (told.status, told.body["type"]) == (405, "/problems/method-not-allowed")
    assert told.headers["content-type"] == "application/problem+json"
    assert sorted(told.headers["allow"].split(", ")) == ["GET", "POST"]
    assert ask("HEAD", "/v1/things").status == 405


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "json"])
def test_a_body_that_does_not_call_itself_json_is_415(kind: str) -> None:
    assert_problem(
        ask("POST", "/v1/things", THING, Content_Type=kind, Idempotency_Key="k"), 415, "unsupported-media-type"
    )


@pytest.mark.parametrize("kind", ["application/json", "application/json; charset=utf-8", "APPLICATION/JSON"])
def test_json_may_say_its_charset(kind: str) -> None:
    assert ask("POST", "/v1/things", THING, Content_Type=kind, Idempotency_Key="k").status == 201


def test_a_body_too_large_is_413() -> None:
    assert_problem(ask("POST", "/v1/things", b" " * 300_000, Idempotency_Key="k"), 413, "body-too-large")
    assert ask("POST", "/v1/raw", b" " * 300_000).body == {"bytes": 300_000}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'{"name": "\xff"}',
        b'{"name": "\\ud800"}',
        b"[" * 100_000,
        b'{"name": 1, "count": ',
        b'{"a": "\xff"}',
    ],
    ids=range(7),
)
def test_a_body_that_is_no_json_is_400(body: bytes) -> None:
    assert_problem(ask("POST", "/v1/things", body, Idempotency_Key="k"), 400, "malformed-body")


def test_a_body_with_faults_is_422_and_names_them_all() -> None:
    told = ask("POST", "/v1/things", {"nom": "🙂", "count": 2.5}, Idempotency_Key="k")
    assert_problem(told, 422, "invalid-request")
    assert {error["pointer"] for error in told.body["errors"]} == {"/nom", "/name", "/count"}


def test_a_query_with_faults_is_422_and_names_them_all() -> None:
    told = ask("GET", "/v1/things?limit=ten&page=2", Authorization=SELLER)
    assert_problem(told, 422, "invalid-request")
    assert {error["pointer"] for error in told.body["errors"]} == {"/limit", "/page"}
    assert ask("GET", "/v1/things?limit=10", Authorization=SELLER).body["limit"] == 10


def test_a_keyed_route_needs_its_key_before_it_looks_at_the_body() -> None:
    assert_problem(ask("POST", "/v1/things", b"{"), 400, "missing-idempotency-key")
    assert_problem(ask("POST", "/v1/things", THING, Idempotency_Key="two words"), 422, "invalid-request")


def test_a_repetition_is_answered_as_the_first_time_and_says_that_it_is_one() -> None:
    first, again = (ask("POST", f"/v1/repetitions/{number}", THING, Idempotency_Key="k") for number in (1, 2))
    assert (first.status, again.status) == (201, 201)
    assert first.body == again.body == {"route": "POST /v1/repetitions/{number}"}
    assert "idempotent-replayed" not in first.headers
    assert again.headers["idempotent-replayed"] == "true"
    assert "Idempotent-Replayed" in again.headers["access-control-expose-headers"]


@pytest.mark.parametrize("how", ["anyhow", "unencodable", "header"])
def test_a_broken_view_is_500_and_leaks_nothing(how: str, capsys: pytest.CaptureFixture[str]) -> None:
    told = ask("GET", f"/v1/broken/{how}", Authorization=SELLER)
    assert_problem(told, 500, "internal-error")
    captured = capsys.readouterr()
    for text in (told.text, str(told.headers), captured.out):
        assert "zoe" not in text
        assert "seller0001" not in text
        assert "Traceback" not in text


def test_what_broke_can_be_found_in_the_log_by_the_request(capsys: pytest.CaptureFixture[str]) -> None:
    path = "/v1/broken/{how}"
    told = msgspec.json.decode(MARKET(event(path, pathParameters={"how": "anyhow"}), None)["body"])
    line = next(line for line in capsys.readouterr().out.splitlines() if '"event":"broken"' in line)
    logged = msgspec.json.decode(line)
    assert logged["request_id"] == told["instance"] == "r-1"
    assert logged["error"] == "RuntimeError"
    assert logged["route"].endswith("break_down")
    assert "small_market.py:" in logged["where"]


def test_a_table_that_does_not_answer_is_no_accident_of_ours_and_worth_another_try() -> None:
    told = ask("GET", "/v1/broken/unreadable")
    assert_problem(told, 503, "unavailable")
    assert told.headers["retry-after"] == "2"


@pytest.mark.parametrize(
    "route",
    [route for methods in MARKET.routes.values() for route in methods.values()],
    ids=lambda route: f"{route.method} {route.uri_pattern}",
)
def test_a_browser_is_told_before_it_asks_what_it_may_send(route: Any) -> None:
    said = route.cors.get_access_control_headers()
    assert said["Access-Control-Allow-Origin"] == "*"
    allowed = set(said["Access-Control-Allow-Headers"].split(","))
    assert {"Authorization", "Content-Type", "Idempotency-Key"} <= allowed
    assert "Access-Control-Allow-Credentials" not in said, "no cookie is ever read across origins"


def test_on_a_desk_a_proxy_says_where_a_caller_comes_from() -> None:
    assert ask("GET", "/v1/echo", X_Forwarded_For="203.0.113.7, 10.0.0.1").body["origin"] == "203.0.113.7"
    assert ask("GET", "/v1/echo").body["origin"] == "127.0.0.1"


def test_every_route_is_known_with_who_may_and_what_is_sent() -> None:
    known = {(route.method, route.path): route for route in routes.table}
    assert len(known) == len(routes.table) == 11
    created = known["POST", "/things"]
    assert (created.keyed, created.body_type, created.needs) == (True, Thing, ANYONE)
    assert created.view == "tests.kernel.small_market.create_thing"
    assert known["GET", "/things"].needs.scope == "things:read"


@pytest.mark.parametrize(
    ("status", "slug"),
    [(400, "malformed-body"), (404, "not-found"), (405, "method-not-allowed"), (418, "internal-error")],
)
def test_what_the_framework_refuses_is_restated_as_a_problem(status: int, slug: str) -> None:
    request = Request(event("/"))
    refused = Response({"Code": "x", "Message": "inner words"}, {"Allow": "GET"}, status)
    restated = application.restate_framework_errors(request, lambda _: refused)
    document = msgspec.json.decode(restated.body)
    assert (document["type"], document["instance"]) == (f"/problems/{slug}", "r-1")
    assert restated.headers["Allow"] == "GET"
    assert "inner words" not in restated.body


@pytest.mark.parametrize(
    "response",
    [
        application.response(problem_answer(NotFound(), "r-1")),
        Response("<h1>Not here</h1>", {}, 404),
        Response({"Code": "x"}, {}, 200),
    ],
    ids=["a problem of ours", "a page", "a success"],
)
def test_what_is_no_refusal_of_the_framework_passes_as_it_is(response: Response) -> None:
    assert application.restate_framework_errors(None, lambda _: response) is response
