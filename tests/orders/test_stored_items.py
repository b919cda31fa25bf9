"""Orders are kept for years: what was stored once is read by every later release.

`stored.json` holds one item of each table as DynamoDB has it (binary values in Base64), and what it says. What stands
there is never changed or removed.
"""

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from chalicelib.orders.line import Line
from chalicelib.orders.models import LINE_DICTIONARIES, OrderItem, SellerOrderItem
from chalicelib.orders.stored_items import order_item, order_of, seller_order_of
from chalicelib.payments.commission import LineAmounts

STORED: dict[str, dict[str, Any]] = json.loads(Path(__file__).with_name("stored.json").read_text())
READ: dict[str, Callable[[dict[str, Any]], object]] = {
    "orders": lambda raw: order_of(OrderItem.from_raw_data(raw)),
    "seller_orders": lambda raw: seller_order_of(SellerOrderItem.from_raw_data(raw)),
}


def raw(table: str) -> dict[str, Any]:
    """The item as botocore hands it out: binary values as bytes."""
    stored = STORED[table]["stored"]
    return {name: {"B": base64.b64decode(held["B"])} if "B" in held else held for name, held in stored.items()}


@pytest.mark.parametrize("table", READ)
def test_an_item_that_was_stored_is_read_with_all_it_said(table: str) -> None:
    assert json.loads(msgspec.json.encode(READ[table](raw(table)))) == STORED[table]["says"]


def test_an_order_of_two_lines_is_below_one_kilobyte() -> None:
    order = order_of(OrderItem.from_raw_data(raw("orders")))
    stored = order_item(order).serialize()
    assert len(order.lines) == 2
    assert len(stored["lines"]["B"]) < 480
    assert len(msgspec.json.encode(order.lines)) > 1_200


def test_the_newest_dictionary_has_the_name_of_every_member_of_a_line() -> None:
    members = {field.encode_name for kind in (Line, LineAmounts) for field in msgspec.structs.fields(kind)}
    assert [name for name in sorted(members) if f'"{name}":'.encode() not in LINE_DICTIONARIES[-1]] == []
