"""Mails about a buyer's rights: delays, withdrawals and guarantees. Each is composed from values alone."""

from datetime import date
from typing import Any

from chalicelib.aftersales.guarantees.guarantee import Guarantee
from chalicelib.aftersales.withdrawals.withdrawal import Withdrawal
from chalicelib.facts.aftersales import GuaranteeExtended
from chalicelib.facts.orders import LineDelayed
from chalicelib.mails import wording
from chalicelib.mails.order_details import DeviceToTell, OrderToTell
from chalicelib.mails.rendering import Letter, render
from chalicelib.markets import due_dates
from chalicelib.markets.clocks import local_time
from chalicelib.people.person import DeclaredStatement
from chalicelib.sellers.profile.correspondence import language_of
from chalicelib.sellers.profile.seller import Trader


def line_delayed(order: OrderToTell, delayed: LineDelayed) -> Letter:
    """A device was not sent in time for its promised day: until when it is waited for, and that it may be cancelled."""
    line = order.line(delayed.line_id)
    context: dict[str, Any] = {
        "order": order,
        "line": line,
        "promised_on": date.fromisoformat(delayed.promised_on),
        "sent_until": date.fromisoformat(delayed.sent_until),
    }
    subject = wording.named(order.language, "subject", "line_delayed", title=line.title)
    return render("line_delayed", subject, order.language, context)


def withdrawal_acknowledged(order: OrderToTell, withdrawal: Withdrawal, statement: DeclaredStatement | None) -> Letter:
    """The acknowledgement that the law asks for: what was declared, by whom, its day and time, and what follows.

    `statement` is None once the person's records were erased.
    """
    lines = _lines(order, withdrawal.line_ids)
    declared_at = local_time(order.market.clock, withdrawal.declared_at)
    context: dict[str, Any] = {
        "order": order,
        "lines": lines,
        "sellers": tuple(dict.fromkeys(line.seller for line in lines)),
        "statement": statement,
        "declared_on": declared_at.date(),
        "declared_at": f"{declared_at:%H:%M} (UTC{declared_at:%z})",
        "send_back_by": due_dates.last_day(order.market, withdrawal.send_back_by),
        "refund_by": due_dates.last_day(order.market, withdrawal.refund_by),
    }
    subject = wording.named(order.language, "subject", "withdrawal_acknowledged", order_id=order.order_id)
    return render("withdrawal_acknowledged", subject, order.language, context)


def withdrawal_refused(order: OrderToTell) -> Letter:
    """A withdrawal was declared and nothing of the order can be withdrawn: the time is over, or it was before."""
    subject = wording.named(order.language, "subject", "withdrawal_refused", order_id=order.order_id)
    return render("withdrawal_refused", subject, order.language, {"order": order})


def withdrawal_to_seller(order: OrderToTell, withdrawal: Withdrawal, trader: Trader) -> Letter:
    """A buyer withdrew from devices of a seller: which, and what the seller owes by when."""
    language = language_of(trader.country)
    context: dict[str, Any] = {
        "order_id": order.order_id,
        "trade_name": trader.trade_name,
        "lines": [line for line in _lines(order, withdrawal.line_ids) if line.seller == trader],
        "refund_by": due_dates.last_day(order.market, withdrawal.refund_by),
    }
    subject = wording.named(language, "subject", "withdrawal_to_seller", order_id=order.order_id)
    return render("withdrawal_to_seller", subject, language, context)


def guarantee_issued(order: OrderToTell, guarantee: Guarantee) -> Letter:
    """The guarantee of a delivered device on a durable medium: its days and its terms."""
    line = order.line(guarantee.line_id)
    context: dict[str, Any] = {
        "order": order,
        "line": line,
        "commercial_ends_on": date.fromisoformat(guarantee.commercial_ends_on),
        "legal_ends_on": date.fromisoformat(guarantee.legal_ends_on) if guarantee.legal_ends_on else None,
        "is_legal_minimum": guarantee.is_legal_minimum,
        "texts": guarantee.texts,
    }
    subject = wording.named(order.language, "subject", "guarantee_issued", title=line.title)
    return render("guarantee_issued", subject, order.language, context)


def guarantee_extended(order: OrderToTell, extended: GuaranteeExtended) -> Letter:
    """A repair lengthened the legal guarantee of a device."""
    line = order.line(extended.line_id)
    context: dict[str, Any] = {
        "order": order,
        "line": line,
        "months": extended.months,
        "legal_ends_on": date.fromisoformat(extended.legal_ends_on),
    }
    subject = wording.named(order.language, "subject", "guarantee_extended", title=line.title)
    return render("guarantee_extended", subject, order.language, context)


def _lines(order: OrderToTell, line_ids: tuple[str, ...]) -> list[DeviceToTell]:
    return [line for line in order.lines if line.line_id in line_ids]
