"""The policy for URLs and network addresses of endpoints, against server-side request forgery (SSRF).

A server that connects to URLs of strangers can be made to connect to itself or to its network. So a URL must name a
public host, every address of that host must be public, and the connection is made to the address that was checked.
"""

import ipaddress
import re
from collections.abc import Collection, Sequence
from urllib.parse import urlsplit

import idna
import msgspec

URL_CHARACTERS_MAX = 1_000
PORT = 443
LOOPBACK = "127.0.0.1"

# Everything in the IANA special-purpose registries (RFC 6890 and its successors), multicast (RFC 5771) and class E.
_SPECIAL_4 = tuple(
    ipaddress.IPv4Network(network)
    for network in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
# Of IPv6 only global unicast addresses (RFC 4291) that embed no other address: mapped, compatible and NAT64 forms are
# outside 2000::/3; Teredo and 6to4 are excluded from it.
_UNICAST_6 = ipaddress.IPv6Network("2000::/3")
_SPECIAL_6 = tuple(
    ipaddress.IPv6Network(network)
    for network in ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")
)

# Names that are never public by definition (RFC 6761, 6762, 7686, 8375, 9476 and ICANN's `internal`).
_PRIVATE_NAMES = ("localhost", "local", "internal", "invalid", "onion", "alt", "home.arpa", "localdomain")
_PRINTABLE = re.compile(r"[\x21-\x7e]+")
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")


class UrlRefused(Exception):
    """Nothing is sent to this URL; the message is the reason, shown to the seller."""


class HostUnresolved(UrlRefused):
    """The host does not resolve; otherwise the URL is fine."""


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """A URL of an allowed form. Whether its host's address is allowed is not known yet."""

    host: str
    port: int
    path: str
    is_encrypted: bool = True


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """Where a message is sent: the checked address, and the host name its certificate must prove."""

    named: Named
    address: str


def named(url: str, *, own_hosts: Collection[str], may_loop_back: bool) -> Named:
    """The parts of a URL, which must be https to a public host name on port 443.

    `own_hosts` are the platform's, refused with all their subdomains. `may_loop_back`, for the local stage, also allows
    `http://127.0.0.1` and `http://localhost` on any port.
    Raises: UrlRefused with the reason.
    """
    if len(url) > URL_CHARACTERS_MAX:
        raise UrlRefused(f"has more than {URL_CHARACTERS_MAX} characters")
    if "\\" in url or any(character.isspace() or not character.isprintable() for character in url):
        raise UrlRefused("has characters that no URL has")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as fault:
        raise UrlRefused("is not a URL") from fault
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if not _PRINTABLE.fullmatch(path):
        raise UrlRefused("has a path that is not percent-encoded")
    if "@" in parts.netloc or parts.fragment or "#" in url:
        raise UrlRefused("carries a user, a password or a fragment")
    if may_loop_back and parts.scheme == "http" and parts.hostname in (LOOPBACK, "localhost"):
        return Named(host=parts.hostname, port=port or 80, path=path, is_encrypted=False)
    if parts.scheme != "https":
        raise UrlRefused("is not https")
    if port not in (None, PORT) or parts.netloc.endswith(":"):
        raise UrlRefused("names a port other than 443")
    return Named(host=_public_name(parts.hostname or "", own_hosts), port=PORT, path=path)


def _public_name(written: str, own_hosts: Collection[str]) -> str:
    """The host in ASCII form, if it is a public name."""
    if not written or any(character in written for character in "[]:%"):
        raise UrlRefused("names no host, or an address instead of one")
    try:
        host = idna.encode(written, uts46=True, std3_rules=True).decode().lower()
    except idna.IDNAError as fault:
        raise UrlRefused("has a host that is no domain name") from fault
    labels = host.split(".")
    # A host that ends in a number is an address to some parsers (WHATWG URL, "ends in a number"): 127.1, 0x7f.1.
    if _NUMBER.fullmatch(labels[-1]):
        raise UrlRefused("names an address instead of a host")
    if len(labels) < 2 or not all(_LABEL.fullmatch(label) for label in labels):
        raise UrlRefused("has a host that is no public domain name")
    if any(_lies_in(host, name) for name in _PRIVATE_NAMES):
        raise UrlRefused("has a host that is never public")
    if any(_lies_in(host, name) for name in own_hosts):
        raise UrlRefused("leads back to us")
    return host


def _lies_in(host: str, domain: str) -> bool:
    return host == domain or host.endswith(f".{domain}")


def target(named_url: Named, addresses: Sequence[str]) -> Target:
    """The target at the first of a host's addresses.

    Raises: HostUnresolved if there is none, UrlRefused if any is not public.
    """
    if not named_url.is_encrypted:
        return Target(named=named_url, address=LOOPBACK)
    if not addresses:
        raise HostUnresolved("has a host that does not resolve")
    if not all(is_public(address) for address in addresses):
        raise UrlRefused("has a host that resolves to an address that is not public")
    return Target(named=named_url, address=addresses[0])


def is_public(address: str) -> bool:
    """Whether a text is an address of the public internet."""
    try:
        read = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(read, ipaddress.IPv4Address):
        return not any(read in network for network in _SPECIAL_4)
    return read.scope_id is None and read in _UNICAST_6 and not any(read in network for network in _SPECIAL_6)
