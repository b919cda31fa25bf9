"""Acts that change a transfer: each requires that it is as it was read, and counts a new version."""

from typing import Any

from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import transactions
from chalicelib.payments.transfers import queries
from chalicelib.payments.transfers.models import TransferItem
from chalicelib.payments.transfers.transfer import Transfer
from chalicelib.payments.transfers.transfer_lifecycle import TransferState


def move_act(transfer: Transfer, state: TransferState, **changes: Any) -> transactions.Act:
    """The act that gives a transfer its next state and other values; None removes a value.

    Conflict if it changed since it was read: a hold, another state, a debt that was netted.
    """
    changes |= {"state": state, "changed_at": clock.timestamp(), "waiting_for": _waiting_for(transfer, state)}
    return transactions.update(
        TransferItem(transfer.order_id, transfer.line_id),
        *(_change(name, value) for name, value in changes.items()),
        TransferItem.version.add(1),
        condition=TransferItem.version == transfer.version,
    )


def touch_act(transfer: Transfer) -> transactions.Act:
    """The act that counts a new version, for a change of what the line's journals add up to. Conflict as for move."""
    return transactions.update(
        TransferItem(transfer.order_id, transfer.line_id),
        TransferItem.version.add(1),
        condition=TransferItem.version == transfer.version,
    )


def _waiting_for(transfer: Transfer, state: TransferState) -> str | None:
    if state is TransferState.PENDING:
        return queries.waiting_key(transfer.seller_id)
    return queries.OPERATORS_MUST_ACT if state is TransferState.FAILED else None


def _change(name: str, value: Any) -> Any:
    attribute = getattr(TransferItem, name)
    return attribute.remove() if value is None else attribute.set(value)
