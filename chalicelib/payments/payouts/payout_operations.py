"""Payouts as they are asked of Stripe, and the acts that store and move one."""

from typing import Any

import msgspec

from chalicelib.gateways import stripe_connect
from chalicelib.gateways.stripe_connect import StripePayout
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import transactions
from chalicelib.payments.operations import stripe_operations
from chalicelib.payments.operations.execution import OperationKind
from chalicelib.payments.operations.stripe_operations import Plan, StripeOperation
from chalicelib.payments.payouts.models import PayoutItem
from chalicelib.payments.payouts.payout import Payout
from chalicelib.payments.payouts.payout_lifecycle import PayoutState
from chalicelib.payments.payouts.queries import OPERATORS_MUST_ACT, STRIPE_MUST_ANSWER

_WAITING_FOR = {PayoutState.PROCESSING: STRIPE_MUST_ANSWER, PayoutState.FAILED: OPERATORS_MUST_ACT}


def operation_id_of(payout_id: str) -> str:
    """The id of the operation that asks Stripe for a payout; its subject is the seller."""
    return f"payout#{payout_id}"


def request_acts(payout: Payout) -> list[transactions.Act]:
    """The acts that store a payout and the operation that asks Stripe for it.

    The first one's refusal is Conflict: the seller has a payout of that day and currency. The second one's is
    OperationExists.
    """
    item = PayoutItem(**msgspec.structs.asdict(payout))
    return [transactions.put_new(item), stripe_operations.start_act(_plan(payout))]


def _plan(payout: Payout) -> Plan:
    metadata = {
        "seller_id": payout.seller_id,
        "payout_id": payout.payout_id,
        "operation_id": payout.operation_id,
    }
    return Plan(
        subject=payout.seller_id,
        operation_id=payout.operation_id,
        kind=PAYOUT.name,
        parameters={"amount": payout.amount_minor, "currency": payout.currency.lower(), "metadata": metadata},
        account=payout.account_id,
    )


def move_act(payout: Payout, state: PayoutState, **changes: Any) -> transactions.Act:
    """The act that gives a payout its next state. Conflict if it changed since it was read. None removes a value."""
    now = clock.timestamp()
    changes |= {"state": state, "changed_at": now, "looked_at": now, "waiting_for": _WAITING_FOR.get(state)}
    return transactions.update(
        PayoutItem(payout.seller_id, payout.payout_id),
        *(_change(name, value) for name, value in changes.items()),
        PayoutItem.version.add(1),
        condition=PayoutItem.version == payout.version,
    )


def replace_act(seller_id: str, payout_id: str) -> transactions.Act:
    """The act that takes a failed payout off the operators' list: a later one carries its amount."""
    return transactions.update(PayoutItem(seller_id, payout_id), PayoutItem.waiting_for.remove())


def postpone_look(payout: Payout) -> None:
    """Store that a payout under way is looked at now. Raises: Conflict if it moved since it was read."""
    change = PayoutItem.looked_at.set(clock.timestamp())
    same = PayoutItem.version == payout.version
    transactions.write(transactions.update(PayoutItem(payout.seller_id, payout.payout_id), change, condition=same))


def _change(name: str, value: Any) -> Any:
    attribute = getattr(PayoutItem, name)
    return attribute.remove() if value is None else attribute.set(value)


def _ask_for_payout(operation: StripeOperation) -> StripePayout:
    return stripe_connect.create_payout(operation.account or "", operation.parameters, operation.idempotency_key)


def _look_up_payout(operation: StripeOperation) -> StripePayout | None:
    made = stripe_connect.payouts_of(operation.account or "")
    return next((one for one in made if one.operation_id == operation.operation_id), None)


PAYOUT = OperationKind(name="payout", ask=_ask_for_payout, look_up=_look_up_payout)
