"""The gateway serves an application over real sockets as API Gateway would."""

import http.client
import json
import threading
from collections.abc import Iterator

import pytest
from chalice.app import Chalice, CORSConfig, Response

from local.gateway import BODY_MAX_BYTES, Gateway, Server
from local.proxy_events import Arrived


def shop() -> Chalice:
    """An application with one of everything the gateway must carry."""
    app = Chalice(app_name="shop")
    cors = CORSConfig(allow_origin="*", allow_headers=["Authorization"])

    @app.route("/", methods=["GET"])
    def home() -> Response:
        return Response("<h1>é</h1>", {"Content-Type": "text/html; charset=utf-8", "Set-Cookie": ["a=1", "b=2"]})

    @app.route("/v1/things/{key}", methods=["GET", "PUT"], cors=cors)
    def thing(key: str) -> dict[str, object]:
        request = app.current_request
        origin = request.context["identity"]["sourceIp"]
        return {"key": key, "bytes": len(request.raw_body), "origin": origin, "query": dict(request.query_params or {})}

    @app.route("/picture", methods=["GET"])
    def picture() -> Response:
        return Response(b"\x89PNG\x00\xff", {"Content-Type": "image/png"})

    @app.route("/gone", methods=["DELETE"])
    def gone() -> Response:
        return Response("", status_code=204)

    return app


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    server = Server(shop(), 0)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def wire(port: int) -> Iterator[http.client.HTTPConnection]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    yield connection
    connection.close()


def test_a_page_comes_with_all_its_cookies(wire: http.client.HTTPConnection) -> None:
    wire.request("GET", "/")
    answer = wire.getresponse()
    assert (answer.status, answer.read().decode()) == (200, "<h1>é</h1>")
    assert answer.headers.get_all("Set-Cookie") == ["a=1", "b=2"]


def test_head_is_get_without_the_body_and_the_connection_lives_on(wire: http.client.HTTPConnection) -> None:
    wire.request("HEAD", "/")
    answer = wire.getresponse()
    assert (answer.status, answer.headers["Content-Length"], answer.read()) == (200, "11", b"")
    wire.request("GET", "/")
    assert wire.getresponse().read().decode() == "<h1>é</h1>"


def test_path_query_body_and_origin_reach_the_view(wire: http.client.HTTPConnection) -> None:
    headers = {"Content-Type": "application/json", "X-Forwarded-For": "203.0.113.7"}
    wire.request("PUT", "/v1/things/a%2Fb?q=x%20y", "é".encode(), headers)
    told = json.loads(wire.getresponse().read())
    assert told == {"key": "a%2Fb", "bytes": 2, "origin": "203.0.113.7", "query": {"q": "x y"}}


def test_binary_answers_arrive_as_bytes(wire: http.client.HTTPConnection) -> None:
    wire.request("GET", "/picture", headers={"Accept": "image/png"})
    assert wire.getresponse().read() == b"\x89PNG\x00\xff"


def test_an_unknown_path_is_a_problem_that_browsers_may_read(wire: http.client.HTTPConnection) -> None:
    wire.request("GET", "/nothing")
    answer = wire.getresponse()
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert json.loads(answer.read())["status"] == answer.status == 404


def test_a_preflight_names_the_methods_and_headers(wire: http.client.HTTPConnection) -> None:
    wire.request("OPTIONS", "/v1/things/a")
    answer = wire.getresponse()
    answer.read()
    assert answer.status == 200
    assert answer.headers["Access-Control-Allow-Methods"] == "GET,PUT,OPTIONS"
    assert "Authorization" in answer.headers["Access-Control-Allow-Headers"]


def test_a_method_the_path_does_not_have_is_405(wire: http.client.HTTPConnection) -> None:
    wire.request("DELETE", "/")
    answer = wire.getresponse()
    answer.read()
    assert answer.status == 405


def test_no_content_has_no_length(wire: http.client.HTTPConnection) -> None:
    wire.request("DELETE", "/gone")
    answer = wire.getresponse()
    assert (answer.status, answer.read(), answer.headers["Content-Length"]) == (204, b"", None)
    wire.request("GET", "/")
    assert wire.getresponse().status == 200


def test_more_than_six_megabytes_are_refused_before_they_are_read(wire: http.client.HTTPConnection) -> None:
    wire.putrequest("PUT", "/v1/things/a")
    wire.putheader("Content-Length", str(BODY_MAX_BYTES + 1))
    wire.endheaders()
    answer = wire.getresponse()
    assert answer.status == 413
    assert json.loads(answer.read())["type"] == "/problems/body-too-large"


def test_six_megabytes_pass(wire: http.client.HTTPConnection) -> None:
    wire.request("PUT", "/v1/things/a", b"x" * BODY_MAX_BYTES, {"Content-Type": "application/json"})
    assert json.loads(wire.getresponse().read())["bytes"] == BODY_MAX_BYTES


@pytest.mark.parametrize("length", ["-1", "ten", "1_0"])
def test_an_impossible_length_is_refused(wire: http.client.HTTPConnection, length: str) -> None:
    wire.putrequest("PUT", "/v1/things/a")
    wire.putheader("Content-Length", length)
    wire.endheaders()
    assert wire.getresponse().status == 400


def test_a_function_that_breaks_or_answers_nothing_is_a_bad_gateway(capsys: pytest.CaptureFixture[str]) -> None:
    class Broken(Chalice):  # type: ignore[misc]
        def __call__(self, *_: object) -> object:
            return {"body": "no status"}

    broken = Broken(app_name="broken")
    broken.route("/", methods=["GET"])(lambda: None)
    answer = Gateway(broken).handle(Arrived("GET", "/", "", [], b"", "127.0.0.1"))
    assert (answer.status, json.loads(answer.body)["type"]) == (502, "/problems/unavailable")
    assert "statusCode" in capsys.readouterr().err


def test_content_of_unsaid_length_is_refused(wire: http.client.HTTPConnection) -> None:
    wire.putrequest("PUT", "/v1/things/a")
    wire.putheader("Transfer-Encoding", "chunked")
    wire.endheaders()
    assert wire.getresponse().status == 411
