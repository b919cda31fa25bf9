"""Strangers' servers are called at the address that was checked, believed by their certificate, and waited for once."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from chalicelib.gateways import http_client
from chalicelib.gateways.http_client import Answered, Destination, Limits

HOST = "shop.example"
PEM = serialization.Encoding.PEM
TAKEN = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
Act = Callable[[socket.socket], None]


def certified(name: str, signer: Any = None) -> tuple[Any, Any]:
    """A key and its certificate, of an authority where nobody signs it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    signing_key, issuer = (key, subject) if signer is None else (signer[0], signer[1].subject)
    draft = x509.CertificateBuilder(issuer, subject, key.public_key(), x509.random_serial_number())
    now = datetime.now(UTC)
    draft = draft.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    draft = draft.add_extension(x509.BasicConstraints(signer is None, None), critical=True)
    draft = draft.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
    return key, draft.sign(signing_key, hashes.SHA256())


class Server:
    """A stranger's server on this machine: what it was asked, and by which name."""

    def __init__(self, folder: Path) -> None:
        authority = certified("authority.example")
        key, certificate = certified(HOST, authority)
        self.authorities = folder / "authorities.pem"
        self.authorities.write_bytes(authority[1].public_bytes(PEM))
        chain = folder / "server.pem"
        plain = key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        chain.write_bytes(certificate.public_bytes(PEM) + plain)
        self._trust = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._trust.load_cert_chain(chain)
        self._trust.sni_callback = lambda _, name, __: self.names.append(name)
        self.names: list[str | None] = []
        self.requests: list[bytes] = []
        self.act: Act = lambda connection: connection.sendall(TAKEN)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                plain, _ = self._listening.accept()
                with suppress(OSError), plain, self._trust.wrap_socket(plain, server_side=True) as connection:
                    self.requests.append(connection.recv(65_536))
                    self.act(connection)

    def close(self) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join(10)

    def asked(self, host: str = HOST, **limits: Any) -> Answered:
        """What a message to it comes to."""
        given: dict[str, Any] = {"total_seconds": 0.6, "authorities": str(self.authorities)}
        to = Destination(address="127.0.0.1", port=self.port, host=host, path="/hook?x=1", is_encrypted=True)
        return http_client.post(to, {"webhook-id": "whd_1"}, b"{}", Limits(**(given | limits)))


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    given = Server(tmp_path)
    yield given
    given.close()


def saying(answer: bytes) -> Act:
    return lambda connection: connection.sendall(answer)


def dripping(answer: bytes, after: bytes = b"") -> Act:
    def drip(connection: socket.socket) -> None:
        connection.sendall(after)
        for one in answer:
            connection.sendall(bytes([one]))
            time.sleep(0.05)

    return drip


def test_the_checked_address_is_called_and_must_prove_the_name(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    # The name resolves nowhere (RFC 2606), and no proxy of the environment is asked.
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    assert server.asked() == Answered(status=200, body=b"ok")
    assert server.names == [HOST]
    assert server.requests[0].startswith(b"POST /hook?x=1 HTTP/1.1\r\nHost: shop.example\r\n")


def test_who_cannot_prove_the_name_is_sent_nothing(server: Server) -> None:
    with pytest.raises(http_client.Unreachable, match="SSLCertVerificationError"):
        server.asked(host="other.example")
    with pytest.raises(http_client.Unreachable, match="SSLCertVerificationError"):
        server.asked(authorities="")
    assert server.requests == []


def test_a_redirect_is_an_answer_and_leads_nowhere(server: Server) -> None:
    with socket.create_server(("127.0.0.1", 0)) as canary:
        canary.settimeout(0.2)
        there = f"http://127.0.0.1:{canary.getsockname()[1]}/".encode()
        server.act = saying(b"HTTP/1.1 302 Found\r\nLocation: " + there + b"\r\nContent-Length: 0\r\n\r\n")
        assert server.asked().status == 302
        with pytest.raises(TimeoutError):
            canary.accept()


def test_when_to_come_again_is_heard(server: Server) -> None:
    server.act = saying(b"HTTP/1.1 503 Busy\r\nRetry-After: 120\r\nContent-Length: 0\r\n\r\n")
    assert server.asked() == Answered(status=503, retry_after="120")


@pytest.mark.parametrize(
    "act",
    [
        lambda _: time.sleep(1),
        dripping(TAKEN),
        dripping(b"x" * 30, after=b"HTTP/1.1 200 OK\r\nContent-Length: 30\r\n\r\n"),
    ],
    ids=["hangs", "drips its head", "drips its body"],
)
def test_nobody_is_waited_for_longer_than_the_limit(server: Server, act: Act) -> None:
    server.act = act
    started = time.monotonic()
    with pytest.raises(http_client.TimedOut):
        server.asked()
    assert time.monotonic() - started < 2


@pytest.mark.parametrize("status", [200, 410])
def test_a_body_that_breaks_off_does_not_undo_the_status(server: Server, status: int) -> None:
    server.act = saying(f"HTTP/1.1 {status} So\r\nContent-Length: 50\r\n\r\npart".encode())
    assert server.asked() == Answered(status=status, body=b"part", is_whole=False)


def test_of_an_endless_body_the_beginning_is_kept(server: Server) -> None:
    server.act = saying(b"HTTP/1.1 500 No\r\nContent-Length: 1000000\r\n\r\n" + b"y" * 1_000_000)
    beginning = b"y" * http_client.KEPT_BYTES_MAX
    assert server.asked(total_seconds=5) == Answered(status=500, body=beginning, is_whole=False)


def test_an_interim_answer_is_not_taken_for_the_answer(server: Server) -> None:
    server.act = saying(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + TAKEN)
    assert server.asked() == Answered(status=200, body=b"ok")


@pytest.mark.parametrize(
    "answer",
    [b"", b"SSH-2.0-none\r\n\r\n", b"HTTP/1.1 200 OK\r\nA: " + b"z" * 100_000 + b"\r\n\r\n"],
    ids=["nothing", "no HTTP", "an endless head"],
)
def test_what_is_no_answer_is_none(server: Server, answer: bytes) -> None:
    server.act = saying(answer)
    with pytest.raises(http_client.Unreachable):
        server.asked(total_seconds=5)


def test_nobody_waits_long_for_a_name_that_nobody_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    told = threading.Event()
    monkeypatch.setattr(http_client, "RESOLVE_SECONDS", 0.2)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: told.wait(10) and [])
    started = time.monotonic()
    assert http_client.resolve("slow.example.com") == ()
    assert time.monotonic() - started < 2
    told.set()


def test_a_name_that_is_told_in_time_has_its_addresses() -> None:
    assert "127.0.0.1" in http_client.resolve("localhost")
    assert http_client.resolve("nobody.invalid") == ()


def test_a_closed_port_is_unreachable(server: Server) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
    to = Destination(address="127.0.0.1", port=port, host=HOST, path="/", is_encrypted=True)
    with pytest.raises(http_client.Unreachable, match="ConnectionRefusedError"):
        http_client.post(to, {}, b"", Limits(authorities=str(server.authorities)))


def test_a_configured_server_is_asked_by_its_name_and_believed_by_its_certificate(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    monkeypatch.setattr(socket, "create_connection", _to_this_machine(server.port))
    limits = Limits(total_seconds=5, authorities=str(server.authorities))
    assert http_client.get(f"https://{HOST}:{server.port}/trackings/a%2Fb?x=1", limits) == Answered(
        status=200, body=b"ok"
    )
    assert server.names == [HOST]
    asked = server.requests[0].decode()
    assert asked.startswith(f"GET /trackings/a%2Fb?x=1 HTTP/1.1\r\nHost: {HOST}:{server.port}\r\n")
    assert "Accept-Encoding: identity" in asked
    with pytest.raises(http_client.Unreachable, match="SSLCertVerificationError"):
        http_client.get(f"https://other.example:{server.port}/", limits)


def _to_this_machine(port: int) -> Callable[..., socket.socket]:
    connect = socket.create_connection

    def connected(_: tuple[str, int], **how: Any) -> socket.socket:
        return connect(("127.0.0.1", port), **how)

    return connected
