"""Opening of a line's transfer when it is shipped, and the day it becomes available once it is delivered.

Nothing is written for it at the payment. Both steps may run twice and in any order.
"""

from contextlib import suppress

import msgspec

from chalicelib.kernel import deadlines
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values.problems import Conflict
from chalicelib.markets import directory, due_dates
from chalicelib.payments.transfers import queries
from chalicelib.payments.transfers.models import TransferItem
from chalicelib.payments.transfers.transfer import SellerShare
from chalicelib.payments.transfers.transfer_deadlines import due_deadline
from chalicelib.payments.transfers.transfer_lifecycle import FIRST


def open_transfer(share: SellerShare) -> None:
    """Store a shipped line's transfer, beside the holds it may have already; once."""
    now = clock.timestamp()
    item = TransferItem(share.order_id, share.line_id)
    stated = msgspec.structs.asdict(share)
    changes = [getattr(TransferItem, name).set(stated[name]) for name in stated if name not in ("order_id", "line_id")]
    opened = transactions.update(
        item,
        *changes,
        TransferItem.state.set(FIRST),
        TransferItem.opened_at.set(now),
        TransferItem.changed_at.set(now),
        TransferItem.waiting_for.set(queries.waiting_key(share.seller_id)),
        TransferItem.holds.add(0),
        TransferItem.version.add(1),
        condition=TransferItem.seller_id.does_not_exist(),
    )
    with suppress(Conflict):
        transactions.write(opened)


def make_available(share: SellerShare, delivered_at: str) -> None:
    """Store when a delivered line's money becomes available, with the deadline at which it is transferred; once."""
    open_transfer(share)
    available_at = due_dates.transfer_available_at(directory.market(share.market), delivered_at)
    dated = transactions.update(
        TransferItem(share.order_id, share.line_id),
        TransferItem.delivered_at.set(delivered_at),
        TransferItem.available_at.set(available_at),
        TransferItem.version.add(1),
        condition=TransferItem.available_at.does_not_exist(),
    )
    due = deadlines.schedule_act(due_deadline(share.order_id, share.line_id, available_at))
    with suppress(Conflict):
        transactions.commit([dated, due])
