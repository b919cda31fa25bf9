"""HTTP requests to servers that are not trusted: one deadline for the whole exchange, bounded answers, no redirects.

`post` sends to an address that the caller has checked. Nothing is resolved again: the host name is only used for SNI,
the certificate and the Host header. `get` and `put` ask a server that the operators configured, and resolve its name.
None uses a proxy or keeps a connection. The deadline covers the whole exchange, however slowly the server sends;
`resolve` has a deadline of its own.
"""

import socket
import ssl
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from queue import Empty, SimpleQueue
from typing import Protocol
from urllib.parse import urlsplit

import certifi
import msgspec

from chalicelib.kernel.runtime import background, clock

# The deadline of a look-up: name servers of strangers are not trusted either.
RESOLVE_SECONDS = 3.0
# How much of an answer's head, and by default of its body, is read; and how much of the body is kept.
ANSWER_BYTES_MAX = 16_000
KEPT_BYTES_MAX = 1_000
READ_BYTES = 8_192


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """How long a request may take, and how much of the answer's body is read and kept.

    `authorities` is the file of trusted certificate authorities; empty for those of certifi.
    """

    connect_seconds: float = 3.0
    total_seconds: float = 15.0
    read_bytes: int = ANSWER_BYTES_MAX
    kept_bytes: int = KEPT_BYTES_MAX
    authorities: str = ""


class Destination(msgspec.Struct, frozen=True, kw_only=True):
    """A server and a path: the connection goes to `address`, `host` is the name it must prove."""

    address: str
    port: int
    host: str
    path: str
    is_encrypted: bool


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """An answer: its status, its body up to `Limits.kept_bytes`, and its Retry-After header.

    `is_whole` is false if the connection broke off within the body or the body is longer than `Limits.read_bytes`.
    """

    status: int
    body: bytes = b""
    retry_after: str | None = None
    is_whole: bool = True


class TimedOut(Exception):
    """The deadline passed before the answer was complete."""


class Unreachable(Exception):
    """No answer: the connection failed, the certificate is not valid, or the server does not speak HTTP."""


class Network(Protocol):
    """How endpoints are reached: the internet in production, a stand-in in a simulation."""

    def resolve(self, host: str) -> tuple[str, ...]: ...

    def post(self, to: Destination, headers: Mapping[str, str], body: bytes, limits: Limits) -> Answered: ...


class Internet:
    """The machine's resolver and sockets."""

    def resolve(self, host: str) -> tuple[str, ...]:
        found: SimpleQueue[tuple[str, ...]] = SimpleQueue()
        # The system's resolver takes no deadline. A look-up that is too slow is left to finish in its own thread.
        background.run(lambda: found.put(_addresses(host)))
        try:
            return found.get(timeout=RESOLVE_SECONDS)
        except Empty:
            return ()

    def post(self, to: Destination, headers: Mapping[str, str], body: bytes, limits: Limits) -> Answered:
        sent = {"Host": to.host, "Content-Length": str(len(body)), "Connection": "close"} | dict(headers)
        return _exchanged("POST", to, sent, body=body, limits=limits)


_network: Network = Internet()


def use(network: Network) -> None:
    """Send to endpoints over `network` from now on."""
    global _network
    _network = network


def resolve(host: str) -> tuple[str, ...]:
    """Every address of a host name, as text. Empty if it has none or the look-up takes longer than RESOLVE_SECONDS."""
    return _network.resolve(host)


def post(to: Destination, headers: Mapping[str, str], body: bytes, limits: Limits) -> Answered:
    """Send a message to a checked address and read the answer.

    Raises: TimedOut, Unreachable.
    """
    return _network.post(to, headers, body, limits)


def get(url: str, limits: Limits) -> Answered:
    """Read a URL of a server that the operators configured, as JSON and not compressed.

    Raises: TimedOut, Unreachable.
    """
    return _asked("GET", url, {}, body=b"", limits=limits)


def put(url: str, document: bytes, limits: Limits) -> Answered:
    """Send a JSON document to a URL of a server that the operators configured; the answer is read as for `get`.

    Raises: TimedOut, Unreachable. The server may have carried it out all the same: sent again it changes nothing.
    """
    sent = {"Content-Type": "application/json", "Content-Length": str(len(document))}
    return _asked("PUT", url, sent, body=document, limits=limits)


def _asked(method: str, url: str, headers: Mapping[str, str], *, body: bytes, limits: Limits) -> Answered:
    parts = urlsplit(url)
    host, is_encrypted = parts.hostname or "", parts.scheme == "https"
    path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    port = parts.port or (443 if is_encrypted else 80)
    to = Destination(address=host, port=port, host=host, path=path, is_encrypted=is_encrypted)
    wanted = {"Accept": "application/json", "Accept-Encoding": "identity", "Connection": "close"}
    named = {"Host": parts.netloc.rpartition("@")[2], **wanted, **headers}
    return _exchanged(method, to, named, body=body, limits=limits)


def _exchanged(method: str, to: Destination, headers: Mapping[str, str], *, body: bytes, limits: Limits) -> Answered:
    import h11

    deadline = clock.monotonic() + limits.total_seconds
    try:
        with _connected(to, deadline, limits) as connection:
            return _Exchange(connection, deadline, limits).ask(method, to.path, headers, body)
    except TimeoutError as late:
        raise TimedOut() from late
    except (OSError, UnicodeError, h11.ProtocolError) as fault:
        raise Unreachable(type(fault).__name__) from fault


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
    """One request and its answer over a connection, within a deadline."""

    def __init__(self, connection: socket.socket, deadline: float, limits: Limits) -> None:
        import h11

        self._socket = connection
        self._deadline = deadline
        self._limits = limits
        self._h11 = h11
        self._http = h11.Connection(h11.CLIENT, max_incomplete_event_size=ANSWER_BYTES_MAX)

    def ask(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answered:
        request = self._h11.Request(method=method, target=path, headers=list(headers.items()))
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
        body, is_whole = self._body()
        return Answered(status=head.status_code, body=body, retry_after=named.get("retry-after"), is_whole=is_whole)

    def _body(self) -> tuple[bytes, bool]:
        """The part of the body that is kept, and whether all of it arrived.

        A connection that breaks off within the body still is an answer: the status came first. A body that is slower
        than the deadline is not: the caller treats slow servers separately.
        """
        body = bytearray()
        with suppress(ConnectionError, ssl.SSLError, self._h11.RemoteProtocolError):
            while isinstance(piece := self._next(), self._h11.Data):
                body += piece.data
                if len(body) > self._limits.read_bytes:
                    return bytes(body[: self._limits.kept_bytes]), False
            return bytes(body[: self._limits.kept_bytes]), True
        return bytes(body[: self._limits.kept_bytes]), False

    def _next(self) -> object:
        while (event := self._http.next_event()) is self._h11.NEED_DATA:
            self._socket.settimeout(_left(self._deadline))
            self._http.receive_data(self._socket.recv(READ_BYTES))
        return event
