"""Lists: how a client asks for a page of one, and the shape of every answer that is one."""

from typing import Annotated, Generic, TypedDict, TypeVar

from msgspec import Meta

from chalicelib.kernel.values.payloads import Payload

LIMIT_MAX = 100
# A cursor of ours has a few hundred characters.
CURSOR_CHARACTERS_MAX = 2_000

Cursor = Annotated[str, Meta(max_length=CURSOR_CHARACTERS_MAX)]
Limit = Annotated[int, Meta(ge=1, le=LIMIT_MAX)]
Each = TypeVar("Each")


class PageRequest(Payload, frozen=True, kw_only=True):
    """Query of a list: the cursor of the page, none for the first one, and the most entries it may have.

    A list with filters of its own, or another usual limit, extends it.
    """

    cursor: Cursor | None = None
    limit: Limit = 50


class Items(TypedDict, Generic[Each]):
    """A whole list."""

    items: list[Each]


class Page(TypedDict, Generic[Each]):
    """A part of a list; `next_cursor` asks for the next part and is null at the end."""

    items: list[Each]
    next_cursor: str | None
