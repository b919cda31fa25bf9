"""Returns as items of their table: the acts that store a new one and a changed one."""

from chalicelib.aftersales.returns.device_return import DeviceReturn
from chalicelib.aftersales.returns.models import ReturnItem
from chalicelib.aftersales.returns.return_lifecycle import FINAL, ReturnState
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.storage.transactions import Refusal

OPERATORS = "OPERATORS"


def store_act(opened: DeviceReturn, refusal: Refusal | None = None) -> transactions.Act:
    """The act that stores a new return."""
    return transactions.put_new(_item(opened), refusal)


def change_act(before: DeviceReturn, after: DeviceReturn) -> transactions.Act:
    """The act that stores a changed return. Conflict if it changed since it was read."""
    return transactions.put(_item(after), ReturnItem.version == before.version)


def needs_operators(found: DeviceReturn) -> bool:
    """Whether the operators must act: decide an appeal, or go on in the seller's place."""
    is_taken_over = found.taken_over_at is not None and found.state not in FINAL
    return found.state is ReturnState.APPEALED or is_taken_over


def _item(found: DeviceReturn) -> ReturnItem:
    return ReturnItem(
        found.return_id,
        seller_id=found.seller_id,
        changed_at=found.changed_at,
        state=found.state,
        waiting_for=OPERATORS if needs_operators(found) else None,
        version=found.version,
        device_return=found,
    )
