"""Whom we write to about returns, claims and messages; each runs on the queue `mails` and may come twice."""

from functools import partial

import msgspec

from chalicelib.aftersales.messages import queries as message_queries
from chalicelib.aftersales.returns import parcels
from chalicelib.facts.aftersales import (
    AppealDecided,
    ClaimFact,
    ClaimOpened,
    ClaimResolved,
    ExchangeShipped,
    MessagePosted,
    RepairFinished,
    ReturnApproved,
    ReturnClosed,
    ReturnFact,
    ReturnOpened,
    ReturnReceived,
    ReturnRefused,
    ReturnTakenOver,
    ReturnToSendBack,
)
from chalicelib.kernel.fact_store import Recorded
from chalicelib.kernel.runtime.settings import settings
from chalicelib.mails.cases.case_letters import CaseNews, case_news, sellers_case_news
from chalicelib.mails.order_details import OrderToTell, gather
from chalicelib.mails.outbox import send_once, send_to_once
from chalicelib.markets.due_dates import last_day
from chalicelib.people.person import Identifiers
from chalicelib.people.queries import identifiers
from chalicelib.sellers import queries as sellers

# The codes of the news, for the buyer and for the seller; a refund has a mail of its own.
_CLOSED = {"NOT_SENT": "NOT_SENT", "REFUSED": "REFUSAL_STANDS", "SENT_BACK": "SENT_BACK"}
_RESOLVED_BY = {
    ("RETURNED", "SELLER_SILENT"): "CLAIM_RETURNED_UNANSWERED",
    ("RETURNED", "OPERATORS_DECIDED"): "CLAIM_RETURNED_BY_DECISION",
    ("REFUNDED", "SELLER_SILENT"): "CLAIM_REFUNDED_UNANSWERED",
    ("REFUNDED", "NOT_SHIPPED"): "CLAIM_REFUNDED_NOT_SHIPPED",
}
_RESOLVED = {"REPLACED": "EXCHANGE_SHIPPED", "RETURNED": "CLAIM_RETURNED", "REJECTED": "CLAIM_REJECTED"}


def tell_return(fact: Recorded, happened: ReturnFact) -> None:
    """Mail the buyer and the seller what happened to a return, each what concerns it."""
    due_by = _due_by(happened)
    if (code := _buyers_code(happened)) is not None:
        _tell_buyer(fact, happened, happened.return_id, code=code, due_by=due_by)
    if (code := _sellers_code(happened)) is not None:
        _tell_seller(fact, happened, happened.return_id, code=code, due_by=due_by)


def tell_claim(fact: Recorded, happened: ClaimFact) -> None:
    """Mail the seller that a claim was opened, and the buyer what came of it."""
    if isinstance(happened, ClaimOpened):
        _tell_buyer(fact, happened, happened.claim_id, code="CLAIM_OPENED", due_by=happened.answer_by)
        _tell_seller(fact, happened, happened.claim_id, code="CLAIM_OPENED", due_by=happened.answer_by)
    elif isinstance(happened, ClaimResolved):
        code = _RESOLVED_BY.get((happened.outcome, happened.cause or "")) or _RESOLVED.get(happened.outcome)
        if code is not None:
            _tell_buyer(fact, happened, happened.claim_id, code=code, due_by=None)


def tell_message(fact: Recorded, posted: MessagePosted) -> None:
    """Mail a message to the other side; one of the platform goes to both."""
    if posted.author != "BUYER":
        code = "MESSAGE" if posted.author == "SELLER" else "PLATFORM_MESSAGE"
        _tell_buyer(fact, posted, posted.case_id, code=code, due_by=None, message_id=posted.message_id)
    if posted.author != "SELLER":
        code = "MESSAGE" if posted.author == "BUYER" else "PLATFORM_MESSAGE"
        _tell_seller(fact, posted, posted.case_id, code=code, due_by=posted.answer_by, message_id=posted.message_id)


def _buyers_code(happened: ReturnFact) -> str | None:
    if isinstance(happened, ReturnOpened):
        return "RETURN_OPENED" if happened.answer_by else "RETURN_APPROVED_AT_ONCE"
    if isinstance(happened, ReturnClosed):
        return _CLOSED.get(happened.outcome)
    if isinstance(happened, ReturnApproved):
        return "RETURN_APPROVED" if happened.send_by else "REFUSAL_TAKEN_BACK"
    if isinstance(happened, AppealDecided):
        return "APPEAL_UPHELD" if happened.is_upheld else "APPEAL_REJECTED"
    return {
        ReturnRefused: "RETURN_REFUSED",
        ReturnReceived: "RETURN_RECEIVED",
        ReturnTakenOver: "RETURN_TAKEN_OVER",
        ReturnToSendBack: "REFUSAL_STANDS",
        RepairFinished: "REPAIR_FINISHED",
        ExchangeShipped: "EXCHANGE_SHIPPED",
    }.get(type(happened))


def _sellers_code(happened: ReturnFact) -> str | None:
    if isinstance(happened, ReturnOpened):
        return "RETURN_OPENED" if happened.answer_by else "RETURN_APPROVED"
    codes: dict[type[ReturnFact], str] = {ReturnTakenOver: "RETURN_TAKEN_OVER", ReturnToSendBack: "TO_SEND_BACK"}
    return codes.get(type(happened))


def _due_by(happened: ReturnFact) -> str | None:
    for member in ("answer_by", "send_by", "appeal_by", "resolve_by"):
        if (due_by := getattr(happened, member, None)) is not None:
            return str(due_by)
    return None


def _tell_buyer(
    fact: Recorded,
    happened: ReturnFact | ClaimFact | MessagePosted,
    case_id: str,
    *,
    code: str,
    due_by: str | None,
    message_id: str | None = None,
) -> None:
    order = gather(happened.order_id)
    told = _news(order, happened.line_id, case_id, code=code, due_by=due_by, message_id=message_id)
    told = msgspec.structs.replace(told, parcel=_parcel_to_buyer(order.person_id, happened))
    send_once(fact.fact_id, "case_news", order.person_id, lambda _contact, _day: case_news(order, told))


def _parcel_to_buyer(person_id: str, happened: ReturnFact | ClaimFact | MessagePosted) -> Identifiers | None:
    """The parcel in which a repaired, refused or other device is on its way; one of another device is the line's."""
    if isinstance(happened, RepairFinished):
        return parcels.to_buyer(person_id, happened.return_id, "REPAIRED")
    if isinstance(happened, ReturnClosed):
        return parcels.to_buyer(person_id, happened.return_id, happened.outcome)
    is_replaced = isinstance(happened, ClaimResolved) and happened.outcome == "REPLACED"
    if is_replaced or isinstance(happened, ExchangeShipped):
        return identifiers(person_id, happened.line_id)
    return None


def _tell_seller(
    fact: Recorded,
    happened: ReturnFact | ClaimFact | MessagePosted,
    case_id: str,
    *,
    code: str,
    due_by: str | None,
    message_id: str | None = None,
) -> None:
    order = gather(happened.order_id)
    told = _news(order, happened.line_id, case_id, code=code, due_by=due_by, message_id=message_id)
    title = order.line(happened.line_id).title
    send_to_once(
        fact.fact_id,
        "sellers_case_news",
        happened.seller_id,
        lambda trader, _: sellers_case_news(trader, title, told, _sellers_link(case_id)),
        reach=lambda seller_id: sellers.seller(seller_id).trader,
    )


def _news(
    order: OrderToTell, line_id: str, case_id: str, *, code: str, due_by: str | None, message_id: str | None
) -> CaseNews:
    day = last_day(order.market, due_by) if due_by else None
    news = partial(CaseNews, code=code, case_id=case_id, line_id=line_id, day=day)
    if message_id is None:
        return news()
    return news(text=message_queries.message(case_id, message_id, order.person_id).text)


def _sellers_link(case_id: str) -> str:
    kind = "claims" if case_id.startswith("clm_") else "returns"
    return f"{settings.public_url.rstrip('/')}/sell/{kind}/{case_id}"
