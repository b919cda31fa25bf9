"""Whom we write to on which fact; each runs on the queue `mails` and may come twice."""

from chalicelib.aftersales.guarantees import queries as guarantees
from chalicelib.aftersales.withdrawals import queries as withdrawals
from chalicelib.facts.aftersales import (
    GuaranteeExtended,
    GuaranteeIssued,
    WithdrawalDeclared,
    WithdrawalRefused,
)
from chalicelib.facts.orders import (
    LineCancelled,
    LineDelayed,
    LineShipped,
    OrderPaid,
    RefundFailed,
    RefundPaidByBankTransfer,
    RefundRequested,
)
from chalicelib.facts.payments import AccountChanged, DisputeClosed, DisputeOpened, PayoutFailed
from chalicelib.facts.webhooks import EndpointDisabled
from chalicelib.kernel.fact_store import Recorded
from chalicelib.mails import letters, rights_letters
from chalicelib.mails.order_details import gather
from chalicelib.mails.outbox import send_once, send_to_once
from chalicelib.payments import refund_queries
from chalicelib.people import queries
from chalicelib.sellers import queries as sellers


def confirm_order(fact: Recorded, paid: OrderPaid) -> None:
    """Mail the buyer the contract and the order's link."""
    order = gather(paid.order_id)
    send_once(
        fact.fact_id,
        "order_confirmation",
        order.person_id,
        lambda contact, _day: letters.order_confirmation(order, contact),
    )


def tell_shipment(fact: Recorded, shipped: LineShipped) -> None:
    """Mail the buyer which parcel the device is in."""
    order = gather(shipped.order_id)
    parcel = queries.identifiers(order.person_id, shipped.line_id)
    send_once(
        fact.fact_id,
        "line_shipped",
        order.person_id,
        lambda _contact, _day: letters.line_shipped(order, shipped.line_id, parcel),
    )


def tell_cancellation(fact: Recorded, cancelled: LineCancelled) -> None:
    """Mail the buyer that a device was cancelled and is refunded."""
    order = gather(cancelled.order_id)
    send_once(
        fact.fact_id,
        "line_cancelled",
        order.person_id,
        lambda _contact, _day: letters.line_cancelled(order, cancelled),
    )


def tell_refund(fact: Recorded, requested: RefundRequested) -> None:
    """The buyer learns that a part of the money goes back; what a bank took in a dispute, the bank has told of."""
    if requested.reason == "DISPUTE":
        return
    order = gather(requested.order_id)
    send_once(
        fact.fact_id,
        "refund_requested",
        order.person_id,
        lambda _contact, _day: letters.refund_requested(order, requested),
    )


def tell_bank_transfer(fact: Recorded, paid: RefundPaidByBankTransfer) -> None:
    """The buyer learns that a refund which did not arrive was paid by bank transfer."""
    order = gather(paid.order_id)
    refund = refund_queries.find(paid.order_id, paid.refund_id)
    send_once(
        fact.fact_id,
        "refund_by_bank_transfer",
        order.person_id,
        lambda _contact, _day: letters.refund_by_bank_transfer(order, refund),
    )


def tell_failed_refund(fact: Recorded, failed: RefundFailed) -> None:
    """The buyer learns that a refund did not arrive and is still owed."""
    order = gather(failed.order_id)
    refund = refund_queries.find(failed.order_id, failed.refund_id)
    send_once(
        fact.fact_id,
        "refund_failed",
        order.person_id,
        lambda _contact, _day: letters.refund_failed(order, refund),
    )


def tell_disabled_endpoint(fact: Recorded, disabled: EndpointDisabled) -> None:
    """Mail the seller, at its contact address, that an endpoint is switched off."""
    send_to_once(
        fact.fact_id,
        "endpoint_disabled",
        disabled.seller_id,
        lambda trader, _: letters.endpoint_disabled(trader, disabled),
        reach=lambda seller_id: sellers.seller(seller_id).trader,
    )


def tell_failed_payout(fact: Recorded, failed: PayoutFailed) -> None:
    """Mail the seller, at its contact address, that a payout did not arrive."""
    send_to_once(
        fact.fact_id,
        "payout_failed",
        failed.seller_id,
        lambda trader, _: letters.payout_failed(trader, failed),
        reach=lambda seller_id: sellers.seller(seller_id).trader,
    )


def tell_dispute(fact: Recorded, disputed: DisputeOpened | DisputeClosed) -> None:
    """Mail each seller with lines in a disputed order that a bank disputes it, or what the bank decided."""
    for seller_id in sorted({line.seller_id for line in disputed.lines}):
        skus = tuple(line.sku for line in disputed.lines if line.seller_id == seller_id)
        send_to_once(
            fact.fact_id,
            "dispute_news",
            seller_id,
            lambda trader, _, skus=skus: letters.dispute_news(trader, disputed, skus),  # type: ignore[misc]
            reach=lambda found: sellers.seller(found).trader,
        )


def tell_account_requirements(fact: Recorded, changed: AccountChanged) -> None:
    """Mail the seller, once its account was complete, that Stripe asks for something again."""
    if not (changed.is_complete and changed.requirements_due):
        return
    send_to_once(
        fact.fact_id,
        "account_requirements",
        changed.seller_id,
        lambda trader, _: letters.account_requirements(trader, changed),
        reach=lambda seller_id: sellers.seller(seller_id).trader,
    )


def tell_delay(fact: Recorded, delayed: LineDelayed) -> None:
    """The buyer learns that a device was not sent in time, and may cancel it or wait."""
    order = gather(delayed.order_id)
    send_once(
        fact.fact_id,
        "line_delayed",
        order.person_id,
        lambda _contact, _day: rights_letters.line_delayed(order, delayed),
    )


def acknowledge_withdrawal(fact: Recorded, declared: WithdrawalDeclared) -> None:
    """The buyer has the withdrawal acknowledged; each seller learns which devices it is about."""
    order = gather(declared.order_id)
    withdrawal = withdrawals.withdrawal(declared.order_id, declared.withdrawal_id)
    statement = queries.statement(order.person_id, declared.withdrawal_id)
    send_once(
        fact.fact_id,
        "withdrawal_acknowledged",
        order.person_id,
        lambda _contact, _day: rights_letters.withdrawal_acknowledged(order, withdrawal, statement),
    )
    for seller_id in declared.seller_ids:
        send_to_once(
            fact.fact_id,
            "withdrawal_to_seller",
            seller_id,
            lambda trader, _day: rights_letters.withdrawal_to_seller(order, withdrawal, trader),
            reach=lambda reader_id: sellers.seller(reader_id).trader,
        )


def refuse_withdrawal(_: Recorded, refused: WithdrawalRefused) -> None:
    """The buyer learns that nothing can be withdrawn any more: once for each statement, however often it is sent."""
    order = gather(refused.order_id)
    send_once(
        refused.declaration_id,
        "withdrawal_refused",
        order.person_id,
        lambda _contact, _day: rights_letters.withdrawal_refused(order),
    )


def send_guarantee(fact: Recorded, issued: GuaranteeIssued) -> None:
    """The buyer has the guarantee of a delivered device with its days and terms."""
    order = gather(issued.order_id)
    guarantee = guarantees.guarantee(issued.order_id, issued.line_id)
    send_once(
        fact.fact_id,
        "guarantee_issued",
        order.person_id,
        lambda _contact, _day: rights_letters.guarantee_issued(order, guarantee),
    )


def tell_extension(fact: Recorded, extended: GuaranteeExtended) -> None:
    """The buyer learns that a repair lengthened the legal guarantee."""
    order = gather(extended.order_id)
    send_once(
        fact.fact_id,
        "guarantee_extended",
        order.person_id,
        lambda _contact, _day: rights_letters.guarantee_extended(order, extended),
    )
