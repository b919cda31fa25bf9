"""Proof that a withdrawn device is on its way back: its refund waits for its time alone."""

from chalicelib.aftersales.returns import parcels
from chalicelib.aftersales.withdrawals import line_changes, queries, refunds
from chalicelib.aftersales.withdrawals.lifecycle import UNREFUNDED
from chalicelib.aftersales.withdrawals.payloads import ProofOfSending
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
    for line in named:
        if line.return_id is not None:
            parcels.send_if_awaited(line.return_id, parcel)
    refunds.refund_due(order.order_id)


def returning(line_id: str) -> str:
    """Under which name the parcel of a device on its way back is stored among its buyer's lines."""
    return f"{line_id}-back"
