"""Credentials: reading a request's, and what it permits. The application passes in the look-up of keys."""

import hmac
import re
from collections.abc import Callable
from typing import Literal

import msgspec

from chalicelib.kernel.runtime.settings import settings
from chalicelib.kernel.values.problems import Forbidden, NotFound, Unauthenticated, WrongCell

_CREDENTIAL = re.compile(r"(?P<kind>rb[oask])_(?P<cell>eu|us)_(?P<rest>[A-Za-z0-9_-]{10,120})")

Kind = Literal["anonymous", "order_token", "seller", "ops"]


class Principal(msgspec.Struct, frozen=True, kw_only=True):
    """The caller. `id` is a seller id for sellers, a key id for ops; `token` opens one order only."""

    kind: Kind
    id: str = ""
    scopes: frozenset[str] = frozenset()
    token: str = ""

    @property
    def subject(self) -> str:
        """What identifies the principal: its id, or an order's token; empty for an anonymous one."""
        return self.id or self.token


ANONYMOUS = Principal(kind="anonymous")

Identify = Callable[[str], Principal]


class Needs(msgspec.Struct, frozen=True):
    """What a route requires of a principal: a kind and, of keys, a scope."""

    kind: Kind
    scope: str = ""


ANYONE = Needs("anonymous")
ORDER_TOKEN = Needs("order_token")


def seller(scope: str) -> Needs:
    return Needs("seller", scope)


def ops(scope: str) -> Needs:
    return Needs("ops", scope)


def principal(authorization: str | None, identify: Identify) -> Principal:
    """The principal of an Authorization header; anonymous without one.

    Raises: Unauthenticated for anything but a credential of this platform, WrongCell for one of the other cell.
    """
    if not authorization:
        return ANONYMOUS
    scheme, _, value = authorization.partition(" ")
    match = _CREDENTIAL.fullmatch(value.strip())
    if scheme.lower() != "bearer" or match is None:
        raise Unauthenticated()
    if match["cell"] != settings.cell:
        raise WrongCell(cell=match["cell"])
    if match["kind"] == "rbo":
        return Principal(kind="order_token", token=match[0])
    return identify(match[0])


def require(who: Principal, needs: Needs) -> Principal:
    """The principal, if it may call the route.

    Raises: Unauthenticated for an anonymous one, Forbidden for a missing scope, NotFound for another kind of
    credential: a seller cannot find out which routes ops have.
    """
    if needs.kind == "anonymous":
        return who
    if who.kind == "anonymous":
        raise Unauthenticated()
    if who.kind != needs.kind:
        raise NotFound()
    if needs.scope and needs.scope not in who.scopes:
        raise Forbidden(f"The key lacks the scope {needs.scope}")
    return who


def same(left: str, right: str) -> bool:
    """Whether two secrets are equal, compared in constant time."""
    return hmac.compare_digest(left.encode(), right.encode())
