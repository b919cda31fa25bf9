"""What is asked of Stripe Tax: to report the tax of an order as collected, and what a refund undoes as given back.

Stripe has no list of tax transactions, so an outcome cannot be looked up. Its references are unique: a report that is
made again after Stripe forgot our key is refused, never doubled.
"""

from collections.abc import Sequence

from chalicelib.gateways import stripe, stripe_tax
from chalicelib.gateways.stripe_tax import ReportedItem
from chalicelib.kernel.runtime import log
from chalicelib.kernel.storage import transactions
from chalicelib.payments.operations import stripe_operations
from chalicelib.payments.operations.execution import OperationKind, execute
from chalicelib.payments.operations.stripe_operations import Plan, StripeOperation
from chalicelib.payments.refund import Refund
from chalicelib.payments.tax_reversal import NOTHING, TaxedLine


class TaxNotReported(Exception):
    """Stripe Tax refused a report. The command must end in the failure queue, which has an alarm."""


def recording_plan(order_id: str, calculation_id: str) -> Plan:
    """The report of an order's tax."""
    return Plan(
        subject=order_id,
        operation_id=RECORDING.name,
        kind=RECORDING.name,
        parameters={"calculation": calculation_id, "reference": order_id, "metadata": {"order_id": order_id}},
    )


def reversal_id(refund_id: str) -> str:
    """The id of the operation that reports what a refund undoes."""
    return f"{REVERSAL.name}#{refund_id}"


def reversal_plan(refund: Refund, transaction_id: str, items: Sequence[ReportedItem], undone: TaxedLine) -> Plan:
    """The report of what a refund undoes of its line; `items` are those of the line at Stripe, the device first.

    Source: https://docs.stripe.com/tax/custom#reversals
    """
    reference = f"{refund.order_id}-{refund.refund_id}"
    taken = [
        {
            "original_line_item": item.id,
            "reference": f"{reference}-{item.reference}",
            "amount": -back.amount_minor,
            "amount_tax": -back.tax_minor,
        }
        for item, back in zip(items, (undone.goods, undone.shipping), strict=False)
        if back != NOTHING
    ]
    return Plan(
        subject=refund.order_id,
        operation_id=reversal_id(refund.refund_id),
        kind=REVERSAL.name,
        parameters={
            "mode": "partial",
            "original_transaction": transaction_id,
            "reference": reference,
            "line_items": taken,
            "metadata": {"order_id": refund.order_id, "refund_id": refund.refund_id},
        },
    )


def finish(operation: StripeOperation) -> None:
    """Make a report, or make it again under its key, and store its outcome. Again is a no-op. Raises: as `reported`."""
    reported(operation)


def reported(operation: StripeOperation) -> str:
    """The id at Stripe of a report, which is made now unless it was.

    Raises: TaxNotReported every time Stripe has refused it, OutcomeUnknown for the sweeper to ask again.
    """
    if operation.state == "REFUSED":
        raise TaxNotReported(operation.operation_id)
    if operation.state != "STARTED":
        return operation.stripe_id or ""
    try:
        stripe_id = execute(operation, KINDS[operation.kind])
    except stripe.StripeRefused as refusal:
        log.write("tax-report-refused", order_id=operation.subject, code=refusal.code)
        transactions.write(stripe_operations.resolve_act(operation, "REFUSED", refusal_code=refusal.code))
        raise TaxNotReported(operation.operation_id) from refusal
    transactions.write(stripe_operations.resolve_act(operation, "OK", stripe_id=stripe_id))
    return stripe_id


def _ask_to_record(operation: StripeOperation) -> str:
    return stripe_tax.record(operation.parameters, operation.idempotency_key)


def _ask_to_reverse(operation: StripeOperation) -> str:
    return stripe_tax.reverse(operation.parameters, operation.idempotency_key)


RECORDING = OperationKind(name="tax_record", ask=_ask_to_record)
REVERSAL = OperationKind(name="tax_reversal", ask=_ask_to_reverse)
KINDS = {kind.name: kind for kind in (RECORDING, REVERSAL)}
