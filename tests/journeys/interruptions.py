"""Interrupting: somebody else acts in full between two calls of a use case, at each place where that can happen."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from botocore.exceptions import ReadTimeoutError

from chalicelib.kernel.runtime import aws

_EVENT = "before-send.dynamodb"
_POINTS_MAX = 40


class Interruption:
    """Somebody else's act, just before the `point`-th call to DynamoDB that this thread makes, queries not counted."""

    def __init__(self, point: int, act: Callable[[], Any]) -> None:
        self._left = point
        self._act = act
        self._thread = threading.get_ident()
        self.happened = False
        self.outcome: Any = None

    def before_send(self, event_name: str, **_: Any) -> None:
        if threading.get_ident() != self._thread or event_name.endswith(".Query"):
            return
        self._left -= 1
        if self._left == 0:
            # In a thread of its own, as a request is; this one waits until it is over.
            with ThreadPoolExecutor(1) as somebody_else:
                self.outcome = somebody_else.submit(self._act).result()
            self.happened = True


@contextmanager
def interrupted(point: int, act: Callable[[], Any]) -> Iterator[Interruption]:
    """Have `act` done at a point of what this thread does meanwhile."""
    interruption, events = Interruption(point, act), aws.client("dynamodb").meta.events
    events.register(_EVENT, interruption.before_send)
    try:
        yield interruption
    finally:
        events.unregister(_EVENT, interruption.before_send)


def at_every_point(scene: Callable[[int], bool]) -> int:
    """Play `scene(point)` for every point there is, until one says that nobody interrupted; how many did."""
    for point in range(1, _POINTS_MAX):
        if not scene(point):
            return point - 1
    raise AssertionError(f"more than {_POINTS_MAX} calls")


class LostAnswer:
    """The answer to the `point`-th call to DynamoDB that this thread makes never arrives; the call had its effect."""

    def __init__(self, point: int) -> None:
        self._left = point
        self._thread = threading.get_ident()
        self.operation = ""  # the call it was, once it happened

    def after_call(self, model: Any, **_: Any) -> None:
        if threading.get_ident() != self._thread:
            return
        self._left -= 1
        if self._left == 0:
            self.operation = model.name
            raise ReadTimeoutError(endpoint_url="http://dynamodb.test")


@contextmanager
def answer_lost(point: int) -> Iterator[LostAnswer]:
    """Lose one answer to what this thread does meanwhile."""
    lost, events = LostAnswer(point), aws.client("dynamodb").meta.events
    events.register("after-call.dynamodb", lost.after_call)
    try:
        yield lost
    finally:
        events.unregister("after-call.dynamodb", lost.after_call)
