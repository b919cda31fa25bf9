"""Posting to the thread of a case: once under a key, told to the other side, with the time the seller has to answer."""

from contextlib import suppress

from pynamodb.expressions.update import Action as Change

from chalicelib.aftersales.messages import queries
from chalicelib.aftersales.messages.message import MESSAGES_MAX, Author, CaseParties, Message
from chalicelib.aftersales.messages.models import THREAD, MessageItem, ThreadItem
from chalicelib.facts.aftersales import MessagePosted
from chalicelib.kernel import deadlines
from chalicelib.kernel.deadlines import Deadline, Kind
from chalicelib.kernel.fact_store import record_act
from chalicelib.kernel.http import idempotency
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values import ids
from chalicelib.kernel.values.problems import Problem
from chalicelib.markets import directory
from chalicelib.markets.due_dates import working_days_end_at
from chalicelib.people.sealed_texts import seal_text

ANSWER_DUE = Kind("aftersales.answer_due")


class ThreadFull(Problem):
    slug, status, title = "thread-full", 409, "The thread has no room for another message"


class _PostedBefore(Exception):
    """The message of this request is there."""


def post(
    parties: CaseParties, author: Author, text: str, request: idempotency.Request, *, file_ids: tuple[str, ...] = ()
) -> Message:
    """Post a message; a repeated key posts none. Returns the message.

    Raises: ThreadFull, IdempotencyKeyReused, FiscalRecordErased.
    """
    if idempotency.find_decision(request) is None and queries.thread(parties.case_id).posted >= MESSAGES_MAX:
        raise ThreadFull()
    (message_id,) = idempotency.decide(request, (ids.new_ulid(),))
    with suppress(_PostedBefore):
        transactions.commit(_post_acts(parties, author, text, message_id=message_id, file_ids=file_ids))
    return queries.message(parties.case_id, message_id, parties.person_id)


def note_acts(person_id: str, case_id: str, text: str | None, *, author: Author = "BUYER") -> list[transactions.Act]:
    """The acts that put what somebody wrote with a step of a case into its thread; none without a text.

    The step has a time and a fact of its own, so the message needs neither.
    Raises: FiscalRecordErased.
    """
    if text is None:
        return []
    message = _message(case_id, ids.new_ulid(), author, seal_text_of=(person_id, text))
    return [transactions.put_new(message), _counting(case_id, author=author)]


def _post_acts(
    parties: CaseParties, author: Author, text: str, *, message_id: str, file_ids: tuple[str, ...]
) -> list[transactions.Act]:
    answer_by = _answer_by(parties) if author == "BUYER" else None
    message = _message(parties.case_id, message_id, author, seal_text_of=(parties.person_id, text))
    message.answer_by = answer_by
    message.file_ids = file_ids or None
    fact = MessagePosted(
        case_id=parties.case_id,
        message_id=message_id,
        author=author,
        order_id=parties.order_id,
        line_id=parties.line_id,
        seller_id=parties.seller_id,
        product_id=parties.product_id,
        sku=parties.sku,
        answer_by=answer_by,
    )
    return [
        transactions.put_new(message, lambda _: _PostedBefore()),
        _counting(parties.case_id, author=author, answer_by=answer_by),
        record_act(fact),
        *([_answer_due_act(parties.case_id, answer_by)] if answer_by else ()),
    ]


def _answer_due_act(case_id: str, answer_by: str) -> transactions.Act:
    """The act that has the thread looked at when the answer is due; the same one for all messages of a day."""
    due = Deadline(kind=ANSWER_DUE, subject=case_id, due_at=answer_by, payload={"case_id": case_id})
    return deadlines.schedule_act(due)


def unanswered_act(case_id: str, answer_by: str) -> transactions.Act:
    """The condition that the answer due at that time was not given. Refusal: Conflict."""
    return transactions.check(ThreadItem(case_id, THREAD), ThreadItem.answer_by == answer_by)


def _message(case_id: str, message_id: str, author: Author, *, seal_text_of: tuple[str, str]) -> MessageItem:
    person_id, text = seal_text_of
    sealed = seal_text(person_id, queries.place_of(case_id, message_id), text)
    return MessageItem(case_id, message_id, author=author, posted_at=clock.timestamp(), sealed_text=sealed)


def _counting(case_id: str, *, author: Author = "BUYER", answer_by: str | None = None) -> transactions.Act:
    """Count a message. An answer that is due already keeps its time; the seller's or platform's message gives it."""
    changes: list[Change] = [ThreadItem.posted.add(1)]
    if answer_by is not None:
        changes.append(ThreadItem.answer_by.set(ThreadItem.answer_by | answer_by))
    elif author != "BUYER":
        changes.append(ThreadItem.answer_by.remove())
    room = ThreadItem.posted.does_not_exist() | (ThreadItem.posted < MESSAGES_MAX)
    return transactions.update(ThreadItem(case_id, THREAD), *changes, condition=room, refusal=lambda _: ThreadFull())


def _answer_by(parties: CaseParties) -> str:
    market, now = directory.market(parties.market), clock.timestamp()
    return working_days_end_at(market, now, market.windows.first_answer_working_days.at(now))
