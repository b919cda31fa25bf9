"""The double as a process: real sockets, real signals, events by HTTP and state over a restart."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import stripe

from tests.doubles.stripe_double.conftest import PUBLISHABLE_KEY, RETURN_URL, SECRET_KEY, WEBHOOK_SECRET

ROOT = Path(__file__).parents[3]


class Shop:
    """An endpoint that refuses the first event it sees and keeps the others."""

    def __init__(self) -> None:
        self.received: list[stripe.Event] = []
        self.refused: list[str] = []
        self.got = threading.Event()
        shop = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(shop.take(body, self.headers["Stripe-Signature"]))
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                """Quiet."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}/v1/stripe/events"

    def take(self, body: bytes, signature: str) -> int:
        event = stripe.Webhook.construct_event(body, signature, WEBHOOK_SECRET)
        if not self.refused:
            self.refused.append(event.id)
            return 500
        self.received.append(event)
        if event.type == "payment_intent.succeeded":
            self.got.set()
        return 200

    def close(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def shop() -> Iterator[Shop]:
    opened = Shop()
    yield opened
    opened.close()


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@contextmanager
def running(port: int, state: Path, webhook: str) -> Iterator[str]:
    command = [sys.executable, "-m", "doubles.stripe_double", "--port", str(port), "--state", str(state)]
    command += ["--webhook", webhook, "--webhook-secret", WEBHOOK_SECRET, "--settlement-days", "0"]
    command += ["--secret-key", SECRET_KEY, "--publishable-key", PUBLISHABLE_KEY]
    command += ["--restricted-key", "rk_test_1=payment_intents.create"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert process.stdout is not None
    try:
        assert b"ready" in process.stdout.readline()
        yield f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=10) == 0
        process.stdout.close()


def told(address: str, act: str, **body: Any) -> dict[str, Any]:
    content = json.dumps(body).encode() if body else None
    request = urllib.request.Request(f"{address}/_double/{act}", content, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=5) as response:
        answer: dict[str, Any] = json.load(response)
        return answer


def test_a_sale_over_a_socket_is_told_to_the_shop_and_remembered(tmp_path: Path, shop: Shop) -> None:
    state, port = tmp_path / "stripe.json", free_port()
    given = {"amount": 2_000, "currency": "eur", "payment_method": "pm_card_visa", "confirm": True}
    with running(port, state, shop.address) as address:
        client: Any = stripe.StripeClient(SECRET_KEY, base_addresses={"api": address}, max_network_retries=2).v1
        told(address, "faults", kind="timeout_after", path="/v1/payment_intents", seconds=0)
        paid = client.payment_intents.create({**given, "return_url": RETURN_URL}, {"idempotency_key": "k1"})
        assert paid.last_response.headers["Idempotent-Replayed"] == "true"
        assert shop.got.wait(10)
        summary = told(address, "state")
        assert (summary["balances"], summary["faults_taken"]) == ({"platform eur": 1_945}, {"timeout_after": 1})
        assert shop.refused[0] not in {event.id for event in shop.received}

    with running(port, state, shop.address) as address:
        client = stripe.StripeClient(SECRET_KEY, base_addresses={"api": address}).v1
        assert client.payment_intents.retrieve(paid.id).status == "succeeded"
        told(address, "clock", offset_seconds=3_600)
        assert client.balance.retrieve().available[0].amount == 1_945


def test_a_browser_page_of_this_machine_is_served_and_others_are_not(tmp_path: Path, shop: Shop) -> None:
    with running(free_port(), tmp_path / "stripe.json", shop.address) as address:
        with urllib.request.urlopen(f"{address}/js/v3/", timeout=5) as script:
            assert b"window.Stripe" in script.read()
        preflight = urllib.request.Request(
            f"{address}/v1/payment_intents/pi_1/confirm", method="OPTIONS", headers={"Origin": "http://localhost:8000"}
        )
        with urllib.request.urlopen(preflight, timeout=5) as allowed:
            assert allowed.headers["Access-Control-Allow-Origin"] == "http://localhost:8000"
        preflight.add_header("Origin", "http://evil.example")
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(preflight, timeout=5)
        refused.value.close()
        assert refused.value.code == 403
