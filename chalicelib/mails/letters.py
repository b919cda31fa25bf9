"""The letters we write: what each says, from values alone, so that the same values always say the same."""

from functools import partial
from typing import Any

from chalicelib.facts.orders import LineCancelled
from chalicelib.facts.webhooks import EndpointDisabled
from chalicelib.kernel.runtime.settings import settings
from chalicelib.mails import wording
from chalicelib.mails.order_details import OrderToTell
from chalicelib.mails.rendering import Letter, render
from chalicelib.markets import directory, legal_texts
from chalicelib.markets.disclosures import Moment, disclosures
from chalicelib.people.person import Identifiers, PersonContact
from chalicelib.sellers.profile.seller import Trader

ALWAYS_SHOWN = {"goods", "shipping", "total"}


def order_confirmation(order: OrderToTell, contact: PersonContact, said_on: str) -> Letter:
    """The contract, as the buyer may keep it: devices, sellers, money, rights, the order's link."""

    def law(key: str, **figures: str | int) -> str:
        return legal_texts.wording(order.market, order.language, key, on=said_on, **figures)

    disclosed = partial(disclosures, order.market, language=order.language, on=said_on)
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
    """The link, for a buyer who lost it. Nothing in it was typed by a buyer: the order may be unpaid."""
    subject = wording.named(order.language, "subject", "order_link", order_id=order.order_id)
    return render("order_link", subject, order.language, {"order": order})


def line_shipped(order: OrderToTell, line_id: str, parcel: Identifiers | None) -> Letter:
    """A device left its seller; which parcel it is in."""
    line = order.line(line_id)
    context: dict[str, Any] = {"order": order, "line": line, "parcel": parcel}
    subject = wording.named(order.language, "subject", "line_shipped", title=line.title)
    return render("line_shipped", subject, order.language, context)


def line_cancelled(order: OrderToTell, cancelled: LineCancelled) -> Letter:
    """A device will not come, why, and how much money goes back."""
    line = order.line(cancelled.line_id)
    context: dict[str, Any] = {"order": order, "line": line, "by": cancelled.by}
    subject = wording.named(order.language, "subject", "line_cancelled", title=line.title)
    return render("line_cancelled", subject, order.language, context)


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


def language_of(country: str) -> str:
    """The language a trader of a country is written to in: that of its market, else English."""
    spoken = {market.code: market.default_language for market in directory.markets(settings.cell)}
    return spoken.get(country, "en")
