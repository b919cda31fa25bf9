"""Posting to the thread of a case: once under a key, told to the other side, with the time the seller has to answer."""

from pynamodb.expressions.update import Action as Change

from chalicelib.aftersales.cases.case_files import TooManyFiles
from chalicelib.aftersales.messages import message_files, queries
from chalicelib.aftersales.messages.message import FILES_OF_THREAD_MAX, MESSAGES_MAX, Author, CaseParties, Message
from chalicelib.aftersales.messages.models import THREAD, MessageItem, ThreadItem
from chalicelib.aftersales.messages.payloads import MessageRequest
from chalicelib.facts.aftersales import MessagePosted
from chalicelib.kernel import deadlines
from chalicelib.kernel.deadlines import Deadline, Kind
from chalicelib.kernel.fact_store import record_act
from chalicelib.kernel.http import idempotency
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.storage.tables import Table
from chalicelib.kernel.values import ids
from chalicelib.kernel.values.problems import Problem
from chalicelib.markets import directory
from chalicelib.markets.due_dates import working_days_end_at
from chalicelib.people.sealed_texts import seal_text
from chalicelib.uploads.uploads import UploadNotChecked, UploadRejected, UploadTaken

ANSWER_DUE = Kind("aftersales.answer_due")


class ThreadFull(Problem):
    slug, status, title = "thread-full", 409, "The thread has no room for another message"


class _PostedBefore(Exception):
    """The message of this request is there."""


# What a post may refuse.
REFUSALS = (ThreadFull, TooManyFiles, UploadNotChecked, UploadRejected, UploadTaken)


def post(parties: CaseParties, author: Author, asked: MessageRequest, request: idempotency.Request) -> Message:
    """Post a message with its files; a repeated key posts none. Returns the message.

    Raises: ThreadFull, TooManyFiles, NotFound for a file that is not of this case's messages, UploadNotChecked,
    UploadRejected, UploadTaken, IdempotencyKeyReused, FiscalRecordErased.
    """
    case_id, file_ids = parties.case_id, tuple(dict.fromkeys(asked.upload_ids))
    if idempotency.find_decision(request) is None:
        # A request that is refused stores nothing: it may come again under its key once its files were checked.
        _require_room(case_id, len(file_ids))
        message_files.take_acts(case_id, file_ids)
    (message_id,) = idempotency.decide(request, (ids.new_ulid(),))
    posted = queries.find(case_id, message_id, parties.person_id)
    if posted is None:
        try:
            _commit(parties, author, asked.text, message_id=message_id, file_ids=file_ids)
        except (_PostedBefore, UploadTaken):  # by the same request, sent twice at once, or by another message
            if queries.find(case_id, message_id, parties.person_id) is None:
                raise
        posted = queries.message(case_id, message_id, parties.person_id)
    return posted


def _commit(parties: CaseParties, author: Author, text: str, *, message_id: str, file_ids: tuple[str, ...]) -> None:
    taken = message_files.take_acts(parties.case_id, file_ids)
    transactions.commit([*_post_acts(parties, author, text, message_id=message_id, file_ids=file_ids), *taken])


def _require_room(case_id: str, files: int) -> None:
    found = queries.thread(case_id)
    if found.posted >= MESSAGES_MAX:
        raise ThreadFull()
    if found.files + files > FILES_OF_THREAD_MAX:
        raise TooManyFiles()


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
        _counting(parties.case_id, author=author, answer_by=answer_by, files=len(file_ids)),
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


def _counting(
    case_id: str, *, author: Author = "BUYER", answer_by: str | None = None, files: int = 0
) -> transactions.Act:
    """Count a message and its files. An answer that is due already keeps its time; the seller's or platform's message
    gives it."""
    changes: list[Change] = [ThreadItem.posted.add(1)]
    if answer_by is not None:
        changes.append(ThreadItem.answer_by.set(ThreadItem.answer_by | answer_by))
    elif author != "BUYER":
        changes.append(ThreadItem.answer_by.remove())
    room = ThreadItem.posted.does_not_exist() | (ThreadItem.posted < MESSAGES_MAX)
    if files:
        changes.append(ThreadItem.files.add(files))
        room &= ThreadItem.files.does_not_exist() | (ThreadItem.files <= FILES_OF_THREAD_MAX - files)
    return transactions.update(ThreadItem(case_id, THREAD), *changes, condition=room, refusal=_full)


def _full(item: Table | None) -> Problem:
    is_full = isinstance(item, ThreadItem) and item.posted >= MESSAGES_MAX
    return ThreadFull() if is_full else TooManyFiles()


def _answer_by(parties: CaseParties) -> str:
    market, now = directory.market(parties.market), clock.timestamp()
    return working_days_end_at(market, now, market.windows.first_answer_working_days.at(now))
