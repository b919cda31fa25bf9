"""A carrier is asked over a real socket, and believed only where its answer can be true."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import msgspec
import pytest

from chalicelib.gateways import carriers
from chalicelib.gateways.carriers import ParcelState, ParcelStatus, status_of
from chalicelib.kernel.runtime.settings import settings

Answer = Callable[[BaseHTTPRequestHandler], None]


class Carrier:
    """A tracking service that answers as it was told."""

    def __init__(self) -> None:
        self.answer: Answer = says("{}")
        self.paths: list[str] = []
        carrier = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                carrier.paths.append(self.path)
                carrier.answer(self)

            def log_message(self, *_: object) -> None:
                """Keep quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"


def says(body: str | bytes, status: int = 200, **headers: str) -> Answer:
    def answer(request: BaseHTTPRequestHandler) -> None:
        content = body.encode() if isinstance(body, str) else body
        request.send_response(status)
        for name, value in {"Content-Length": str(len(content)), **headers}.items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        request.wfile.write(content)

    return answer


@pytest.fixture
def carrier(monkeypatch: pytest.MonkeyPatch) -> Iterator[Carrier]:
    service = Carrier()
    thread = threading.Thread(target=service.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    monkeypatch.setattr(carriers, "settings", msgspec.structs.replace(settings, carriers_base_url=service.url))
    yield service
    service.server.shutdown()
    service.server.server_close()
    thread.join()


def test_a_delivered_parcel_says_when(carrier: Carrier) -> None:
    carrier.answer = says('{"status": "delivered", "delivered_at": "2026-11-20T11:30:00+01:00", "signed_by": "X"}')
    assert status_of("dhl", "0034") == ParcelStatus(ParcelState.DELIVERED, "2026-11-20T10:30:00.000Z")
    assert carrier.paths == ["/trackings/dhl/0034"]


@pytest.mark.parametrize("word", ["IN_TRANSIT", "in_transit", "Out_for_delivery", "RETURNED", "LOST", "announced"])
def test_a_parcel_on_its_way_has_no_delivery_time(carrier: Carrier, word: str) -> None:
    carrier.answer = says(f'{{"status": "{word}", "delivered_at": "2026-11-20T10:30:00Z"}}')
    assert status_of("dhl", "0034") == ParcelStatus(ParcelState(word.upper()))


def test_a_carrier_may_know_of_a_delivery_but_not_when(carrier: Carrier) -> None:
    carrier.answer = says('{"status": "DELIVERED", "delivered_at": null}')
    assert status_of("dhl", "0034") == ParcelStatus(ParcelState.DELIVERED)


@pytest.mark.parametrize("body", ['{"status": "teleported"}', '{"status": ""}', '{"status": "DELIVERED_TO_NOBODY"}'])
def test_a_word_we_do_not_know_is_unknown(carrier: Carrier, body: str) -> None:
    carrier.answer = says(body)
    assert status_of("dhl", "0034") == ParcelStatus(ParcelState.UNKNOWN)


def test_a_parcel_nobody_heard_of_is_unknown(carrier: Carrier) -> None:
    carrier.answer = says("{}", 404)
    assert status_of("dhl", "0034") == ParcelStatus(ParcelState.UNKNOWN)


def test_a_carriers_name_cannot_lead_to_another_path(carrier: Carrier) -> None:
    carrier.answer = says("{}", 404)
    status_of("../admin?x=", "00/34#é")
    assert carrier.paths == ["/trackings/..%2Fadmin%3Fx%3D/00%2F34%23%C3%A9"]
    assert status_of("..", "..") == ParcelStatus(ParcelState.UNKNOWN)
    assert len(carrier.paths) == 1


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "null",
        "{}",
        '{"status": 7}',
        '{"status": null}',
        '{"status": ["DELIVERED"]}',
        '{"status": "DELIVERED", "delivered_at": 20261120}',
        '{"status": "DELIVERED", "delivered_at": "yesterday"}',
        '{"status": "DELIVERED", "delivered_at": "2026-11-20T10:30:00"}',
        "<html>",
        b"\xff\xfe",
        "[" * 60_000,
    ],
)
def test_an_answer_of_the_wrong_shape_is_refused(carrier: Carrier, body: str | bytes) -> None:
    carrier.answer = says(body)
    with pytest.raises(carriers.CarrierAnswerRefused):
        status_of("dhl", "0034")


def test_a_delivery_in_the_future_is_refused(carrier: Carrier) -> None:
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    carrier.answer = says(f'{{"status": "DELIVERED", "delivered_at": "{tomorrow.isoformat()}"}}')
    with pytest.raises(carriers.CarrierAnswerRefused):
        status_of("dhl", "0034")


def test_five_megabytes_are_not_read(carrier: Carrier) -> None:
    carrier.answer = says('{"status": "' + "x" * 5_000_000 + '"}')
    with pytest.raises(carriers.CarrierAnswerRefused):
        status_of("dhl", "0034")


def test_a_compressed_answer_is_not_unpacked(carrier: Carrier) -> None:
    carrier.answer = says(b"\x1f\x8b\x08\x00\x00\x00\x00\x00", Content_Encoding="gzip")
    with pytest.raises(carriers.CarrierAnswerRefused):
        status_of("dhl", "0034")


@pytest.mark.parametrize("status", [301, 302, 307])
def test_a_redirect_is_not_followed(carrier: Carrier, status: int) -> None:
    carrier.answer = says("{}", status, Location=f"{carrier.url}/elsewhere")
    with pytest.raises(carriers.CarrierAnswerRefused):
        status_of("dhl", "0034")
    assert carrier.paths == ["/trackings/dhl/0034"]


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_failing_carrier_is_asked_again_later(carrier: Carrier, status: int) -> None:
    carrier.answer = says("{}", status)
    with pytest.raises(carriers.CarrierUnreachable):
        status_of("dhl", "0034")


def test_a_carrier_that_hangs_up_is_asked_again_later(carrier: Carrier) -> None:
    carrier.answer = lambda request: request.connection.close()
    with pytest.raises(carriers.CarrierUnreachable):
        status_of("dhl", "0034")


def test_a_carrier_that_is_not_there_is_asked_again_later(monkeypatch: pytest.MonkeyPatch) -> None:
    nowhere = msgspec.structs.replace(settings, carriers_base_url="http://127.0.0.1:1")
    monkeypatch.setattr(carriers, "settings", nowhere)
    with pytest.raises(carriers.CarrierUnreachable):
        status_of("dhl", "0034")


def test_an_answer_that_breaks_off_is_asked_for_again(carrier: Carrier) -> None:
    begun = b'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"status": "DELIVERED"}'

    def break_off(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(begun)

    carrier.answer = break_off
    with pytest.raises(carriers.CarrierUnreachable):
        status_of("dhl", "0034")


@pytest.mark.parametrize("part", ["head", "body"])
def test_a_carrier_that_drips_is_left_after_the_time_limit(
    carrier: Carrier, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    monkeypatch.setattr(carriers, "TIMEOUT_SECONDS", 0.4)

    def drip(request: BaseHTTPRequestHandler) -> None:
        if part == "body":
            request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        for byte in b"HTTP/1.1 200 OK\r\nX-Slow: " + 100 * b"x":
            try:
                request.wfile.write(bytes([byte]))
            except ConnectionError:
                return
            threading.Event().wait(0.05)

    carrier.answer = drip
    started = time.monotonic()
    with pytest.raises(carriers.CarrierUnreachable):
        status_of("dhl", "0034")
    assert time.monotonic() - started < 2
