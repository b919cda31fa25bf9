"""Proof that a withdrawn device is on its way back, or has arrived: from then on its refund need not wait."""

from chalicelib.aftersales.withdrawals import deadline_kinds, line_changes, queries, refunds
from chalicelib.aftersales.withdrawals.lifecycle import UNREFUNDED
from chalicelib.aftersales.withdrawals.payloads import ProofOfSending
from chalicelib.kernel import deadlines
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values.problems import Problem
from chalicelib.orders.order import Order
from chalicelib.people.device_identifiers import seal_identifiers_act
from chalicelib.people.person import Identifiers


class NothingToSendBack(Problem):
    """`awaited_lines` are those of the withdrawal that are still to be sent back."""

    slug, status, title = "nothing-to-send-back", 409, "No device named is waited for"


def record_sending(order: Order, sent: ProofOfSending) -> None:
    """Record the parcel of withdrawn lines. A line that was refunded, or has arrived, is left as it is.

    The refund is made once its time is over, at once if it is. Raises: NothingToSendBack, Conflict.
    """
    awaited = [line for line in queries.lines_of_order(order.order_id) if line.state in UNREFUNDED]
    named = [line for line in awaited if line.line_id in sent.line_ids]
    if not named:
        raise NothingToSendBack(awaited_lines=tuple(line.line_id for line in awaited))
    parcel = Identifiers(carrier=sent.carrier, tracking_number=sent.tracking_number)
    transactions.commit(
        [
            *(
                line_changes.change_act(line, proof="SENT", proven_at=clock.timestamp())
                for line in named
                if line.proof is None
            ),
            *(seal_identifiers_act(order.person_id, returning(line.line_id), parcel) for line in named),
        ]
    )
    refunds.refund_due(order.order_id)


def record_arrival(order_id: str, line_id: str) -> None:
    """Record that a withdrawn device has arrived at its seller, and have it refunded within minutes.

    Nothing for a line that was not withdrawn, or whose arrival is known. Raises: Conflict.
    """
    line = queries.find_line(order_id, line_id)
    if line is None or line.state not in UNREFUNDED or line.proof == "RECEIVED":
        return
    withdrawal = queries.withdrawal(order_id, line.withdrawal_id)
    transactions.commit(
        [
            line_changes.change_act(line, proof="RECEIVED", proven_at=line.proven_at or clock.timestamp()),
            deadlines.schedule_act(deadline_kinds.refund_now(withdrawal)),
        ]
    )


def returning(line_id: str) -> str:
    """Under which name the parcel of a device on its way back is stored among its buyer's lines."""
    return f"{line_id}-back"
