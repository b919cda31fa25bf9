"""Form-encoded bodies and queries with nested brackets, as Stripe's libraries send them."""

from __future__ import annotations

from urllib.parse import parse_qsl

from doubles.stripe_double.errors import invalid
from doubles.stripe_double.wire import Json


def decoded(text: str) -> Json:
    """Nested mappings of strings. `a[]=1` and `a[0]=1` both become `{"a": {"0": "1"}}`:
    whether digits mean an array is known only to the parameter's own check."""
    tree: Json = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        _place(tree, _keys(name), value)
    return tree


def _keys(name: str) -> list[str]:
    head, bracket, rest = name.partition("[")
    if not bracket:
        return [name]
    if not rest.endswith("]"):
        raise invalid(f"Invalid request: the parameter name '{name}' has unbalanced brackets.", param=name)
    return [head, *rest[:-1].split("][")]


def _place(tree: Json, keys: list[str], value: str) -> None:
    node = tree
    for key in keys[:-1]:
        step = node.setdefault(key or str(len(node)), {})
        if not isinstance(step, dict):
            raise invalid("Invalid hash: a parameter was sent both as a value and as a hash.", param=keys[0])
        node = step
    last = keys[-1] or str(len(node))
    if isinstance(node.get(last), dict):
        raise invalid("Invalid hash: a parameter was sent both as a value and as a hash.", param=keys[0])
    node[last] = value
