"""Moving lines: the conditional write of a seller order that every step of a paid line goes through."""

from collections.abc import Collection
from typing import Any

import msgspec

from chalicelib.kernel.storage import transactions
from chalicelib.orders import queries
from chalicelib.orders.lifecycle import LineState, require_next
from chalicelib.orders.models import SellerOrderItem
from chalicelib.orders.order import Order, SellerOrder
from chalicelib.orders.stored_items import seller_order_key


def move_lines_act(
    seller_order: SellerOrder, line_ids: Collection[str], target: LineState, **noted: Any
) -> transactions.Act:
    """The act that moves lines of a seller order as it was read; IllegalTransition now, Conflict if it changed since.

    `noted` are the fields that go with the step (`accepted_at` and the like).
    """
    lines = []
    for line in seller_order.lines:
        if line.line_id in line_ids:
            require_next(line.state, target)
            line = msgspec.structs.replace(line, state=target, **noted)
        lines.append(line)
    return transactions.update(
        SellerOrderItem(*seller_order_key(seller_order.seller_id, seller_order)),
        SellerOrderItem.lines.set(tuple(lines)),
        SellerOrderItem.version.set(SellerOrderItem.version + 1),
        condition=SellerOrderItem.version == seller_order.version,
    )


def order_and_seller_order(order_id: str, seller_id: str) -> tuple[Order, SellerOrder]:
    """An order and one seller's lines of it; NotFound alike for an absent, an unpaid and a foreign one."""
    order = queries.order(order_id)
    return order, queries.seller_order(order, seller_id)
