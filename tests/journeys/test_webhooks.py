"""A market on this machine tells a seller's system on this machine what happened, in order, signed."""

import json
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import uuid4

import msgspec
import pytest
from standardwebhooks.webhooks import Webhook

from chalicelib.facts.orders import LineAccepted, LineDelivered, LineFact, LineShipped
from chalicelib.kernel.values import ids
from local import cloud
from local.places import Place, place
from tests.running_market import eventually, free_ports, running


class ReceivedMessage(msgspec.Struct, frozen=True):
    """A request as it came."""

    headers: dict[str, str]
    body: bytes


@contextmanager
def a_sellers_system() -> Iterator[tuple[str, list[ReceivedMessage]]]:
    """Its URL, and what it has heard; it says that it is busy to the first message."""
    heard: list[ReceivedMessage] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            heard.append(ReceivedMessage({name.lower(): text for name, text in self.headers.items()}, body))
            self.send_response(503 if len(heard) == 1 else 204)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nobody reads it."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/rebound", heard
        finally:
            server.shutdown()
            thread.join()


def asked(here: Place, key: str, what: str, body: object = None) -> Any:
    """The answer to `POST /webhook-endpoints` and the like; `what` goes on after the seller's own path."""
    method, _, path = what.partition(" ")
    headers = {
        "Authorization": f"Bearer {key}",
        "Content-Type": "application/json",
        "Idempotency-Key": str(uuid4()),
    }
    raw = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{here.web}/v1/seller{path}", raw, headers, method=method)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def record(here: Place, fact: LineFact) -> None:
    """Put a fact into the table, where the relay's stream finds it."""
    item = {
        "subject": fact.subject,
        "fact_id": ids.new_ulid(),
        "name": type(fact).__name__,
        "body": msgspec.json.encode(fact).decode(),
        "hour_shard": "never",
    }
    values = {name: {"S": value} for name, value in item.items()}
    cloud.client(here, "dynamodb").put_item(TableName=f"rebound-{here.cell}-facts", Item=values)


@pytest.mark.cloud
def test_a_sellers_system_hears_of_a_line_from_the_local_market_in_order_and_signed(tmp_path: Path) -> None:
    here = place("eu", first_port=free_ports(), folder=tmp_path / "eu")
    with running(here), a_sellers_system() as (url, heard):
        key, seller_id = a_seller(here)
        types = ["line.accepted", "line.shipped", "line.delivered"]
        endpoint = asked(here, key, "POST /webhook-endpoints", {"url": url, "event_types": types})

        tested = asked(here, key, f"POST /webhook-endpoints/{endpoint['endpoint_id']}/test")
        assert eventually(lambda: len(heard) >= 2, 60), "it was told to come again in five seconds"
        assert {each.headers["webhook-id"] for each in heard} == {tested["delivery_id"]}
        assert len({each.body for each in heard}) == 1

        order_id = f"ord_eu_{'0' * 25}A"
        said = {"order_id": order_id, "line_id": "1", "seller_id": seller_id, "product_id": "prd_eu_1"}
        record(here, LineAccepted(version=1, ship_by="2030-01-01T00:00:00.000Z", **said))
        record(here, LineShipped(version=2, **said))
        record(here, LineDelivered(version=3, proof="CARRIER", **said))
        assert eventually(lambda: len(heard) >= 5, 60)

        messages = [Webhook(endpoint["secret"]).verify(each.body, each.headers) for each in heard[2:]]
        assert [each["type"] for each in messages] == types
        assert {each["data"]["order_id"] for each in messages} == {order_id}
        log = "GET /webhook-deliveries?state=DELIVERED"
        assert eventually(lambda: len(asked(here, key, log)["items"]) == 4, 30)


def a_seller(here: Place) -> tuple[str, str]:
    """A demo seller's key, and whose it is."""
    keys = json.loads((here.folder / "keys.json").read_text())
    key = next(key for whose, key in keys.items() if whose != "Key of ops")
    return key, asked(here, key, "GET ")["seller_id"]
