"""What is asked of Stripe for a transfer: to make one, and to take a part of one back."""

from typing import Any

from chalicelib.gateways import stripe_connect
from chalicelib.gateways.stripe_connect import StripeReversal, StripeTransfer
from chalicelib.payments.operations.execution import OperationKind
from chalicelib.payments.operations.stripe_operations import Plan, StripeOperation
from chalicelib.payments.transfers.transfer import MadeTransfer, Transfer


def transfer_plan(transfer: Transfer, amount_minor: int, *, charge_id: str, account_id: str) -> Plan:
    """The transfer of an amount from the charge of the line's payment to the seller's account."""
    operation_id = f"{TRANSFER.name}#{transfer.line_id}#{transfer.tries + 1}"
    return Plan(
        subject=transfer.order_id,
        operation_id=operation_id,
        kind=TRANSFER.name,
        parameters={
            "amount": amount_minor,
            "currency": transfer.currency.lower(),
            "destination": account_id,
            # A charge, not a payment intent: the transfer then waits at Stripe until the charge's money is available.
            "source_transaction": charge_id,
            "transfer_group": transfer.order_id,
            "metadata": _metadata(transfer, operation_id),
        },
    )


def reversal_plan(transfer: Transfer, made: MadeTransfer, amount_minor: int) -> Plan:
    """The reversal of a part of a transfer that was made."""
    operation_id = f"{REVERSAL.name}#{transfer.line_id}#{transfer.tries + 1}"
    return Plan(
        subject=transfer.order_id,
        operation_id=operation_id,
        kind=REVERSAL.name,
        parameters={
            "transfer": made.stripe_id,
            "amount": amount_minor,
            "metadata": _metadata(transfer, operation_id),
        },
    )


def line_of(operation: StripeOperation) -> tuple[str, str]:
    """(order id, line id) of the transfer that an operation is about."""
    return operation.subject, operation.parameters["metadata"]["line_id"]


def _metadata(transfer: Transfer, operation_id: str) -> dict[str, str]:
    return {"order_id": transfer.order_id, "line_id": transfer.line_id, "operation_id": operation_id}


def _ask_for_transfer(operation: StripeOperation) -> StripeTransfer:
    return stripe_connect.create_transfer(operation.parameters, operation.idempotency_key)


def _look_up_transfer(operation: StripeOperation) -> StripeTransfer | None:
    made = stripe_connect.transfers_of(operation.subject)
    return next((one for one in made if one.operation_id == operation.operation_id), None)


def _ask_for_reversal(operation: StripeOperation) -> StripeReversal:
    wanted: dict[str, Any] = {name: operation.parameters[name] for name in ("amount", "metadata")}
    return stripe_connect.create_reversal(operation.parameters["transfer"], wanted, operation.idempotency_key)


def _look_up_reversal(operation: StripeOperation) -> StripeReversal | None:
    made = stripe_connect.reversals_of(operation.parameters["transfer"])
    return next((one for one in made if one.operation_id == operation.operation_id), None)


TRANSFER = OperationKind(name="transfer", ask=_ask_for_transfer, look_up=_look_up_transfer)
REVERSAL = OperationKind(name="transfer_reversal", ask=_ask_for_reversal, look_up=_look_up_reversal)
