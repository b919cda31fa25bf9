"""The mails we send. Each is composed from values alone, so the same values always give the same mail."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

from chalicelib.facts.orders import LineCancelled, RefundRequested
from chalicelib.facts.payments import AccountChanged, DisputeClosed, DisputeOpened, PayoutFailed
from chalicelib.facts.webhooks import EndpointDisabled
from chalicelib.kernel.values.money import Money
from chalicelib.mails import wording
from chalicelib.mails.order_details import OrderToTell
from chalicelib.mails.rendering import Letter, render
from chalicelib.markets import formatting, legal_texts
from chalicelib.markets.disclosures import Moment, disclosures
from chalicelib.payments.refund import Refund
from chalicelib.people.person import Identifiers, PersonContact
from chalicelib.sellers.profile.correspondence import language_of
from chalicelib.sellers.profile.seller import Trader

ALWAYS_SHOWN = {"goods", "shipping", "total"}


def order_confirmation(order: OrderToTell, contact: PersonContact) -> Letter:
    """The contract on a durable medium: devices, sellers, money, rights by the law of its day, and the order's link."""

    def law(key: str, **figures: str | int) -> str:
        return legal_texts.wording(order.market, order.language, key, on=order.ordered_at, **figures)

    disclosed = partial(disclosures, order.market, language=order.language, on=order.ordered_at)
    context = {
        "order": order,
        "contact": contact,
        "rows": [(name, money) for name, money in order.totals.items() if money.amount_minor or name in ALWAYS_SHOWN],
        "intro": law("order_confirmation_intro"),
        "sellers_disclosures": disclosed(Moment.ORDER_MAIL_SELLERS),
        "margin_scheme_disclosures": disclosed(Moment.MARGIN_SCHEME_LINE),
        "total_disclosures": disclosed(Moment.ORDER_MAIL_TOTAL),
        "disclosures": disclosed(
            Moment.ORDER_MAIL,
            guarantee_months=[line.terms.guarantee_months for line in order.lines],
            contribution_minor=order.totals["contribution"].amount_minor,
        ),
    }
    subject = law("order_confirmation_subject", order_id=order.order_id)
    return render("order_confirmation", subject, order.language, context)


def order_link(order: OrderToTell) -> Letter:
    """The link, for a buyer who lost it. It contains nothing typed by a buyer, because the order may be unpaid."""
    subject = wording.named(order.language, "subject", "order_link", order_id=order.order_id)
    return render("order_link", subject, order.language, {"order": order})


def line_shipped(order: OrderToTell, line_id: str, parcel: Identifiers | None) -> Letter:
    """A device was shipped; names its parcel."""
    line = order.line(line_id)
    context: dict[str, Any] = {"order": order, "line": line, "parcel": parcel}
    subject = wording.named(order.language, "subject", "line_shipped", title=line.title)
    return render("line_shipped", subject, order.language, context)


def line_cancelled(order: OrderToTell, cancelled: LineCancelled) -> Letter:
    """A device was cancelled: by whom, and how much is refunded: less than was paid if a part was refunded before."""
    line = order.line(cancelled.line_id)
    paid, refund_minor = line.paid, cancelled.refund_minor
    refund = paid if refund_minor is None else Money(refund_minor, paid.currency)
    context: dict[str, Any] = {"order": order, "line": line, "by": cancelled.by, "refund": refund}
    subject = wording.named(order.language, "subject", "line_cancelled", title=line.title)
    return render("line_cancelled", subject, order.language, context)


def refund_requested(order: OrderToTell, requested: RefundRequested) -> Letter:
    """A part of what was paid for a device goes back."""
    amount = Money(requested.amount_minor, requested.currency)
    context: dict[str, Any] = {"order": order, "line": order.line(requested.line_id), "refund": amount}
    shown = formatting.amount(amount, order.language)
    subject = wording.named(order.language, "subject", "refund_requested", amount=shown)
    return render("refund_requested", subject, order.language, context)


def refund_by_bank_transfer(order: OrderToTell, refund: Refund) -> Letter:
    """A refund that the card did not take was paid by bank transfer."""
    amount = Money(refund.amount_minor, refund.currency)
    context: dict[str, Any] = {
        "order": order,
        "refund": amount,
        "reference": refund.bank_reference,
        "paid_on": date.fromisoformat(refund.paid_on or ""),
    }
    shown = formatting.amount(amount, order.language)
    subject = wording.named(order.language, "subject", "refund_by_bank_transfer", amount=shown)
    return render("refund_by_bank_transfer", subject, order.language, context)


def refund_failed(order: OrderToTell, refund: Refund) -> Letter:
    """A refund did not reach the buyer and is still owed."""
    amount = Money(refund.amount_minor, refund.currency)
    line = order.line(refund.line_id) if refund.line_id else None
    context: dict[str, Any] = {"order": order, "line": line, "refund": amount}
    shown = formatting.amount(amount, order.language)
    subject = wording.named(order.language, "subject", "refund_failed", amount=shown)
    return render("refund_failed", subject, order.language, context)


def endpoint_disabled(trader: Trader, disabled: EndpointDisabled) -> Letter:
    """A seller's webhook endpoint is switched off, why, and what to do."""
    language = language_of(trader.country)
    context: dict[str, Any] = {
        "trade_name": trader.trade_name,
        "endpoint_id": disabled.endpoint_id,
        "host": disabled.host,
        "why": disabled.why,
    }
    subject = wording.named(language, "subject", "endpoint_disabled", host=disabled.host)
    return render("endpoint_disabled", subject, language, context)


def payout_failed(trader: Trader, failed: PayoutFailed) -> Letter:
    """A payout did not reach the seller's bank, and what to do."""
    language = language_of(trader.country)
    amount = Money(failed.amount_minor, failed.currency)
    context: dict[str, Any] = {"trade_name": trader.trade_name, "payout_id": failed.payout_id, "paid": amount}
    subject = wording.named(language, "subject", "payout_failed", amount=formatting.amount(amount, language))
    return render("payout_failed", subject, language, context)


def dispute_news(trader: Trader, disputed: DisputeOpened | DisputeClosed, skus: Sequence[str]) -> Letter:
    """A bank disputes an order with lines of a seller, or has decided. `answer_by` is the last whole day to answer."""
    language = language_of(trader.country)
    answer_by = disputed.answer_by if isinstance(disputed, DisputeOpened) else None
    context: dict[str, Any] = {
        "trade_name": trader.trade_name,
        "code": _dispute_code(disputed),
        "order_id": disputed.order_id,
        "dispute_id": disputed.dispute_id,
        "skus": ", ".join(skus),
        "is_open": isinstance(disputed, DisputeOpened),
        "answer_by": date.fromisoformat(answer_by[:10]) if answer_by else None,
    }
    subject = wording.named(language, "subject", "dispute_news", order_id=disputed.order_id)
    return render("dispute_news", subject, language, context)


def _dispute_code(disputed: DisputeOpened | DisputeClosed) -> str:
    if isinstance(disputed, DisputeOpened):
        return "INQUIRY" if disputed.state.startswith("WARNING_") else "OPENED"
    if disputed.outcome == "LOST":
        return f"LOST_BY_{disputed.bearer}"
    return "WON" if disputed.outcome == "WON" else "INQUIRY_CLOSED"


def account_requirements(trader: Trader, changed: AccountChanged) -> Letter:
    """Stripe asks a seller for something, without which no money is transferred."""
    language = language_of(trader.country)
    context: dict[str, Any] = {
        "trade_name": trader.trade_name,
        "requirements": changed.requirements_due,
        "is_stopped": not (changed.may_receive and changed.may_pay_out),
    }
    subject = wording.named(language, "subject", "account_requirements")
    return render("account_requirements", subject, language, context)
