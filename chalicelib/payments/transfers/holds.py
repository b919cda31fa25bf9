"""Holds: a line's transfer waits while a return, claim or dispute of the line is open.

Whatever opens or ends one of them adds these acts to its own transaction; its own conditional write makes each of them
happen once. Holds are counted, so that two cases of a line do not lift each other's.
"""

from chalicelib.kernel import deadlines
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values.problems import Conflict
from chalicelib.payments.transfers.models import TransferItem
from chalicelib.payments.transfers.transfer_deadlines import due_deadline


def hold_act(order_id: str, line_id: str) -> transactions.Act:
    """The act that puts one more hold on a line's transfer, whether the line was shipped already or not."""
    return transactions.update(TransferItem(order_id, line_id), TransferItem.holds.add(1), TransferItem.version.add(1))


def release_acts(order_id: str, line_id: str) -> list[transactions.Act]:
    """The acts that lift one hold and have the transfer looked at again. The first one's refusal is Conflict: no hold.

    Whether another hold is left, or the line's time has not come, is found when it is looked at.
    """
    lifted = transactions.update(
        TransferItem(order_id, line_id),
        TransferItem.holds.add(-1),
        TransferItem.version.add(1),
        condition=TransferItem.holds >= 1,
        refusal=lambda _: Conflict("The line has no hold"),
    )
    return [lifted, deadlines.schedule_act(due_deadline(order_id, line_id, clock.timestamp()))]
