"""Mails about returns and claims, to buyers and to sellers. Composed from values alone; no side's address is shown."""

from datetime import date
from typing import Any

import msgspec

from chalicelib.mails import wording
from chalicelib.mails.order_details import OrderToTell
from chalicelib.mails.rendering import Letter, render
from chalicelib.markets import formatting
from chalicelib.people.person import Identifiers
from chalicelib.sellers.profile.correspondence import language_of
from chalicelib.sellers.profile.seller import Trader


class CaseNews(msgspec.Struct, frozen=True, kw_only=True):
    """What happened to a case: a code of `NAMES`, the last day of a time limit, a message's text.

    `parcel` is the one in which a device is on its way to the buyer.
    """

    code: str
    case_id: str
    line_id: str
    day: date | None = None
    text: str | None = None
    parcel: Identifiers | None = None


def case_news(order: OrderToTell, told: CaseNews) -> Letter:
    """News of a return or claim, for the buyer, with the link to it."""
    line = order.line(told.line_id)
    context: dict[str, Any] = {
        # The order's page opens with the token; the case is a part of it.
        "order": msgspec.structs.replace(order, link=f"{order.link}#{told.case_id}"),
        "title": line.title,
        "code": told.code,
        "due_on": _day(told, order.language),
        "seller": line.seller.trade_name,
        "text": told.text,
        "parcel": told.parcel,
    }
    subject = wording.named(order.language, "subject", "case_news", title=line.title)
    return render("case_news", subject, order.language, context)


def sellers_case_news(trader: Trader, title: str, told: CaseNews, link: str) -> Letter:
    """News of a return or claim, for the seller, with the link to it."""
    language = language_of(trader.country)
    context: dict[str, Any] = {
        "trade_name": trader.trade_name,
        "title": title,
        "code": told.code,
        "due_on": _day(told, language),
        "text": told.text,
        "link": link,
        "case_id": told.case_id,
    }
    subject = wording.named(language, "subject", "sellers_case_news", title=title)
    return render("sellers_case_news", subject, language, context)


def _day(told: CaseNews, language: str) -> str:
    return "" if told.day is None else formatting.day(told.day, language)
