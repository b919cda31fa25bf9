"""Many sellers' systems, most healthy, some not, and a cell that tells them what happens, in virtual time.

What endpoints answer goes over real sockets of this machine, so that it is the application's own HTTP that meets a
redirect; only the waiting of those who let us wait is virtual.
"""

import importlib.util
import socket
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import ModuleType
from typing import Any

import msgspec

from chalicelib.gateways import http_client
from chalicelib.gateways.http_client import Answered, Destination, Internet, Limits
from tests.doc_pages import ROOT
from tests.simulation.cell_template import resources
from tests.simulation.deliveries import _TICK
from tests.simulation.functions import Run
from tests.simulation.market_world import MarketWorld

FACTS = "rebound-eu-facts"
FUNCTION_OF_QUEUE = {
    "rebound-eu-reactions": "react",
    "rebound-eu-webhooks.fifo": "deliver_webhooks",
    "rebound-eu-slow_webhooks.fifo": "deliver_slow_webhooks",
    "rebound-eu-webhook_tasks": "run_webhook_tasks",
}
# Lambda begins with so many workers where the template sets no limit.
WORKERS = 5
RELAYED_AT_ONCE = 10
PUBLIC = "93.184.215.14"
_RECEIVERS = "127.0.0.1"


class ReceivedMessage(msgspec.Struct, frozen=True):
    """A message that a receiver believed."""

    message_id: str
    at_seconds: float
    body: dict[str, Any]


class Receivers:
    """Every seller's system, by host: how it behaves, which secrets it knows, what it received and what it refused."""

    def __init__(self, world: MarketWorld) -> None:
        self.world = world
        self.behaviours: dict[str, str] = {}
        self.secrets: dict[str, tuple[str, ...]] = {}
        self.received: dict[str, list[ReceivedMessage]] = defaultdict(list)
        self.tried: Counter[str] = Counter()
        self.refused: list[tuple[str, str]] = []
        self.in_flight: Counter[str] = Counter()
        self.in_flight_most: Counter[str] = Counter()
        self.dialled: Counter[str] = Counter()
        self.port = 0
        self.canary_port = 0
        self._documented = documented_receiver()
        self._internet = Internet()

    def resolve(self, host: str) -> tuple[str, ...]:
        return (PUBLIC,) if host in self.behaviours else ()

    def post(self, to: Destination, headers: Mapping[str, str], body: bytes, limits: Limits) -> Answered:
        """The application dials: what it may dial is led to the receivers of this machine."""
        self.dialled[to.address] += 1
        self.tried[to.host] += 1
        self.in_flight[to.host] += 1
        self.in_flight_most[to.host] = max(self.in_flight_most[to.host], self.in_flight[to.host])
        try:
            if self.behaviours[to.host] == "hangs":
                self.world.scheduler.sleep(limits.total_seconds)
                raise http_client.TimedOut()
            self.world.scheduler.sleep(0.2)
            here = msgspec.structs.replace(to, address=_RECEIVERS, port=self.port, is_encrypted=False)
            return self._internet.post(here, headers, body, limits)
        finally:
            self.in_flight[to.host] -= 1

    def take(self, host: str, headers: Mapping[str, str], body: bytes) -> int:
        """What the system of this host answers to a message; 0 for a redirect to the canary."""
        behaviour = self.behaviours[host]
        if behaviour != "healthy":
            return {"fails": 500, "redirects": 0}[behaviour]
        try:
            message_id = self._documented.verify(self.secrets[host], headers, body, self.world.scheduler.epoch())
        except self._documented.Refused as reason:
            self.refused.append((host, str(reason)))
            return 400
        self.received[host].append(
            ReceivedMessage(message_id, self.world.scheduler.monotonic(), msgspec.json.decode(body))
        )
        return 204


def documented_receiver() -> ModuleType:
    """The receiver that sellers copy."""
    place = ROOT / "docs" / "webhooks" / "receiver.py"
    spec = importlib.util.spec_from_file_location("receiver", place)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@contextmanager
def listening(receivers: Receivers) -> Iterator[list[str]]:
    """Serve the receivers, and beside them a private server that nobody may connect to; who did."""
    connected: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): text for name, text in self.headers.items()}
            status = receivers.take(headers["host"], headers, body)
            self.send_response(status or 307)
            if not status:
                self.send_header("Location", f"http://{_RECEIVERS}:{receivers.canary_port}/latest/meta-data/")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nobody reads it."""

    class Canary(ThreadingHTTPServer):
        def verify_request(self, _request: socket.socket | tuple[bytes, socket.socket], client: Any) -> bool:
            connected.append(str(client))
            return False

    with ThreadingHTTPServer((_RECEIVERS, 0), Handler) as server, Canary((_RECEIVERS, 0), Handler) as canary:
        receivers.port, receivers.canary_port = server.server_address[1], canary.server_address[1]
        threads = [Thread(target=each.serve_forever, args=(0.05,), daemon=True) for each in (server, canary)]
        for thread in threads:
            thread.start()
        try:
            yield connected
        finally:
            for each in (server, canary):
                each.shutdown()
            for thread in threads:
                thread.join()


def connect_to_canary(receivers: Receivers) -> str:
    """Connect to the private server, until it has noticed; who did."""
    with socket.create_connection((_RECEIVERS, receivers.canary_port), timeout=10) as connection:
        assert connection.recv(1) == b""
        return str(connection.getsockname())


class EventSources:
    """What wakes the functions: the stream of facts and the queues, each with the workers that the template allows."""

    def __init__(self, world: MarketWorld, is_doubled: Callable[[], bool]) -> None:
        self._world = world
        self._is_doubled = is_doubled
        self._read = 0
        self._busy: Counter[str] = Counter()
        self._most = {name: _workers_of(function) for name, function in FUNCTION_OF_QUEUE.items()}
        world.external_calls.seen = lambda *_: None

    def run_for(self, seconds: float, every_seconds: float) -> None:
        """Look at everything so often, for so long, and let it happen."""
        for tick in range(int(seconds / every_seconds)):
            self._world.scheduler.after(tick * every_seconds, self._look)
        self._world.settle_down(seconds)

    def sweep_each_minute(self, seconds: float) -> None:
        """The same for a long while, with the schedule that finds what is due."""
        for minute in range(int(seconds / 60)):
            self._world.scheduler.after(minute * 60.0, self._sweep)
        self.run_for(seconds, 1.0)

    def _sweep(self) -> None:
        self._world.functions.run("sweep_webhooks", dict(_TICK), _must_have_run)

    def _look(self) -> None:
        self._relay()
        for name in FUNCTION_OF_QUEUE:
            self._hand_out(name)

    def _relay(self) -> None:
        fresh = self._world.aws.stream(FACTS, self._read)
        self._read += len(fresh)
        for start in range(0, len(fresh), RELAYED_AT_ONCE):
            event = {"Records": fresh[start : start + RELAYED_AT_ONCE]}
            self._world.functions.run("relay_facts", event, _must_have_worked)

    def _hand_out(self, name: str) -> None:
        queue = self._world.aws.queue(name)
        while self._busy[name] < self._most[name]:
            event = queue.take(1)
            if not event["Records"]:
                return
            if not _is_ours(event):
                queue.finish(event, {"batchItemFailures": []})
                continue
            self._busy[name] += 1
            self._world.functions.run(FUNCTION_OF_QUEUE[name], event, lambda run: self._finish(name, run))
            # A standard queue may show a message twice, at any distance; so do not only doubled reactions come late.
            if not queue.is_fifo and self._is_doubled():
                self._world.functions.run(FUNCTION_OF_QUEUE[name], event, _must_have_worked, 2.0)

    def _finish(self, name: str, run: Run) -> None:
        _must_have_worked(run)
        self._busy[name] -= 1
        self._world.aws.queue(name).finish(run.event, run.answer)
        self._world.scheduler.after(0.0, lambda: self._hand_out(name))


def _is_ours(event: dict[str, Any]) -> bool:
    """Whether a message is about webhooks: what other rooms do on a sale needs the whole sale."""
    body = msgspec.json.decode(event["Records"][0]["body"])
    return bool(body.get("reaction", "webhooks.").startswith("webhooks."))


def _must_have_worked(run: Run) -> None:
    if run.error is not None:
        raise run.error
    failures = run.answer["batchItemFailures"] if run.has_answered else run.strikes
    if failures:
        raise AssertionError(f"{run.function} failed: {failures}")


def _must_have_run(run: Run) -> None:
    if not run.has_answered:
        raise AssertionError(f"{run.function} failed: {run.error or run.strikes}")


def _workers_of(function: str) -> int:
    logical = "".join(word.title() for word in function.split("_"))
    (event,) = resources()[logical]["Properties"]["Events"].values()
    return int(event["Properties"].get("ScalingConfig", {}).get("MaximumConcurrency", WORKERS))
