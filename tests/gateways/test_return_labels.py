"""A label is asked of the carriers' double over a real socket; what cannot be used is no label."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import msgspec
import pytest

from chalicelib.gateways import carriers
from chalicelib.gateways.carriers import LabelRefused, LabelUnavailable, return_label
from chalicelib.kernel.runtime.settings import settings
from doubles.carrier_double.server import Parcels, Server

RETURN, SELLER = "ret_eu_00000000000000000000000001", "sel_eu_00000000000000000000000001"


def running(server: ThreadingHTTPServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    url = f"http://127.0.0.1:{server.server_port}"
    monkeypatch.setattr(carriers, "settings", msgspec.structs.replace(settings, carriers_base_url=url))
    yield
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def parcels(monkeypatch: pytest.MonkeyPatch) -> Iterator[Parcels]:
    """The carriers' double, which answers this test."""
    made = Parcels(lambda: 1_800_000_000.0)
    server = running(Server(0, made), monkeypatch)
    next(server)
    yield made
    next(server, None)


def test_a_label_is_the_same_whenever_it_is_asked_for(parcels: Parcels) -> None:
    label = return_label("dhl", RETURN, "FR", SELLER)
    assert label.document.startswith(b"%PDF-")
    assert return_label("dhl", RETURN, "FR", SELLER) == label
    assert parcels.label(RETURN, {"carrier": "dhl", "receiver": SELLER, "from_country": "FR"})[0] == 200


@pytest.mark.usefixtures("parcels")
def test_what_the_carrier_will_not_do_is_refused_with_its_code() -> None:
    with pytest.raises(LabelRefused) as refused:
        return_label("pigeon", RETURN, "FR", SELLER)
    assert refused.value.members == {"reason": "UNKNOWN_CARRIER"}
    return_label("dhl", RETURN, "FR", SELLER)
    with pytest.raises(LabelRefused) as reused:
        return_label("dhl", RETURN, "DE", SELLER)
    assert reused.value.members == {"reason": "KEY_REUSED"}


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_carrier_that_fails_is_asked_again_later(parcels: Parcels, status: int) -> None:
    parcels.fail_label(RETURN, status)
    with pytest.raises(LabelUnavailable):
        return_label("dhl", RETURN, "FR", SELLER)
    parcels.fail_label(RETURN, None)
    assert return_label("dhl", RETURN, "FR", SELLER).tracking_number.startswith("RET")


def test_a_carrier_that_is_not_there_is_asked_again_later(monkeypatch: pytest.MonkeyPatch) -> None:
    away = msgspec.structs.replace(settings, carriers_base_url="http://127.0.0.1:9")
    monkeypatch.setattr(carriers, "settings", away)
    with pytest.raises(LabelUnavailable):
        return_label("dhl", RETURN, "FR", SELLER)


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (200, "{", LabelUnavailable),
        (200, json.dumps({"tracking_number": "1", "document": "no base64!"}), LabelUnavailable),
        (200, json.dumps({"tracking_number": "1", "document": "PGh0bWw+"}), LabelUnavailable),
        (200, json.dumps({"tracking_number": "", "document": "JVBERi0xLjQ="}), LabelUnavailable),
        (302, "", LabelRefused),
        (422, "not JSON", LabelRefused),
    ],
)
def test_an_answer_that_cannot_be_used_is_no_label(
    monkeypatch: pytest.MonkeyPatch, status: int, body: str, expected: type[Exception]
) -> None:
    class Handler(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    server = running(ThreadingHTTPServer(("127.0.0.1", 0), Handler), monkeypatch)
    next(server)
    with pytest.raises(expected):
        return_label("dhl", RETURN, "FR", SELLER)
    next(server, None)
