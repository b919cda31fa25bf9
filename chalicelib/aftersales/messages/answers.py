"""The response bodies of threads."""

from typing import TypedDict

from chalicelib.aftersales.cases.answers import ShownFile
from chalicelib.aftersales.messages.message import Author


class ShownMessage(TypedDict):
    """One message. `text` is null once the buyer's data was erased; `answer_by` is when the seller must answer.

    `files` are those sent with it.
    """

    message_id: str
    author: Author
    posted_at: str
    text: str | None
    answer_by: str | None
    files: list[ShownFile]
