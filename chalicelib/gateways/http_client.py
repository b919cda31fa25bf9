"""Endpoints: sending one message to a server a stranger named, at an address that was checked, within limits.

Nothing is looked up here but what `resolve` is asked: a connection goes to the address it is given, the name only
proves who answers (SNI, certificate, Host). No redirect is followed, no proxy is used, and every wait for the server
counts against one deadline, however slowly it drips; the look-up before has one of its own.
"""

import socket
import ssl
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from queue import Empty, SimpleQueue
from typing import Protocol

import certifi
import msgspec

from chalicelib.kernel.runtime import background, clock

# How long a name may take: whoever runs its name server is a stranger too.
RESOLVE_SECONDS = 3.0
# An answer may have so much, and so much of it is kept.
ANSWER_BYTES_MAX = 16_000
KEPT_BYTES_MAX = 1_000
READ_BYTES = 8_192


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """How long a message may take. `authorities` is the file of the certificate authorities that are believed."""

    connect_seconds: float = 3.0
    total_seconds: float = 15.0
    authorities: str = ""


class Destination(msgspec.Struct, frozen=True, kw_only=True):
    """Where to: `address` is dialled, `host` is who must answer."""

    address: str
    port: int
    host: str
    path: str
    is_encrypted: bool


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """What came back: the status, the beginning of the body, and the header that says when to come again."""

    status: int
    body: bytes = b""
    retry_after: str | None = None


class TimedOut(Exception):
    """There was no whole answer in time."""


class Unreachable(Exception):
    """There was no answer: no connection, no valid certificate, or something that is no HTTP."""


class Network(Protocol):
    """The way to endpoints; the internet in production, a simulation's own in a simulation."""

    def resolve(self, host: str) -> tuple[str, ...]: ...

    def post(self, to: Destination, headers: Mapping[str, str], body: bytes, limits: Limits) -> Answered: ...


class Internet:
    """The machine's resolver and sockets."""

    def resolve(self, host: str) -> tuple[str, ...]:
        told: SimpleQueue[tuple[str, ...]] = SimpleQueue()
        # The system's resolver knows no deadline of ours: who asks it is left behind, and comes to an end by itself.
        background.run(lambda: told.put(_addresses(host)))
        try:
            return told.get(timeout=RESOLVE_SECONDS)
        except Empty:
            return ()

    def post(self, to: Destination, headers: Mapping[str, str], body: bytes, limits: Limits) -> Answered:
        import h11

        deadline = clock.monotonic() + limits.total_seconds
        try:
            with _connected(to, deadline, limits) as connection:
                return _Exchange(connection, deadline).post(to, headers, body)
        except TimeoutError as late:
            raise TimedOut() from late
        except (OSError, h11.ProtocolError) as fault:
            raise Unreachable(type(fault).__name__) from fault


_network: Network = Internet()


def use(network: Network) -> None:
    """Reach endpoints over `network` from now on."""
    global _network
    _network = network


def resolve(host: str) -> tuple[str, ...]:
    """Every address of a name, as text; none if it has none or nobody says so in RESOLVE_SECONDS."""
    return _network.resolve(host)


def post(to: Destination, headers: Mapping[str, str], body: bytes, limits: Limits) -> Answered:
    """Send a message and read the answer: TimedOut or Unreachable without one."""
    return _network.post(to, headers, body, limits)


def _addresses(host: str) -> tuple[str, ...]:
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return ()
    return tuple(dict.fromkeys(str(address[0]) for *_, address in found))


def _connected(to: Destination, deadline: float, limits: Limits) -> socket.socket:
    plain = socket.create_connection((to.address, to.port), timeout=min(limits.connect_seconds, _left(deadline)))
    if not to.is_encrypted:
        return plain
    try:
        plain.settimeout(_left(deadline))
        return _trust(limits.authorities or certifi.where()).wrap_socket(plain, server_hostname=to.host)
    except BaseException:
        plain.close()
        raise


@cache
def _trust(authorities: str) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=authorities)


def _left(deadline: float) -> float:
    left = deadline - clock.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


class _Exchange:
    """One request and its answer over a connection, against a deadline."""

    def __init__(self, connection: socket.socket, deadline: float) -> None:
        import h11

        self._socket = connection
        self._deadline = deadline
        self._h11 = h11
        self._http = h11.Connection(h11.CLIENT, max_incomplete_event_size=ANSWER_BYTES_MAX)

    def post(self, to: Destination, headers: Mapping[str, str], body: bytes) -> Answered:
        sent = {"Host": to.host, "Content-Length": str(len(body)), "Connection": "close"} | dict(headers)
        request = self._h11.Request(method="POST", target=to.path, headers=list(sent.items()))
        self._socket.settimeout(_left(self._deadline))
        self._socket.sendall(
            (self._http.send(request) or b"")
            + (self._http.send(self._h11.Data(data=body)) or b"")
            + (self._http.send(self._h11.EndOfMessage()) or b"")
        )
        return self._answer()

    def _answer(self) -> Answered:
        head = self._next()
        while isinstance(head, self._h11.InformationalResponse):
            head = self._next()
        if not isinstance(head, self._h11.Response):
            raise self._h11.RemoteProtocolError("no response")
        named = {name.decode("latin-1"): value.decode("latin-1") for name, value in head.headers}
        body = self._beginning_of_body()
        return Answered(status=head.status_code, body=body, retry_after=named.get("retry-after"))

    def _beginning_of_body(self) -> bytes:
        """What is kept of the body. One that breaks off has been answered all the same: the status came first.

        One that drips past the deadline has not: whoever keeps us waiting is to be served apart.
        """
        body = bytearray()
        with suppress(ConnectionError, ssl.SSLError, self._h11.RemoteProtocolError):
            while len(body) < ANSWER_BYTES_MAX and isinstance(piece := self._next(), self._h11.Data):
                body += piece.data
        return bytes(body[:KEPT_BYTES_MAX])

    def _next(self) -> object:
        while (event := self._http.next_event()) is self._h11.NEED_DATA:
            self._socket.settimeout(_left(self._deadline))
            self._http.receive_data(self._socket.recv(READ_BYTES))
        return event
