"""Principals: everybody who may come, what they carry, and what that is refused with wherever they go."""

from collections.abc import Callable

import msgspec

from chalicelib.kernel.auth import Kind
from chalicelib.kernel.http import Route
from chalicelib.people.credentials import SCOPES
from chalicelib.people.models import CredentialItem
from chalicelib.people.order_tokens import order_token
from tests.isolation.world import World

SESSION = "rebound_session=AAAAAAAAAAAAAAAAAAAAAA"
Carried = tuple[str, int | None]


class Principal(msgspec.Struct, frozen=True, kw_only=True):
    """One of those who come: what kind they are, and the credential they carry to a route with what refuses it.

    `kind` "same" is whatever the route asks for. `has_b` if what B has is theirs, else what A has.
    """

    name: str
    kind: Kind | str
    carries: Callable[[World, Route], Carried]
    has_b: bool = False
    is_narrow: bool = False


def _kind(route: Route) -> str:
    return "ops" if route.needs.kind == "ops" else "seller"


def _nothing(_: World, __: Route) -> Carried:
    return "", None


def _narrow(world: World, route: Route) -> Carried:
    """Every scope but the one that is asked for."""
    kind = route.needs.kind if route.needs.kind == "ops" else "seller"
    key = world.keys[f"narrow {kind}"]
    scopes = set(SCOPES["ops" if kind == "ops" else "seller"]) - {route.needs.scope}
    CredentialItem(key.split("_")[2]).update([CredentialItem.scopes.set(scopes)])
    return key, None


def _revoked(world: World, route: Route) -> Carried:
    """A revoked key; where a token is asked for, one of a version that is over."""
    if route.needs.kind == "order_token":
        return order_token(world.a.order_id, 1), 404
    return world.keys[f"revoked {_kind(route)}"], 401


def _other_cell(world: World, route: Route) -> Carried:
    token = world.a.token if route.needs.kind == "order_token" else world.keys["seller A"]
    return token.replace("_eu_", "_us_", 1), 421


PRINCIPALS = (
    Principal(name="anonymous", kind="anonymous", carries=_nothing),
    Principal(name="buyer A", kind="order_token", carries=lambda world, _: (world.a.token, None)),
    Principal(name="buyer B", kind="order_token", carries=lambda world, _: (world.b.token, None), has_b=True),
    Principal(name="seller A", kind="seller", carries=lambda world, _: (world.keys["seller A"], None)),
    Principal(name="seller B", kind="seller", carries=lambda world, _: (world.keys["seller B"], None), has_b=True),
    Principal(name="wrong scope", kind="same", carries=_narrow, is_narrow=True),
    Principal(name="revoked", kind="same", carries=_revoked),
    Principal(name="expired", kind="same", carries=lambda world, route: (world.keys[f"expired {_kind(route)}"], 401)),
    Principal(name="other cell", kind="same", carries=_other_cell),
    Principal(name="ops", kind="ops", carries=lambda world, _: (world.keys["ops"], None)),
)
