"""Reading threads and their messages."""

from collections.abc import Collection, Sequence
from typing import Any, cast

from chalicelib.aftersales.messages.message import Author, Message, Thread
from chalicelib.aftersales.messages.models import THREAD, MessageItem, ThreadItem
from chalicelib.kernel.values.problems import NotFound
from chalicelib.people import sealed_texts

# ULIDs begin with a digit below 8; the thread's own entry sorts behind them.
_BEHIND_MESSAGES = "8"


def thread(case_id: str) -> Thread:
    """The state of a case's thread, read consistently."""
    try:
        item = ThreadItem.get(case_id, THREAD, consistent_read=True)
    except ThreadItem.DoesNotExist:
        return Thread()
    return Thread(posted=int(item.posted), files=int(item.files or 0), answer_by=item.answer_by)


def unanswered(case_ids: Collection[str]) -> dict[str, str]:
    """By when the seller must answer, by case id, where an answer is due; the one due first comes first."""
    found = ThreadItem.batch_get([(case_id, THREAD) for case_id in case_ids]) if case_ids else ()
    due = {item.case_id: item.answer_by for item in found if item.answer_by}
    return dict(sorted(due.items(), key=lambda each: each[1]))


def message(case_id: str, message_id: str, person_id: str) -> Message:
    """One message, read consistently. Raises: NotFound."""
    found = find(case_id, message_id, person_id)
    if found is None:
        raise NotFound()
    return found


def find(case_id: str, message_id: str, person_id: str) -> Message | None:
    """One message, read consistently; None if it was not posted."""
    try:
        item = MessageItem.get(case_id, message_id, consistent_read=True)
    except MessageItem.DoesNotExist:
        return None
    return _values([item], person_id)[0]


def page_of_case(
    case_id: str, limit: int, start: dict[str, Any] | None, *, person_id: str
) -> tuple[list[Message], dict[str, Any] | None]:
    """A page of a case's messages, oldest first, and where the next page starts."""
    page = MessageItem.query(
        case_id,
        MessageItem.entry < _BEHIND_MESSAGES,
        limit=limit,
        page_size=limit,
        last_evaluated_key=start,
        consistent_read=True,
    )
    return _values(list(page), person_id), page.last_evaluated_key


def place_of(case_id: str, message_id: str) -> str:
    """Where a message's text opens."""
    return f"{case_id}#{message_id}"


def _values(items: Sequence[MessageItem], person_id: str) -> list[Message]:
    sealed = {place_of(item.case_id, item.entry): item.sealed_text for item in items}
    texts = sealed_texts.open_texts(person_id, sealed)
    return [
        Message(
            case_id=item.case_id,
            message_id=item.entry,
            author=cast(Author, item.author),
            posted_at=item.posted_at,
            text=texts.get(place_of(item.case_id, item.entry)),
            answer_by=item.answer_by,
            file_ids=item.file_ids or (),
        )
        for item in items
    ]
