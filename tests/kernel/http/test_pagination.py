"""A list is read page by page; a cursor opens the page after the one it came with, and no other list's."""

from collections.abc import Sequence
from typing import Any

import msgspec
import pytest

from chalicelib.kernel.http.auth import ANONYMOUS, Principal
from chalicelib.kernel.http.call import Call
from chalicelib.kernel.http.pagination import paged
from chalicelib.kernel.values.lists import Page, PageRequest
from chalicelib.kernel.values.problems import InvalidCursor

DEVICES = [f"device {number}" for number in range(5)]


class Filters(PageRequest, frozen=True, kw_only=True):
    colour: str = ""


def call(**values: Any) -> Call[None, Filters]:
    query = Filters(**{name: values.pop(name) for name in Filters.__struct_fields__ if name in values})
    known: dict[str, Any] = {
        "request_id": "r-1",
        "route": "GET /v1/rooms/{room}/devices",
        "path_params": {"room": "hall"},
        "principal": ANONYMOUS,
        "origin": "192.0.2.1",
        "headers": {},
        "query_params": {},
        "raw_body": b"",
        "body": None,
    }
    return Call(**known | values, query=query)


def devices(limit: int, position: dict[str, Any] | None) -> tuple[Sequence[str], dict[str, Any] | None]:
    start = position["next"] if position else 0
    return DEVICES[start : start + limit], {"next": start + limit} if start + limit < len(DEVICES) else None


def page(**values: Any) -> Page[str]:
    return paged(call(**values), devices, str.upper)


def test_following_the_cursors_shows_every_entry_once() -> None:
    shown, cursor, pages = [], None, 0
    while pages == 0 or cursor is not None:
        found = page(limit=2, cursor=cursor)
        shown += found["items"]
        cursor, pages = found["next_cursor"], pages + 1
    assert (shown, pages) == ([name.upper() for name in DEVICES], 3)


def test_a_page_may_have_another_length_than_the_one_before() -> None:
    assert page(limit=3, cursor=page(limit=1)["next_cursor"])["items"] == ["DEVICE 1", "DEVICE 2", "DEVICE 3"]


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"route": "GET /v1/rooms/{room}/chairs"},
        {"path_params": {"room": "attic"}},
        {"colour": "red"},
        {"principal": Principal(kind="seller", id="sel_1")},
    ],
)
def test_a_cursor_is_of_its_list_path_filters_and_caller(elsewhere: dict[str, Any]) -> None:
    cursor = page(limit=2)["next_cursor"]
    assert page(cursor=cursor)["items"] == ["DEVICE 2", "DEVICE 3", "DEVICE 4"]
    with pytest.raises(InvalidCursor):
        page(cursor=cursor, **elsewhere)


@pytest.mark.parametrize(
    "query", [{"limit": 0}, {"limit": 101}, {"cursor": "x" * 2_001}, {"limit": "ten"}, {"offset": 10}]
)
def test_a_page_has_1_to_100_entries_and_a_cursor_of_bounded_length(query: dict[str, Any]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(query, PageRequest, strict=False)


def test_a_page_has_50_entries_unless_another_number_is_asked_for() -> None:
    assert (PageRequest().limit, PageRequest().cursor) == (50, None)
