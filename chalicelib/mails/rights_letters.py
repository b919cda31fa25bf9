"""Mails about a buyer's rights: delays and guarantees. Each is composed from values alone."""

from datetime import date
from typing import Any

from chalicelib.aftersales.guarantees.guarantee import Guarantee
from chalicelib.facts.aftersales import GuaranteeExtended
from chalicelib.facts.orders import LineDelayed
from chalicelib.mails import wording
from chalicelib.mails.order_details import OrderToTell
from chalicelib.mails.rendering import Letter, render


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
