"""Replaces ids by the objects they name, where a request asks with `expand`."""

from __future__ import annotations

from typing import Any

from doubles.stripe_double.balance import shown
from doubles.stripe_double.errors import invalid
from doubles.stripe_double.wire import Json, frozen
from doubles.stripe_double.world import World, public

DEEPEST = 4


def expanded(world: World, answer: Json, paths: list[str]) -> Json:
    """A copy of the answer with each dotted path expanded, at most four levels deep."""
    copy = frozen(answer)
    for path in paths:
        steps = path.split(".")
        if len(steps) > DEEPEST:
            raise invalid(f"You cannot expand more than {DEEPEST} levels of a property.", param="expand")
        _expand(world, copy, steps, path)
    return copy


def _expand(world: World, node: Any, steps: list[str], path: str) -> None:
    if not steps or node is None:
        return
    if isinstance(node, list):
        for entry in node:
            _expand(world, entry, steps, path)
        return
    name = steps[0]
    if name == "refunds" and node.get("object") == "charge":
        node["refunds"] = _refunds_of(world, node["id"])
    if name == "line_items" and node.get("object") == "tax.calculation":
        node["line_items"] = frozen(world.require("tax.calculation", node["id"])["_line_items"])
    if name not in node:
        raise invalid(f"This property cannot be expanded ({path}).", param="expand")
    if isinstance(node[name], str):
        thing = world.of_id(node[name])
        if thing is None:
            raise invalid(f"This property cannot be expanded ({path}).", param="expand")
        node[name] = frozen(shown(world, thing) if thing["object"] == "balance_transaction" else public(thing))
    _expand(world, node[name], steps[1:], path)


def _refunds_of(world: World, charge_id: str) -> Json:
    found = [frozen(public(refund)) for refund in world.newest("refund") if refund["charge"] == charge_id]
    return {"object": "list", "url": f"/v1/charges/{charge_id}/refunds", "has_more": False, "data": found}
