"""The refund of a line whose case ends with the money: its plan, its acts and its command."""

import msgspec

from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values.money import Money
from chalicelib.orders import queries
from chalicelib.orders.cancellation import refunding
from chalicelib.payments import money_commands


class CaseRefund(msgspec.Struct, frozen=True, kw_only=True):
    """A planned refund. `postings` are its shares per account in minor units, debits positive.

    Without a `refund_id` nothing was left: everything was refunded before, and nothing is written.
    """

    amount: Money
    refund_id: str | None = None
    postings: dict[str, int] = {}
    acts: tuple[transactions.Act, ...] = ()
    commands: tuple[money_commands.Command, ...] = ()


def plan_refund(order_id: str, line_id: str) -> CaseRefund:
    """The refund of all that is left of a line.

    The commit is a Conflict if the line had another refund since: plan again.
    """
    order = queries.order(order_id)
    line = queries.line(order, line_id)
    for planned in refunding.plan_cancelled(order, [line]):
        amount_minor = planned.refund.amount_minor
        return CaseRefund(
            amount=Money(amount_minor, order.currency),
            refund_id=planned.refund.refund_id,
            postings=dict(planned.postings),
            acts=(refunding.cap_act(order, amount_minor), *planned.acts),
            commands=(refunding.command(planned.refund),),
        )
    return CaseRefund(amount=Money(0, order.currency))
