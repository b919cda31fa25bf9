"""The refund of a line whose case ends with the money: its plan, its acts and its command."""

from collections.abc import Collection

import msgspec

from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values.money import Money
from chalicelib.orders import queries
from chalicelib.orders.cancellation import refunding
from chalicelib.orders.cancellation.refunding import LineRefund, RefundTooLarge
from chalicelib.payments import money_commands
from chalicelib.payments.refund import AfterSaleReason, Bearer
from chalicelib.payments.refund_parts import Part


class CaseRefund(msgspec.Struct, frozen=True, kw_only=True):
    """A planned refund. `postings` are its shares per account in minor units, debits positive.

    Without a `refund_id` nothing of the parts was left: everything was refunded before, and nothing is written.
    """

    amount: Money
    bearer: Bearer | None = None
    refund_id: str | None = None
    postings: dict[str, int] = {}
    acts: tuple[transactions.Act, ...] = ()
    commands: tuple[money_commands.Command, ...] = ()


def plan_refund(order_id: str, line_id: str, reason: AfterSaleReason, parts: Collection[Part]) -> CaseRefund:
    """The refund of all that is left of some parts of a line.

    The commit is a Conflict if the line had another refund since: plan again.
    """
    order = queries.order(order_id)
    try:
        planned = refunding.plan(order, LineRefund(line_id=line_id, reason=reason, parts=parts))
    except RefundTooLarge:
        return CaseRefund(amount=Money(0, order.currency))
    return CaseRefund(
        amount=Money(planned.refund.amount_minor, order.currency),
        bearer=planned.refund.bearer,
        refund_id=planned.refund.refund_id,
        postings=dict(planned.postings),
        acts=(refunding.cap_act(order, planned.refund.amount_minor), *planned.acts),
        commands=(refunding.command(planned.refund),),
    )
