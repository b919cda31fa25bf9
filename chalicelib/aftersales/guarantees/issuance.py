"""Issuing the guarantee of a delivered line, once."""

from chalicelib.aftersales.guarantees.guarantee import of_delivered_line
from chalicelib.aftersales.guarantees.models import GuaranteeItem
from chalicelib.facts.aftersales import GuaranteeIssued
from chalicelib.kernel.fact_store import record_act
from chalicelib.kernel.storage import transactions
from chalicelib.orders import queries as orders


class NotDelivered(Exception):
    """The line has no delivery yet, or none any more."""


class _AlreadyIssued(Exception):
    """The line has its guarantee."""


def issue(order_id: str, line_id: str) -> None:
    """Store the guarantee of a delivered line and announce it; again it changes nothing.

    Raises: NotFound, NotDelivered.
    """
    order = orders.order(order_id)
    line = orders.line(order, line_id)
    step = orders.seller_order_line(orders.seller_order(order, line.seller_id), line_id)
    if step.delivered_at is None:
        raise NotDelivered(f"{order_id}/{line_id}")
    guarantee = of_delivered_line(order, line_id, step.delivered_at)
    issued = GuaranteeIssued(
        order_id=order_id,
        line_id=line_id,
        seller_id=guarantee.seller_id,
        product_id=guarantee.product_id,
        commercial_ends_on=guarantee.commercial_ends_on,
        legal_ends_on=guarantee.legal_ends_on,
    )
    item = GuaranteeItem(order_id, line_id, guarantee=guarantee, version=guarantee.version)
    try:
        transactions.commit([transactions.put_new(item, lambda _: _AlreadyIssued()), record_act(issued)])
    except _AlreadyIssued:
        return
