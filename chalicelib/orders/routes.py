"""The URLs of orders, for buyers and for the sellers of their lines."""

from functools import partial

from chalicelib.carbon import queries as carbon_queries
from chalicelib.carbon import views as carbon_views
from chalicelib.carbon.answers import OrderCarbon
from chalicelib.kernel import fact_store
from chalicelib.kernel.http import idempotency
from chalicelib.kernel.http.answer import Answer, Replayable
from chalicelib.kernel.http.auth import ANYONE, ORDER_TOKEN, ops, seller
from chalicelib.kernel.http.call import Call
from chalicelib.kernel.http.pagination import paged
from chalicelib.kernel.http.routes import Routes
from chalicelib.kernel.values.lists import Items, Page, PageRequest
from chalicelib.kernel.values.problems import Conflict, InvalidCursor
from chalicelib.markets.market import UnknownMarket
from chalicelib.orders import answers, order_access, queries, refund_answers, refund_views, views
from chalicelib.orders.cancellation import (
    cancelling,
    refund_assignment,
    refund_decisions,
    refund_substitutes,
    refunding,
)
from chalicelib.orders.cancellation.cancelling import Cancellation
from chalicelib.orders.checkout import placing, pricing
from chalicelib.orders.fulfilment import acceptance, delivery, shipping
from chalicelib.orders.fulfilment.serial_numbers import SerialNumberAlreadySold
from chalicelib.orders.lifecycle import IllegalTransition
from chalicelib.orders.order import Order
from chalicelib.orders.payloads import (
    BankTransfer,
    BuyerCancellation,
    DashboardRefund,
    DeliveryProof,
    LineRefundRequest,
    LookupRequest,
    OrderRequest,
    QuoteRequest,
    RefundAssignment,
    ReturnedTransfer,
    SellerCancellation,
    SellerRefundRequest,
    Shipment,
)
from chalicelib.orders.tax import report
from chalicelib.orders.tax import views as tax_views
from chalicelib.orders.tax.answers import TaxReport
from chalicelib.orders.tax.payloads import ShownFigures, TaxReportConfirmation, TaxReportQuery
from chalicelib.payments import payment_intents, refund_queries
from chalicelib.payments.payment_intents import PaymentUnavailable
from chalicelib.payments.refund_lifecycle import RefundNotOwed
from chalicelib.people.queries import contact, identifiers

routes = Routes(__name__)
MOVING = (IllegalTransition, Conflict)


@routes.post("/quotes", ANYONE, refuses=(UnknownMarket, *pricing.REFUSALS))
def quote_basket(call: Call[QuoteRequest]) -> answers.ShownQuote:
    """The current price of a basket. Nothing is reserved until the order is placed."""
    return views.quote(placing.quote(call.body))


@routes.post("/orders", ANYONE, keyed=True, status=201, refuses=placing.REFUSALS)
def place_order(call: Call[OrderRequest]) -> Replayable[answers.PlacedOrder]:
    """Place the order that a quote described, and reserve its devices for the buyer."""
    outcome = placing.place_order(call.body, idempotency_key=call.idempotency_key, origin=call.origin)
    return Replayable(body=views.placed(outcome), is_replay=outcome.is_replay)


@routes.get("/orders/{order_id}", ORDER_TOKEN)
def show_order(call: Call, order_id: str) -> answers.ShownOrder:
    """An order in its current state."""
    return _shown(order_access.order_for_token(order_id, call.principal.token))


@routes.get("/orders/{order_id}/timeline", ORDER_TOKEN)
def show_timeline(call: Call, order_id: str) -> Items[answers.Happened]:
    """What happened to an order, oldest first."""
    order = order_access.order_for_token(order_id, call.principal.token)
    return views.timeline(fact_store.story(order.order_id))


@routes.get("/orders/{order_id}/carbon", ORDER_TOKEN)
def show_carbon(call: Call, order_id: str) -> OrderCarbon:
    """The emissions that the order's devices are estimated to avoid, each with its range and source."""
    order = order_access.order_for_token(order_id, call.principal.token)
    return carbon_views.order_carbon(carbon_queries.records(order.order_id))


@routes.post("/orders/{order_id}/cancellation", ORDER_TOKEN, keyed=True, refuses=MOVING)
def cancel_order(call: Call[BuyerCancellation], order_id: str) -> answers.CancelledLines:
    """Cancel lines that have not been shipped, and refund them."""
    order = order_access.order_for_token(order_id, call.principal.token)
    return cancelling.cancel_order(order.order_id, call.body.line_ids, call.keyed())


@routes.post("/orders/{order_id}/lines/{line_id}/receipt", ORDER_TOKEN, refuses=MOVING)
def confirm_receipt(call: Call, order_id: str, line_id: str) -> answers.ShownOrder:
    """The buyer says that a line has arrived."""
    order = order_access.order_for_token(order_id, call.principal.token)
    delivery.deliver_line(order.order_id, line_id, "RECEIPT")
    return _shown(queries.order(order.order_id))


@routes.post("/order-lookups", ANYONE, status=202)
def look_up_order(call: Call[LookupRequest]) -> answers.LinkPromise:
    """Mail the link of an order to its buyer. The answer is the same whether or not the order exists."""
    order_access.request_order_link(call.body, call.origin)
    return {"detail": "If order and address belong together, the link is on its way"}


@routes.get("/seller/orders", seller("orders:read"), refuses=(InvalidCursor,))
def list_seller_orders(call: Call[None, PageRequest]) -> Page[answers.SellerOrderSummary]:
    """The seller's orders, newest first."""
    return paged(call, partial(queries.seller_orders, call.principal.id), views.seller_order_summary)


@routes.get("/seller/orders/{order_id}", seller("orders:read"))
def show_seller_order(call: Call, order_id: str) -> answers.SellerOrderAnswer:
    """The seller's lines of an order, with where to send them."""
    order = queries.order(order_id)
    seller_order = queries.seller_order(order, call.principal.id)
    parcels = {
        step.line_id: identifiers(order.person_id, step.line_id) if step.shipped_at else None
        for step in seller_order.lines
    }
    return views.seller_order(
        order, seller_order, contact(order.person_id), parcels, refunded=queries.refunded_lines_of(order)
    )


@routes.post("/seller/orders/{order_id}/lines/{line_id}/acceptance", seller("orders:write"), refuses=MOVING)
def accept_line(call: Call, order_id: str, line_id: str) -> answers.SellerStep:
    """Confirm that the device is available and will be shipped."""
    return views.seller_step(acceptance.accept_line(order_id, line_id, call.principal.id))


@routes.post(
    "/seller/orders/{order_id}/lines/{line_id}/cancellation", seller("orders:write"), keyed=True, refuses=MOVING
)
def cancel_line(call: Call[SellerCancellation], order_id: str, line_id: str) -> answers.SellerStep:
    """Cancel a line that will not be shipped; the buyer is refunded."""
    order, seller_order = queries.of_seller(order_id, line_id, call.principal.id)
    (reason,) = idempotency.decide(call.keyed(), (call.body.reason,))
    cancelling.cancel_line(order.order_id, line_id, Cancellation(by="SELLER", reason=reason))
    return views.seller_step(queries.seller_order_line(queries.seller_order(order, seller_order.seller_id), line_id))


@routes.post(
    "/seller/orders/{order_id}/lines/{line_id}/shipment",
    seller("orders:write"),
    refuses=(*MOVING, SerialNumberAlreadySold),
)
def ship_line(call: Call[Shipment], order_id: str, line_id: str) -> answers.SellerStep:
    """Record the shipment of a device: carrier, tracking number and serial number."""
    return views.seller_step(shipping.ship_line(order_id, line_id, call.principal.id, call.body))


@routes.post("/seller/orders/{order_id}/lines/{line_id}/delivery", seller("orders:write"), refuses=MOVING)
def prove_delivery(call: Call[DeliveryProof], order_id: str, line_id: str) -> answers.SellerStep:
    """Prove the delivery of a parcel that no carrier confirms."""
    order, _ = queries.of_seller(order_id, line_id, call.principal.id)
    proven = delivery.deliver_line(order.order_id, line_id, "SELLER_PROOF", reference=call.body.reference)
    return views.seller_step(proven)


@routes.post(
    "/seller/orders/{order_id}/lines/{line_id}/refund",
    seller("orders:write"),
    keyed=True,
    status=(202, 200),
    refuses=(refunding.RefundTooLarge, Conflict),
)
def refund_own_line(
    call: Call[SellerRefundRequest], order_id: str, line_id: str
) -> Answer[refund_answers.SellerRefund]:
    """Give back goods or shipping of a line, which the seller bears; a dry run says what it would cost."""
    decided = refund_decisions.refund_own_line(order_id, line_id, call.body, call.keyed(), seller_id=call.principal.id)
    return Answer(body=refund_views.seller_refund(decided), status=200 if decided.is_dry_run else 202)


@routes.get("/ops/refunds", ops("refunds:read"), refuses=(InvalidCursor,))
def list_failed_refunds(call: Call[None, PageRequest]) -> Page[refund_answers.OperatorsRefund]:
    """The refunds that failed or were refused and wait for an operator, oldest first."""
    return paged(call, refund_queries.for_operators, refund_views.operators_refund)


@routes.post(
    "/ops/orders/{order_id}/refunds",
    ops("refunds:write"),
    keyed=True,
    status=(202, 200),
    refuses=(refunding.RefundTooLarge, Conflict),
)
def refund_line(call: Call[LineRefundRequest], order_id: str) -> Answer[refund_answers.DecidedRefund]:
    """Refund a line, or a part of it, without cancelling it; a dry run says what it would cost whom."""
    decided = refund_decisions.refund_line(order_id, call.body, call.keyed())
    return Answer(body=refund_views.decided_refund(decided), status=200 if decided.is_dry_run else 202)


@routes.post(
    "/ops/orders/{order_id}/refunds/{refund_id}/retry",
    ops("refunds:write"),
    keyed=True,
    status=202,
    refuses=(RefundNotOwed, Conflict),
)
def retry_refund(call: Call, order_id: str, refund_id: str) -> refund_answers.OperatorsRefund:
    """Ask Stripe again for a refund that failed or was refused; a repeated key asks once."""
    tries = refund_queries.find(order_id, refund_id).tries
    (seen,) = idempotency.decide(call.keyed(), (str(tries),))
    return refund_views.operators_refund(refunding.retry(order_id, refund_id, tries=int(seen)))


@routes.post(
    "/ops/orders/{order_id}/refunds/{refund_id}/bank-transfer",
    ops("refunds:write"),
    keyed=True,
    refuses=(RefundNotOwed, Conflict),
)
def record_bank_transfer(call: Call[BankTransfer], order_id: str, refund_id: str) -> refund_answers.OperatorsRefund:
    """Record that a failed or refused refund was paid by bank transfer, which closes it."""
    paid = refund_substitutes.record_bank_transfer(order_id, refund_id, call.body, call.keyed())
    return refund_views.operators_refund(paid)


@routes.post(
    "/ops/orders/{order_id}/refunds/{refund_id}/stripe-refund",
    ops("refunds:write"),
    keyed=True,
    status=202,
    refuses=(RefundNotOwed, refund_substitutes.StripeRefundMismatch, PaymentUnavailable, Conflict),
)
def adopt_stripe_refund(call: Call[DashboardRefund], order_id: str, refund_id: str) -> refund_answers.OperatorsRefund:
    """Take a refund that was made in Stripe's dashboard for a failed or refused one."""
    adopted = refund_substitutes.adopt_stripe_refund(order_id, refund_id, call.body.stripe_refund_id, call.keyed())
    return refund_views.operators_refund(adopted)


@routes.post(
    "/ops/orders/{order_id}/refunds/{refund_id}/bank-transfer-return",
    ops("refunds:write"),
    keyed=True,
    refuses=(refund_substitutes.BankTransferNotFound, Conflict),
)
def return_bank_transfer(call: Call[ReturnedTransfer], order_id: str, refund_id: str) -> refund_answers.OperatorsRefund:
    """Record that the bank transfer which paid a refund came back; the refund is owed again."""
    returned = refund_substitutes.return_bank_transfer(order_id, refund_id, call.body.reference, call.keyed())
    return refund_views.operators_refund(returned)


@routes.post(
    "/ops/orders/{order_id}/refunds/{refund_id}/assignment",
    ops("refunds:write"),
    keyed=True,
    status=202,
    refuses=(refund_assignment.RefundNotOnSuspense, refunding.RefundTooLarge, Conflict),
)
def assign_refund(call: Call[RefundAssignment], order_id: str, refund_id: str) -> refund_answers.OperatorsRefund:
    """Name the line of a refund that was made in Stripe's dashboard and lies on suspense."""
    return refund_views.operators_refund(refund_assignment.assign(order_id, refund_id, call.body, call.keyed()))


@routes.get("/seller/tax-report", seller("balance:read"), refuses=(report.TooManySales,))
def show_tax_report(call: Call[None, TaxReportQuery]) -> TaxReport:
    """The seller's figures of a quarter that the platform reports to the tax authorities of the Union (DAC7)."""
    quarter = report.Quarter(call.query.year, call.query.quarter)
    return tax_views.tax_report(report.sellers_quarter(call.principal.id, quarter))


@routes.post(
    "/seller/tax-report/confirmation",
    seller("tax:write"),
    refuses=(report.QuarterNotOver, report.FiguresChanged, report.TooManySales),
)
def confirm_tax_report(call: Call[TaxReportConfirmation]) -> TaxReport:
    """Confirm the figures of a quarter that is over, as they were shown; the same again changes nothing."""
    quarter = report.Quarter(call.body.year, call.body.quarter)
    return tax_views.tax_report(report.confirm(call.principal.id, quarter, map(_figures, call.body.items)))


def _figures(shown: ShownFigures) -> report.CurrencyFigures:
    return report.CurrencyFigures(
        currency=shown.currency,
        sales=shown.sales,
        consideration_minor=shown.consideration.amount_minor,
        commission_minor=shown.commission.amount_minor,
        commission_vat_minor=shown.commission_vat.amount_minor,
    )


def _shown(order: Order) -> answers.ShownOrder:
    seller_orders = queries.seller_orders_of_order(order)
    is_waiting = order.state == "RESERVED"
    waiting = views.waiting(payment_intents.find_open_payment(order.order_id)) if is_waiting else views.NOT_WAITING
    states = queries.states(order, seller_orders.values())
    return views.order(order, states, seller_orders, waiting, refunds=queries.refunds_of(order))
