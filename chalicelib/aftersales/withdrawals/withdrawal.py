"""A withdrawal: a buyer's declaration to end the contract, the lines it is about, and which lines it may be about."""

from collections.abc import Collection, Mapping
from typing import Literal

import msgspec

from chalicelib.aftersales.withdrawals.lifecycle import WithdrawalState
from chalicelib.markets import directory, due_dates
from chalicelib.markets.market import Market
from chalicelib.orders.lifecycle import LineState
from chalicelib.orders.order import Order, SellerOrderLine

# Where it was declared: on the order's page, or with name, order and email address on the open form or by the API.
Channel = Literal["ORDER_PAGE", "FORM", "API"]
# Evidence that the device is on its way back, or that it has arrived.
Proof = Literal["SENT", "RECEIVED"]

WITHDRAWABLE = frozenset({LineState.PAID, LineState.ACCEPTED, LineState.SHIPPED, LineState.DELIVERED})


class Withdrawal(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A declaration, never changed. `send_back_by` and `refund_by` are the instants at which those times are over."""

    order_id: str
    withdrawal_id: str
    line_ids: tuple[str, ...]
    declared_at: str
    channel: Channel
    send_back_by: str
    refund_by: str


class WithdrawnLine(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line that was withdrawn. `refunded_minor` is what was asked to be refunded for it, in minor units.

    `return_id` is the return that brings the device back, and alone refunds the line. Without one, as for a line with
    an open claim, the withdrawal refunds it when its time is over.
    """

    order_id: str
    line_id: str
    withdrawal_id: str
    seller_id: str
    state: WithdrawalState
    changed_at: str
    send_back_by: str
    refund_by: str
    return_id: str | None = None
    proof: Proof | None = None
    proven_at: str | None = None
    refunded_minor: int = 0
    version: int = 1


def is_whole_order(withdrawal: Withdrawal, states: Mapping[str, LineState]) -> bool:
    """Whether a withdrawal is of all that is left of an order. `states` are those of its lines by line id."""
    kept = {line_id for line_id, state in states.items() if state is not LineState.CANCELLED}
    return kept <= set(withdrawal.line_ids)


def ends_at(market: Market, steps: Collection[SellerOrderLine]) -> str | None:
    """When the right ends to withdraw from what one seller sold in an order; None while something is to arrive.

    Cancelled lines do not count.
    """
    live = [step for step in steps if step.state is not LineState.CANCELLED]
    delivered = [step.delivered_at for step in live if step.delivered_at is not None]
    if not delivered or len(delivered) < len(live):
        return None
    return due_dates.withdrawal_ends_at(market, *delivered)


def open_lines(
    order: Order, steps: Mapping[str, Collection[SellerOrderLine]], withdrawn: Collection[str], at: str
) -> dict[str, str | None]:
    """The lines that may be withdrawn at a time, each with the instant at which its right ends, if that is known.

    `steps` are the lines of each seller by seller id, none before payment: the contract stands from the order on.
    Nothing is open in a market without the right.
    """
    market = directory.market(order.market)
    if market.windows.withdrawal_days.at(order.created_at) == 0:
        return {}
    found: dict[str, str | None] = {}
    if order.state is LineState.RESERVED:
        found = {line.line_id: None for line in order.lines}
    for of_seller in steps.values():
        end = ends_at(market, of_seller)
        if end is None or at < end:
            found |= {step.line_id: end for step in of_seller if step.state in WITHDRAWABLE}
    return {line_id: found[line_id] for line_id in sorted(found, key=int) if line_id not in withdrawn}
