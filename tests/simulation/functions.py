"""The cell's functions as Lambda runs them: one task per run, killed when its time is up, forgotten when it crashes."""

import base64
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import msgspec
from greenlet import getcurrent

import app
from chalicelib.people import key_ring
from doubles.in_memory_aws.faults import Crash
from local.proxy_events import Resources
from tests.simulation.faults import Faults
from tests.simulation.scheduler import Scheduler, Task

# What the template gives each function, and API Gateway each request.
TIMEOUT_SECONDS = {"api_handler": 29, "watch_deadlines": 240, "sweep_facts": 240}
TIMEOUT_SECONDS_ELSE = 60
GATEWAY_SECONDS = 29
# Stripe refuses a signature that is five minutes off; no clock of AWS is nearly as wrong.
SKEW_SECONDS_MAX = 300.0

_resources = Resources(app.app.routes)


class InTask:
    """Stands where the application keeps its request in the thread: here every task is a process of its own."""

    @property
    def request(self) -> Any:
        return getattr(getcurrent(), "request", None)

    @request.setter
    def request(self, request: Any) -> None:
        getcurrent().request = request


class Run:
    """One run of a function: what it was given, and how it ended."""

    def __init__(self, function: str, event: dict[str, Any]) -> None:
        self.function = function
        self.event = event
        self.answer: Any = None
        self.error: Exception | None = None
        self.has_crashed = False
        # How far the clock of this run is ahead of the time, or behind it.
        self.skew_seconds = 0.0
        self.strikes: list[str] = []

    @property
    def has_answered(self) -> bool:
        return self.error is None and not self.has_crashed


class RunClock:
    """The application's clock: the scheduler's, off by the skew of the run that asks."""

    def __init__(self, scheduler: Scheduler) -> None:
        self._scheduler = scheduler
        self.monotonic = scheduler.monotonic
        self.sleep = scheduler.sleep

    def now(self) -> datetime:
        task = self._scheduler.current()
        run = task.fields.get("run") if task is not None else None
        now = self._scheduler.now()
        return now if run is None else now + timedelta(seconds=run.skew_seconds)


class Answer(msgspec.Struct, frozen=True):
    """What an HTTP client receives; 502 and 504 are the gateway's own."""

    status: int
    body: bytes
    replayed: bool = False

    @property
    def document(self) -> Any:
        return msgspec.json.decode(self.body) if self.body else None


class Context:
    """What Lambda tells a function about its run; the application asks for nothing of it."""

    aws_request_id = "simulated"
    function_name = "simulated"


class Functions:
    """Runs functions. `ended` hears of every run that is over."""

    def __init__(self, scheduler: Scheduler, faults: Faults) -> None:
        self._scheduler = scheduler
        self._faults = faults
        self._count = 0
        self.ended: Callable[[Run], None] = lambda _: None

    def run(self, function: str, event: dict[str, Any], then: Callable[[Run], None], after: float = 0.0) -> Task:
        """Start a run; `then` hears how it ended, from within its task."""
        run = Run(function, event)
        run.skew_seconds = self._skew_seconds(function)
        self._count += 1
        task = self._scheduler.start(f"{function} {self._count}", lambda: self._live(run, then), after)
        task.fields["run"] = run
        return task

    def _skew_seconds(self, function: str) -> float:
        """Most clocks are right. One that is not is off by an amount of its own, whatever else is drawn."""
        kind = self._faults.at("clock", function)
        if kind is None:
            return 0.0
        off = random.Random(self._faults.opportunities[-1]).uniform(1.0, SKEW_SECONDS_MAX)
        return off if kind == "ahead" else -off

    def _live(self, run: Run, then: Callable[[Run], None]) -> None:
        task = self._scheduler.current()
        limit_seconds = TIMEOUT_SECONDS.get(run.function, TIMEOUT_SECONDS_ELSE)
        killed_at = self._scheduler.monotonic() + limit_seconds

        def kill_when_late() -> None:
            if self._scheduler.monotonic() > killed_at:
                run.strikes.append("out of time")
                raise Crash()

        if task is not None:
            task.on_wake = kill_when_late
        handler = app.app if run.function == "api_handler" else getattr(app, run.function)
        try:
            run.answer = handler(run.event, Context())
        except Crash:
            run.has_crashed = True
            key_ring.key_encryption_key.cache_clear()  # the next process asks KMS again
        except Exception as error:  # noqa: BLE001 - Lambda takes any error as a failed run
            run.error = error
        if task is not None:
            task.on_wake = lambda: None
        self.ended(run)
        then(run)

    def request(self, event: dict[str, Any]) -> Answer:
        """Call the API from a client's task and wait for its answer, or for the gateway's."""
        answers: list[Answer] = []
        task = self.run("api_handler", event, lambda run: answers.append(_answer(run)))
        self._scheduler.await_end(task, GATEWAY_SECONDS)
        return answers[0] if answers else Answer(504, b"")


def http_event(
    method: str, path: str, *, body: Any = None, headers: dict[str, str] | None = None, origin: str = "192.0.2.1"
) -> dict[str, Any]:
    """A request as API Gateway hands it to the function; `body` is bytes, or a value to send as JSON."""
    matched = _resources.match(path)
    if matched is None:
        raise ValueError(f"no route for {path}")
    raw = body if isinstance(body, bytes) else msgspec.json.encode(body) if body is not None else b""
    sent = {"Content-Type": "application/json"} | (headers or {})
    return {
        "resource": matched.resource,
        "path": path,
        "httpMethod": method,
        "headers": sent,
        "multiValueHeaders": {name: [value] for name, value in sent.items()},
        "queryStringParameters": None,
        "multiValueQueryStringParameters": None,
        "pathParameters": matched.parameters or None,
        "stageVariables": None,
        "requestContext": {
            "requestId": "simulated",
            "resourcePath": matched.resource,
            "httpMethod": method,
            "path": path,
            "identity": {"sourceIp": origin},
        },
        "body": raw.decode() if raw else None,
        "isBase64Encoded": False,
    }


def form(**fields: str) -> bytes:
    """A browser's form, as Stripe's client library sends it."""
    return urlencode(fields).encode()


def _answer(run: Run) -> Answer:
    if not run.has_answered:
        return Answer(502, b"")
    body = run.answer.get("body") or ""
    raw = base64.b64decode(body) if run.answer.get("isBase64Encoded") else body.encode()
    headers = {name.lower(): value for name, value in (run.answer.get("headers") or {}).items()}
    return Answer(int(run.answer["statusCode"]), raw, headers.get("idempotent-replayed") == "true")
