"""A message of a case, and whom the case is between. Pure."""

from typing import Literal

import msgspec

Author = Literal["BUYER", "SELLER", "PLATFORM"]
# What an uploaded file goes with: the case itself, as one of its photos, or a message of its thread.
Belonging = Literal["CASE", "MESSAGE"]
# A thread that grows beyond this is for the telephone.
MESSAGES_MAX = 200
FILES_OF_THREAD_MAX = 30


class CaseParties(msgspec.Struct, frozen=True, kw_only=True):
    """The case a thread belongs to, and the line it is about."""

    case_id: str
    order_id: str
    line_id: str
    seller_id: str
    product_id: str
    sku: str
    person_id: str
    market: str


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """`text` is None once the buyer was erased. `answer_by` is when the seller must have answered."""

    case_id: str
    message_id: str
    author: Author
    posted_at: str
    text: str | None
    answer_by: str | None = None
    file_ids: tuple[str, ...] = ()


class Thread(msgspec.Struct, frozen=True, kw_only=True):
    """How many messages and files there are, and by when the seller must answer; None where no answer is due."""

    posted: int = 0
    files: int = 0
    answer_by: str | None = None
