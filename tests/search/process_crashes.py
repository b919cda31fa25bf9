"""Crashing: a process that ends at one of its writes, before it left or after it had its effect."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Literal

from chalicelib.kernel.runtime import aws
from tests.search.processes import begin_anew

SERVICES = ("dynamodb", "s3")
# A process that ends at a read ends as one that ends behind the write before it.
WRITES = ("PutItem", "DeleteItem", "PutObject", "DeleteObject")
When = Literal["before", "after"]


class Crash(BaseException):
    """The process is gone; nothing of it may catch this."""


class Calls:
    """Counts the writes a process asks for, and ends it at one of them."""

    def __init__(self, point: int | None = None, when: When = "before") -> None:
        self.made: list[str] = []
        self._point, self._when = point, when

    def before_call(self, model: Any, **_: Any) -> None:
        if model.name not in WRITES:
            return
        self.made.append(model.name)
        if self._when == "before" and len(self.made) == self._point:
            raise Crash(model.name)

    def after_call(self, model: Any, **_: Any) -> None:
        if model.name in WRITES and self._when == "after" and len(self.made) == self._point:
            raise Crash(model.name)


@contextmanager
def counted(calls: Calls) -> Iterator[Calls]:
    """Have `calls` see every write of this process meanwhile."""
    for service in SERVICES:
        events = aws.client(service).meta.events
        events.register(f"before-call.{service}", calls.before_call)
        events.register(f"after-call.{service}", calls.after_call)
    try:
        yield calls
    finally:
        for service in SERVICES:
            events = aws.client(service).meta.events
            events.unregister(f"before-call.{service}", calls.before_call)
            events.unregister(f"after-call.{service}", calls.after_call)


def crashed(act: Callable[[], Any], point: int, when: When) -> str | None:
    """The call at which `act` ended, None if it made fewer; afterwards the process is a new one."""
    try:
        with counted(Calls(point, when)):
            act()
    except Crash as crash:
        return str(crash)
    finally:
        begin_anew()
    return None


@contextmanager
def meanwhile(operation: str, ending: str, act: Callable[[], Any], *, skip: int = 0, times: int = 1) -> Iterator[None]:
    """Have somebody act just before S3 is asked something of a file whose name ends so; the first `skip` times not."""
    waits, left, is_acting = skip, times, False

    def before(params: dict[str, Any], **_: Any) -> None:
        nonlocal waits, left, is_acting
        if is_acting or not left or not params["Key"].endswith(ending):
            return
        if waits:
            waits -= 1
            return
        left, is_acting = left - 1, True
        act()
        is_acting = False

    event = f"provide-client-params.s3.{operation}"
    aws.client("s3").meta.events.register(event, before)
    try:
        yield
    finally:
        aws.client("s3").meta.events.unregister(event, before)
    assert left == 0, "nobody came by"
