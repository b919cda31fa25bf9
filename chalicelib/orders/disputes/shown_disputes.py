"""Disputes as they are shown: to operators with everything, to a seller with the seller's own lines alone."""

from typing import Any

import msgspec

from chalicelib.orders import queries
from chalicelib.orders.line import Line
from chalicelib.payments import refund_queries
from chalicelib.payments.disputes import dispute_operations, dispute_queries
from chalicelib.payments.disputes.dispute import Dispute
from chalicelib.payments.operations.stripe_operations import StripeOperation
from chalicelib.payments.refund import Refund

Page = tuple[list["DisputeOfSeller"], dict[str, Any] | None]


class DisputeOfSeller(msgspec.Struct, frozen=True, kw_only=True):
    """A dispute, the seller's lines of its order, and the order's refunds where something of it is settled."""

    dispute: Dispute
    lines: tuple[Line, ...]
    refunds: tuple[Refund, ...]


class DisputeOfOperators(msgspec.Struct, frozen=True, kw_only=True):
    """A dispute, the lines and refunds of its order, and what was asked of Stripe to answer it, the first first."""

    dispute: Dispute
    lines: tuple[Line, ...]
    refunds: tuple[Refund, ...]
    given: tuple[StripeOperation, ...]


def for_operators(found: Dispute) -> DisputeOfOperators:
    """A dispute with all that belongs to it. Raises: NotFound."""
    return DisputeOfOperators(
        dispute=found,
        lines=queries.order(found.order_id).lines,
        refunds=tuple(refund_queries.of_order(found.order_id)),
        given=tuple(dispute_operations.answers_of(found)) if found.answers else (),
    )


def page_of_seller(seller_id: str, limit: int, start: dict[str, Any] | None) -> Page:
    """A page of the disputes of orders with lines of a seller, newest first, and where the next page starts."""
    found, following = dispute_queries.of_seller(seller_id, limit, start)
    orders = {order.order_id: order for order in queries.orders(list({one.order_id for one in found}))}
    return [
        DisputeOfSeller(
            dispute=one,
            lines=tuple(line for line in orders[one.order_id].lines if line.seller_id == seller_id),
            refunds=tuple(refund_queries.of_order(one.order_id)) if one.settled_minor else (),
        )
        for one in found
    ], following
