"""The double as a server on 127.0.0.1: one lock around the core, a state file, webhooks by HTTP."""

from __future__ import annotations

import threading
import time
import traceback
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from doubles.durable_files import write_durably
from doubles.save_line import Json, Orders
from doubles.stripe_double.double import StripeDouble
from doubles.stripe_double.events import Delivery
from doubles.stripe_double.wire import Answer, StillRunning, StripeTimesOut

WEBHOOK_TIMEOUT_SECONDS = 5
PAUSE_SECONDS = 0.2
LARGEST_BODY_BYTES = 1_000_000


class Desk:
    """The core with what a process adds: a lock, a state file and the carrier of events.

    With a state file, state is saved moments after a change, and on stop; always whole, by replacing the file. A killed
    process loses those moments: a fifth of a second, or ten times what the last save took. Without one it is saved when
    it is ordered to."""

    def __init__(self, double: StripeDouble, *, state_file: Path | None, webhook_url: str | None) -> None:
        self._double = double
        self._state_file = state_file
        self._webhook_url = webhook_url
        self._lock = threading.Lock()
        self._held = False
        self._stopping = threading.Event()
        self._saved_revision = double.revision
        self._next_save_at = 0.0
        self._carrier = threading.Thread(target=self._carry, name="stripe-double-events")

    def start(self) -> None:
        """Begin to carry events, first those that the process before this one had on their way."""
        with self._lock:
            self._double.take_back_events()
        self._carrier.start()

    def stop(self) -> None:
        """End the carrier and save."""
        self._stopping.set()
        if self._carrier.is_alive():
            self._carrier.join()
        self._save()

    def answer(self, method: str, target: str, headers: dict[str, str], body: bytes) -> Answer:
        try:
            with self._lock:
                return self._double.answer(method, target, headers, body)
        except StillRunning as running:
            self._stopping.wait(running.seconds)
            with self._lock:
                return self._double.finish(running.token)

    def orders(self) -> Orders:
        """What a market orders over its save line; `open` once the address that events are posted to answers."""
        return {"open": self._open, "hold": self._hold, "release": self._release, "save": self._save_held}

    def _open(self, _: Json) -> Json:
        self.start()
        return {}

    def _hold(self, _: Json) -> Json:
        """Let the call that runs end, and no other begin."""
        self._lock.acquire()
        self._held = True
        return {}

    def _release(self, _: Json) -> Json:
        if self._held:
            self._held = False
            self._lock.release()
        return {}

    def _save_held(self, order: Json) -> Json:
        """Save into a new file what was true since the hold, and end that."""
        began = time.thread_time()
        snapshot = self._double.snapshot()
        self._release(order)
        write_durably(Path(order["file"]), snapshot)
        return {"cpu_seconds": time.thread_time() - began}

    def be_silent(self, seconds: int) -> None:
        self._stopping.wait(seconds)

    def _carry(self) -> None:
        while not self._stopping.wait(PAUSE_SECONDS):
            with self._lock:
                due = self._double.due_events() if self._webhook_url else []
            for delivery in due:
                if self._stopping.is_set():
                    break
                status = _posted(self._webhook_url or "", delivery)
                with self._lock:
                    self._double.delivered(delivery.event_id, status)
            if time.monotonic() >= self._next_save_at:
                began = time.monotonic()
                self._save()
                self._next_save_at = time.monotonic() + 10 * (time.monotonic() - began)

    def _save(self) -> None:
        with self._lock:
            revision = self._double.revision
            if self._state_file is None or revision == self._saved_revision:
                return
            snapshot = self._double.snapshot()
        self._state_file.parent.mkdir(parents=True, exist_ok=True)
        beside = self._state_file.with_suffix(".new")
        beside.unlink(missing_ok=True)
        write_durably(beside, snapshot)
        beside.replace(self._state_file)
        self._saved_revision = revision


def _posted(url: str, delivery: Delivery) -> int:
    """The endpoint's status, 0 when it gave none."""
    request = urllib.request.Request(url, data=delivery.body, headers=dict(delivery.headers), method="POST")
    try:
        with urllib.request.urlopen(request, timeout=WEBHOOK_TIMEOUT_SECONDS) as response:
            return int(response.status)
    except urllib.error.HTTPError as refusal:
        refusal.close()
        return refusal.code
    except OSError:
        return 0


class Server(ThreadingHTTPServer):
    """Listens on the loopback address alone."""

    daemon_threads = True

    def __init__(self, desk: Desk, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.desk = desk


class _Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"
    server_version = "stripe-double"
    sys_version = ""
    timeout = 65

    def _respond(self) -> None:
        size = int(self.headers.get("Content-Length") or 0)
        if size > LARGEST_BODY_BYTES:
            self.close_connection = True
            self._write(Answer(413, {"Content-Type": "text/plain"}, b"too large"))
            return
        body = self.rfile.read(size)
        try:
            answer = self.server.desk.answer(self.command, self.path, dict(self.headers.items()), body)
        except StripeTimesOut as silence:
            self.server.desk.be_silent(silence.silence_seconds)
            self.close_connection = True
            return
        except Exception:  # noqa: BLE001 - a defect of the double: show it, and answer as a broken server does
            traceback.print_exc()
            answer = Answer(500, {"Content-Type": "text/plain"}, b"the double itself failed; see its log")
        self._write(answer)

    def _write(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    do_GET = do_POST = do_DELETE = do_OPTIONS = _respond

    def log_message(self, format: str, *args: object) -> None:
        """Requests are not logged: they hold card numbers and keys."""


def wall_clock() -> int:
    return int(time.time())
