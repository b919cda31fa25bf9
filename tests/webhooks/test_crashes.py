"""Crashing: a process that ends at any of its writes loses no message and upsets no order."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

from chalicelib.kernel import facts
from tests.webhooks.post_office import PostOffice, opened
from tests.webhooks.sales import LIFE, LIFE_TYPES, ONE, ORDER

HERE = "erp.one.example.com"


def test_a_crash_at_any_write_loses_no_message_and_keeps_the_order() -> None:

    def life(office: PostOffice) -> None:
        office.hear(office.happen(*LIFE))
        office.work()

    points = _writes(life)
    assert len(points) >= 15
    for point in points:
        for phase in ("before", "after"):
            with opened() as office:
                office.an_endpoint(ONE, HERE)
                crashing = _Crashing(point, phase)
                office.world.on_call = crashing
                with suppress(_Ended):
                    life(office)
                office.world.on_call = lambda _: None
                assert crashing.is_done, point
                # Messages come back after their time, the sweeper of facts sends again what was not relayed.
                office.clock.advance(minutes=10)
                office.hear(facts.story(ORDER))
                office.pass_time(timedelta(minutes=12))
                told = list(dict.fromkeys((post.id, post.said["type"]) for post in office.posts))
                expected = LIFE_TYPES[: len(facts.story(ORDER))]
                assert [kind for _, kind in told] == expected, (point, phase)


class _Ended(BaseException):
    """The process is gone."""


class _Crashing:
    """Ends the process at one write, before it or after it had its effect."""

    def __init__(self, point: int, phase: str) -> None:
        self.point, self.phase, self.seen, self.is_done = point, phase, 0, False

    def __call__(self, call: Any) -> None:
        if not _is_write(call) or self.is_done:
            return
        self.seen += call.phase == "before"
        if self.seen == self.point and call.phase == self.phase:
            self.is_done = True
            raise _Ended


def _is_write(call: Any) -> bool:
    return call.operation in ("PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems", "SendMessageBatch")


def _writes(act: Callable[[PostOffice], None]) -> range:

    with opened() as office:
        office.an_endpoint(ONE, HERE)
        counted = _Crashing(0, "before")
        office.world.on_call = counted
        act(office)
        return range(1, counted.seen + 1)
