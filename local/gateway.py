"""Gateway: serves the application over plain HTTP in this process, as API Gateway would in front of its function.

The emulated gateway takes 56 ms a call and ten calls a second; this one runs the same application on the same tables.
Two differences are intended: a method a path does not have is the application's 405 (API Gateway knows only its own
error), and HEAD answers as GET without the body.
"""

import json
import sys
import time
import traceback
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from chalice.app import Chalice

from local.places import LOOPBACK
from local.proxy_events import Answered, Arrived, Headers, Resources, answer_of, event_of

BODY_MAX_BYTES = 6 * 1024 * 1024  # what Lambda takes
FUNCTION_SECONDS = 29
_HIDDEN = {"connection", "content-length", "date", "keep-alive", "server", "transfer-encoding"}


class Context:
    """The part of Lambda's context object that the application uses."""

    function_name = "api_handler"
    function_version = "$LATEST"
    memory_limit_in_mb = 1769

    def __init__(self) -> None:
        self.aws_request_id = str(uuid.uuid4())
        self._ends = time.monotonic() + FUNCTION_SECONDS

    def get_remaining_time_in_millis(self) -> int:
        return max(0, int((self._ends - time.monotonic()) * 1000))


def problem(status: int, slug: str, title: str) -> Answered:
    """API Gateway's own errors, with the texts of `.chalice/template/gateway.yaml`."""
    stated = {"type": f"/problems/{slug}", "title": title, "status": status, "instance": str(uuid.uuid4())}
    headers = [("Content-Type", "application/problem+json"), ("Cache-Control", "no-store")]
    return Answered(status, [*headers, ("Access-Control-Allow-Origin", "*")], json.dumps(stated).encode())


class Gateway:
    """API Gateway for one application; as thread-safe as the application."""

    def __init__(self, app: Chalice) -> None:
        self._app = app
        self._resources = Resources(app.routes)

    def handle(self, request: Arrived) -> Answered:
        """The application's answer, or the problem API Gateway would state."""
        matched = self._resources.match(request.path)
        if matched is None:
            return problem(404, "not-found", "Not found")
        methods = self._app.routes[matched.resource]
        if request.method == "OPTIONS" and "OPTIONS" not in methods:
            return _preflight(methods)
        event = event_of(request, matched, self._app.api.binary_types)
        try:
            return answer_of(self._app(event, Context()))
        except Exception:  # noqa: BLE001 - whatever a function does, the gateway answers
            traceback.print_exc(file=sys.stderr)
            return problem(502, "unavailable", "The function gave no answer")


def _preflight(methods: dict[str, Any]) -> Answered:
    shared = [(name, entry.cors) for name, entry in methods.items() if entry.cors is not None]
    allowed: Headers = [("Access-Control-Allow-Methods", ",".join([*(name for name, _ in shared), "OPTIONS"]))]
    if shared:
        allowed += list(shared[0][1].get_access_control_headers().items())
    return Answered(200, allowed, b"")


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "Rebound"
    sys_version = ""
    disable_nagle_algorithm = True  # with it, a kept connection waits 40 ms for each answer
    wbufsize = -1
    timeout = 75
    server: "Server"

    def _serve(self) -> None:
        body = self._body()
        if isinstance(body, Answered):
            self.close_connection = True
            self._send(body)
            return
        path, _, query = self.path.partition("?")
        method = "GET" if self.command == "HEAD" else self.command
        headers = list(self.headers.items())
        request = Arrived(method, path, query, headers, body, str(self.client_address[0]))
        self._send(self.server.gateway.handle(request))

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = _serve

    def _body(self) -> bytes | Answered:
        """The body, or the problem that it was not read for; the connection is closed then."""
        if self.headers.get("Transfer-Encoding"):
            return problem(411, "length-required", "Length required")
        length = self.headers.get("Content-Length", "0")
        if not length.isascii() or not length.isdigit():
            return problem(400, "bad-request", "Invalid Content-Length")
        if int(length) > BODY_MAX_BYTES:
            return problem(413, "body-too-large", "The body is too large")
        return self.rfile.read(int(length))

    def handle_expect_100(self) -> bool:
        """Refuse a body that is too large before it is sent."""
        length = self.headers.get("Content-Length", "0")
        if length.isdigit() and int(length) > BODY_MAX_BYTES:
            self.close_connection = True
            self._send(problem(413, "body-too-large", "The body is too large"))
            return False
        return super().handle_expect_100()

    def _send(self, answer: Answered) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers:
            if name.lower() not in _HIDDEN:
                self.send_header(name, value)
        if answer.status != 204:
            self.send_header("Content-Length", str(len(answer.body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    def log_message(self, format: str, *args: Any) -> None:
        """Requests are logged by the application; the server has nothing to add."""


class Server(ThreadingHTTPServer):
    """Serves until `shutdown()`; one thread per connection."""

    daemon_threads = True
    request_queue_size = 128
    allow_reuse_address = True

    def __init__(self, app: Chalice, port: int) -> None:
        super().__init__((LOOPBACK, port), _Handler)
        self.gateway = Gateway(app)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Print a traceback, but not for a client that closed its connection."""
        if not isinstance(sys.exc_info()[1], ConnectionError | TimeoutError):
            super().handle_error(request, client_address)
