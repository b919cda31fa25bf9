"""Principals: everybody who may come, what they carry, and what that is refused with wherever they go."""

from collections.abc import Callable

import msgspec

from chalicelib.access.api_keys.credentials import SCOPES
from chalicelib.access.api_keys.models import CredentialItem
from chalicelib.kernel.http.auth import Kind
from chalicelib.kernel.http.route import Route
from tests.isolation.row import Row
from tests.isolation.world import World

SESSION = "rebound_session=AAAAAAAAAAAAAAAAAAAAAA"
Carried = tuple[str, int | None]


class Principal(msgspec.Struct, frozen=True, kw_only=True):
    """One of those who come: what kind they are, and the credential they carry to a route with what refuses it.

    `kind` "same" is whatever the route asks for. `has_b` if what B has is theirs, else what A has.
    """

    name: str
    kind: Kind | str
    carries: Callable[[World, Route, Row], Carried]
    has_b: bool = False
    is_narrow: bool = False


def _kind(route: Route) -> str:
    return "ops" if route.needs.kind == "ops" else "seller"


def _nothing(_: World, __: Route, ___: Row) -> Carried:
    return "", None


def _held(name: str) -> Callable[[World, Route, Row], Carried]:
    """A key that is good."""
    return lambda world, _, __: (world.keys[name], None)


def _narrow(world: World, route: Route, _: Row) -> Carried:
    """Every scope but the one that is asked for."""
    kind = route.needs.kind if route.needs.kind == "ops" else "seller"
    key = world.keys[f"narrow {kind}"]
    scopes = set(SCOPES["ops" if kind == "ops" else "seller"]) - {route.needs.scope}
    CredentialItem(key.split("_")[2]).update([CredentialItem.scopes.set(scopes)])
    return key, None


def _ended(key: str, route: Route, row: Row) -> Carried:
    """A key that is over, in a header or by its session; what a console shows to anybody it shows without one too."""
    return key, None if row.credential_in == "console" and route.needs.kind == "anonymous" else 401


def _revoked(world: World, route: Route, row: Row) -> Carried:
    """A revoked key; where a token is asked for, one of a version that is over."""
    if row.kind(route) == "order_token":
        return world.ended_token, 404
    return _ended(world.keys[f"revoked {_kind(route)}"], route, row)


def _expired(world: World, route: Route, row: Row) -> Carried:
    """An expired key; in a link it is no order's token."""
    key = world.keys[f"expired {_kind(route)}"]
    return (key, 404) if row.credential_in == "link" else _ended(key, route, row)


def _other_cell(world: World, route: Route, row: Row) -> Carried:
    """A cookie or a link of another cell opens nothing here, whatever it opens there."""
    token = world.a.token if row.kind(route) == "order_token" else world.keys["seller A"]
    token = token.replace("_eu_", "_us_", 1)
    if row.credential_in == "console":
        return _ended(token, route, row)
    return token, 421 if row.credential_in == "authorization" else 404


PRINCIPALS = (
    Principal(name="anonymous", kind="anonymous", carries=_nothing),
    Principal(name="buyer A", kind="order_token", carries=lambda world, _, __: (world.a.token, None)),
    Principal(name="buyer B", kind="order_token", carries=lambda world, _, __: (world.b.token, None), has_b=True),
    Principal(name="seller A", kind="seller", carries=_held("seller A")),
    Principal(name="seller B", kind="seller", carries=_held("seller B"), has_b=True),
    Principal(name="wrong scope", kind="same", carries=_narrow, is_narrow=True),
    Principal(name="revoked", kind="same", carries=_revoked),
    Principal(name="expired", kind="same", carries=_expired),
    Principal(name="other cell", kind="same", carries=_other_cell),
    Principal(name="ops", kind="ops", carries=_held("ops")),
)
