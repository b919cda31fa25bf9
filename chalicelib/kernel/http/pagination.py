"""Pages of lists: a cursor is opened, a page fetched, the next cursor sealed, for every list of the API alike."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

import msgspec

from chalicelib.kernel.http.call import Call
from chalicelib.kernel.values import cursors
from chalicelib.kernel.values.cursors import Position
from chalicelib.kernel.values.lists import Page, PageRequest

ListQuery = TypeVar("ListQuery", bound=PageRequest)
Stored = TypeVar("Stored")
Shown = TypeVar("Shown")


def paged(
    call: Call[None, ListQuery],
    fetch: Callable[[int, Position | None], tuple[Sequence[Stored], Position | None]],
    view: Callable[[Stored], Shown],
) -> Page[Shown]:
    """The page of a list that a call asks for. Raises: InvalidCursor.

    `fetch(limit, position)` reads up to `limit` entries from a position (None: the start) and states the position of
    the next page, None at the end. A cursor is accepted only by the list, path, filters and caller it was given to.
    """
    found, next_cursor = cursors.fetch_page(call.query.cursor, partial(fetch, call.query.limit), *_binding(call))
    return {"items": [view(each) for each in found], "next_cursor": next_cursor}


def _binding(call: Call[None, ListQuery]) -> tuple[str, ...]:
    query = msgspec.to_builtins(call.query)
    filters = {name: value for name, value in query.items() if name not in ("cursor", "limit")}
    return (call.route, call.principal.subject, msgspec.json.encode([call.path_values(), filters]).decode())
