"""Sales tax as it is reported to Stripe Tax: collected once an order is paid, given back once a refund undoes a sale.

What Stripe Tax has of an order is then what the ledger has on `facilitator_tax`, to the cent and line by line.
"""

from chalicelib.gateways import stripe_tax
from chalicelib.orders import queries
from chalicelib.orders.order import Order
from chalicelib.payments import refund_queries, tax_operations
from chalicelib.payments.money_commands import RecordTax, ReverseTax
from chalicelib.payments.operations import stripe_operations
from chalicelib.payments.operations.stripe_operations import OperationExists, Plan, StripeOperation
from chalicelib.payments.refund import Refund
from chalicelib.payments.refund_parts import Parts
from chalicelib.payments.tax_reversal import NOTHING, TaxedItem, TaxedLine, undone


def record(command: RecordTax) -> None:
    """Report the tax of a paid order; an order without any has nothing to report. Again is a no-op.

    Raises: TaxNotReported, OutcomeUnknown.
    """
    order = queries.order(command.order_id)
    if order.tax_calculation_id is not None:
        _record(order, order.tax_calculation_id)


def _record(order: Order, calculation_id: str) -> str:
    """Report the tax of an order unless that was done; the transaction's id at Stripe."""
    return tax_operations.reported(_started(tax_operations.recording_plan(order.order_id, calculation_id)))


def reverse(command: ReverseTax) -> None:
    """Report the tax that a booked refund undoes, after that of its order. Again is a no-op.

    A refund that the platform bears undoes nothing of the sale. Raises: TaxNotReported, OutcomeUnknown.
    """
    order, refund = queries.order(command.order_id), refund_queries.find(command.order_id, command.refund_id)
    before = refund.reversed_before
    if order.tax_calculation_id is None or before is None or not refund.reverses.total_minor:
        return
    operation = stripe_operations.find(order.order_id, tax_operations.reversal_id(refund.refund_id))
    if operation is None:
        operation = _started(_reversal_plan(order, order.tax_calculation_id, refund, before))
    tax_operations.finish(operation)


def _reversal_plan(order: Order, calculation_id: str, refund: Refund, before: Parts) -> Plan:
    transaction_id = _record(order, calculation_id)
    line = queries.line(order, refund.line_id or "")
    by_reference = {item.reference: item for item in stripe_tax.reported_items(transaction_id)}
    # As the calculation named them: the device with the service fee, and its shipping.
    items = [by_reference[one] for one in (line.line_id, f"{line.line_id}-shipping") if one in by_reference]
    goods, shipping = [*(TaxedItem(amount_minor=one.amount_minor, tax_minor=one.tax_minor) for one in items), NOTHING][
        :2
    ]
    taken = undone(line.amounts, TaxedLine(goods=goods, shipping=shipping), before=before, reverses=refund.reverses)
    return tax_operations.reversal_plan(refund, transaction_id, items, taken)


def _started(plan: Plan) -> StripeOperation:
    try:
        return stripe_operations.start(plan)
    except OperationExists as earlier:
        return earlier.operation
