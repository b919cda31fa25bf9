"""Lists: the shape of every answer that is one."""

from typing import Generic, TypedDict, TypeVar

Each = TypeVar("Each")


class Items(TypedDict, Generic[Each]):
    """A whole list."""

    items: list[Each]


class Page(TypedDict, Generic[Each]):
    """A part of a list; `next_cursor` asks for the part behind it and is null at the end."""

    items: list[Each]
    next_cursor: str | None
