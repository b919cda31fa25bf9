"""Response bodies of threads, built from values."""

from collections.abc import Iterable

from chalicelib.aftersales.cases.case_files import FileLink
from chalicelib.aftersales.cases.views import files_view
from chalicelib.aftersales.messages.answers import ShownMessage
from chalicelib.aftersales.messages.message import Message


def message_view(found: Message, files: Iterable[FileLink]) -> ShownMessage:
    """A message as both sides see it: who wrote it, by role, without an address."""
    return {
        "message_id": found.message_id,
        "author": found.author,
        "posted_at": found.posted_at,
        "text": found.text,
        "answer_by": found.answer_by,
        "files": files_view(files)["items"],
    }
