"""The tables as plain values, read past the application: what invariants are checked against."""

import base64
import zlib
from typing import Any

import msgspec

from chalicelib.kernel.runtime.settings import settings
from chalicelib.orders.models import LINE_DICTIONARIES
from doubles.in_memory_aws.world import World

Item = dict[str, Any]
# What the names of the cell's tables and queues begin with.
PREFIX = f"rebound-{settings.cell}-"


def plain(item: Item) -> Item:
    """An item of DynamoDB's JSON as Python values."""
    return {name: _value(item[name]) for name in sorted(item)}


def _value(value: dict[str, Any]) -> Any:
    ((kind, held),) = value.items()
    if kind == "N":
        return int(held)
    if kind == "M":
        return plain(held)
    if kind == "L":
        return [_value(each) for each in held]
    if kind == "B":
        return held if isinstance(held, bytes) else base64.b64decode(held)
    return sorted(held) if kind == "SS" else held


def rows(world: World, table: str) -> list[Item]:
    """Every item of a table of the cell."""
    return [plain(row.item) for row in world.dynamodb.database.tables[f"{PREFIX}{table}"].space.rows()]


def lines_of(order: Item) -> list[Item]:
    """The frozen lines of an order."""
    dictionary, deflated = LINE_DICTIONARIES[order["lines"][0]], order["lines"][1:]
    lines: list[Item] = msgspec.json.decode(zlib.decompressobj(-zlib.MAX_WBITS, dictionary).decompress(deflated))
    return lines


def states_of(seller_order: Item) -> dict[str, Item]:
    """The lines of a seller order, by id."""
    return {line["line_id"]: line for line in msgspec.json.decode(seller_order["lines"])}


def body_of(fact: Item) -> Item:
    body: Item = msgspec.json.decode(fact["body"])
    return body
