"""Carrier double: a parcel service of the local market, whose parcels arrive a day after they are first asked for.

`GET /trackings/{carrier}/{number}` tells where a parcel is; `PUT /return-labels/{key}` makes a label once.
`POST /_double/trackings/{carrier}/{number}` says where a parcel shall be: `{"status": "LOST"}`,
`{"status": "DELIVERED", "delivered_at": "…Z"}`, or `{"http_status": 503}` to fail.
Time is the market's: it moves with the local clock.
"""

import argparse
import json
import signal
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from doubles.carrier_double import labels
from doubles.durable_files import write_durably
from doubles.save_line import Json, Orders, obey

LOOPBACK = "127.0.0.1"
STATUSES = ("UNKNOWN", "ANNOUNCED", "IN_TRANSIT", "OUT_FOR_DELIVERY", "DELIVERED", "RETURNED", "LOST", "EXCEPTION")
OUT_FOR_DELIVERY_SECONDS = 20 * 3600
DELIVERED_SECONDS = 24 * 3600

# What labels are kept under; no carrier is called so.
LABELS = "_labels"

Clock = Callable[[], float]


class NotUnderstood(Exception):
    """A request the double cannot follow; the message says why."""


def _stamp(epoch: float) -> str:
    return datetime.fromtimestamp(epoch, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Parcels:
    """Every parcel that was asked for, by carrier and number; saved to a file when the market orders it."""

    def __init__(self, clock: Clock, file: Path | None = None) -> None:
        """`file` is what they were saved into, if they ever were."""
        self._clock = clock
        self._lock = threading.Lock()
        self._held = False
        self._kept: dict[str, Json] = json.loads(file.read_text()) if file and file.exists() else {}

    def look(self, carrier: str, number: str) -> tuple[int, Json]:
        """HTTP status and tracking. A parcel is first seen in transit, and delivered a day later."""
        with self._lock:
            parcel = self._parcel(carrier, number)
            if "http_status" in parcel:
                return parcel["http_status"], {"title": "The carrier is out of order"}
            status, at = self._where(parcel)
            delivered_at = parcel.get("delivered_at", at) if status == "DELIVERED" else None
            tracking = {"carrier": carrier, "number": number, "status": status}
            return 200, tracking | {"updated_at": at, "delivered_at": delivered_at}

    def set(self, carrier: str, number: str, wanted: Json) -> None:
        """Say where a parcel is from now on; an empty object lets it travel on its own again."""
        unknown = wanted.keys() - {"status", "delivered_at", "http_status"}
        if unknown or wanted.get("status", "UNKNOWN") not in STATUSES:
            raise NotUnderstood(f"known are status ({', '.join(STATUSES)}), delivered_at and http_status")
        with self._lock:
            first_seen = self._parcel(carrier, number)["first_seen"]
            self._kept[f"{carrier}/{number}"] = {"first_seen": first_seen, "set_at": self._clock(), **wanted}

    def label(self, key: str, wanted: Json) -> tuple[int, Json]:
        """HTTP status and label of a key: 201 when it is made, 200 the next times, 409 for another wish."""
        with self._lock:
            name = f"{LABELS}/{key}"
            known = self._kept.get(name)
            if known is not None and "http_status" in known:
                return known["http_status"], {"title": "The carrier is out of order"}
            if known is not None:
                same = known["wanted"] == wanted
                return (200, known["label"]) if same else (409, {"title": "Another label", "reason": "KEY_REUSED"})
            status, made = labels.label(key, wanted)
            if status == 201:
                self._kept[name] = {"wanted": wanted, "label": made}
            return status, made

    def fail_label(self, key: str, http_status: int | None) -> None:
        """Answer for a label with that status from now on; None to make it. A label made before stays."""
        with self._lock:
            known = self._kept.pop(f"{LABELS}/{key}", {})
            if http_status is not None:
                self._kept[f"{LABELS}/{key}"] = known | {"http_status": http_status}
            elif "label" in known:
                self._kept[f"{LABELS}/{key}"] = {name: known[name] for name in ("wanted", "label")}

    def _parcel(self, carrier: str, number: str) -> Json:
        name = f"{carrier}/{number}"
        if name not in self._kept:
            self._kept[name] = {"first_seen": self._clock()}
        return self._kept[name]

    def _where(self, parcel: Json) -> tuple[str, str]:
        if "status" in parcel:
            return parcel["status"], _stamp(parcel["set_at"])
        seen = parcel["first_seen"]
        for status, seconds in (("DELIVERED", DELIVERED_SECONDS), ("OUT_FOR_DELIVERY", OUT_FOR_DELIVERY_SECONDS)):
            if self._clock() >= seen + seconds:
                return status, _stamp(seen + seconds)
        return "IN_TRANSIT", _stamp(seen)

    def orders(self) -> Orders:
        """What a market orders over its save line."""
        return {"hold": self._hold, "release": self._release, "save": self._save_held}

    def _hold(self, _: Json) -> Json:
        """Let the question that is asked be answered, and no other begin."""
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
        content = json.dumps(self._kept).encode()
        self._release(order)
        write_durably(Path(order["file"]), content)
        return {"cpu_seconds": time.thread_time() - began}


def market_clock(cloud: str, cell: str) -> Clock:
    """The time in the market: the machine's, plus the offset its people set."""
    items = boto3.client("dynamodb", endpoint_url=cloud)

    def now() -> float:
        try:
            item = items.get_item(TableName=f"rebound-{cell}-key_values", Key={"key": {"S": "local-clock"}}).get(
                "Item", {}
            )
        except (BotoCoreError, ClientError):
            return time.time()  # before the first deployment there is no table, and no offset
        return time.time() + float(item.get("number", {}).get("N", 0))

    return now


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: "Server"

    def do_GET(self) -> None:
        match [unquote(step) for step in self.path.partition("?")[0].split("/")]:
            case ["", "trackings", carrier, number] if carrier and number:
                self._answer(*self.server.parcels.look(carrier, number))
            case _:
                self._answer(404, {"title": "No such page"})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        match [unquote(step) for step in self.path.split("/")]:
            case ["", "_double", "return-labels", key] if key:
                try:
                    http_status = json.loads(body or b"{}").get("http_status")
                except (ValueError, AttributeError) as error:
                    self._answer(422, {"title": str(error)})
                else:
                    self.server.parcels.fail_label(key, http_status)
                    self._answer(200, {})
            case ["", "_double", "trackings", carrier, number] if carrier and number:
                try:
                    self.server.parcels.set(carrier, number, json.loads(body or b"{}"))
                except (NotUnderstood, ValueError, AttributeError) as error:
                    self._answer(422, {"title": str(error)})
                else:
                    self._answer(200, self.server.parcels.look(carrier, number)[1])
            case _:
                self._answer(404, {"title": "No such page"})

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        match [unquote(step) for step in self.path.split("/")]:
            case ["", "return-labels", key] if key:
                try:
                    self._answer(*self.server.parcels.label(key, json.loads(body)))
                except (ValueError, AttributeError) as error:
                    self._answer(422, {"title": str(error)})
            case _:
                self._answer(404, {"title": "No such page"})

    def _answer(self, status: int, content: Json) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Tracking numbers count as personal; they are not logged."""


class Server(ThreadingHTTPServer):
    """Serves the parcels until `shutdown()`."""

    daemon_threads = True

    def __init__(self, port: int, parcels: Parcels) -> None:
        super().__init__((LOOPBACK, port), _Handler)
        self.parcels = parcels


def main() -> None:
    """`python -m doubles.carrier_double.server --port 8004 --state FILE --cloud URL --cell eu --line 5`."""
    parser = argparse.ArgumentParser(prog="doubles.carrier_double.server", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--state", type=Path, required=True, help="file the parcels survive a restart in")
    parser.add_argument("--cloud", required=True, help="where the local cloud answers")
    parser.add_argument("--cell", required=True)
    parser.add_argument("--line", type=int, required=True, help="the descriptor on which the market orders to save")
    given = parser.parse_args()
    parcels = Parcels(market_clock(given.cloud, given.cell), given.state)
    server = Server(given.port, parcels)
    obey(given.line, parcels.orders())
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    server.serve_forever()


if __name__ == "__main__":
    main()
