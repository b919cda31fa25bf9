"""The conditional write of a seller order that every transition of a paid line uses."""

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
    """The act that moves lines of a seller order to another state; Conflict on commit if it changed since it was read.

    `noted` are fields of the line set with the transition (`accepted_at` and so on). Raises: IllegalTransition.
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
    """An order and one seller's lines of it.

    Raises: NotFound, the same for an absent, an unpaid and another seller's order; WrongCell.
    """
    order = queries.order(order_id)
    return order, queries.seller_order(order, seller_id)
