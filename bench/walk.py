"""Walks: calls of the functions that ship, one leading to the next, each recorded with its bill.

Units are a call's bill; its processor time is that of the same call with the recorded answers given again.
"""

import statistics
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import msgspec

import app
from bench.market import Event, Market, answered
from bench.raw_calls import raw_ms
from bench.recorded_answers import Tape, record, replay
from doubles.in_memory_aws.capacity import Unit

WARM_UP_CALLS, CALLS = 10, 300
# A handler: what it is given, and a context.
Function = Callable[[Event, None], Any]


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """One call of a function within a step of a walk."""

    step: str
    function: str
    act: Callable[[], Any]
    tape: Tape
    units: tuple[Unit, ...]


class Spent(msgspec.Struct, frozen=True, kw_only=True):
    """Milliseconds of CPU of a warm call, and of the same calls to AWS and Stripe made with the raw clients."""

    own_ms: float
    raw_ms: float


class Walk:
    """What happens in a market from now on, call by call."""

    def __init__(self, given: Market) -> None:
        self.given = given
        self.calls: list[Call] = []
        self.step = ""

    def request(self, step: str, event: Event, status: int = 200) -> dict[str, Any]:
        """A request to the API, and everything that it leads to; its answer."""
        self.step = step
        answer = self.call("APIHandler", lambda event, _: answered(event, status), event)
        self.to_quiet()
        body: dict[str, Any] = msgspec.json.decode(answer)
        return body

    def to_quiet(self) -> None:
        """Everything that is waiting happens, and what it leads to."""
        while self._worked():
            pass

    def call(self, name: str, function: Function, event: Event, _: None = None) -> Any:
        """Call a function and keep the call; what it answered."""
        before, answers = len(self.given.world.units), list[Any]()
        tape = record(self.given, lambda: answers.append(function(event, None)))
        units = tuple(self.given.world.units[before:])
        act = partial(function, event, None)
        self.calls.append(Call(step=self.step, function=name, act=act, tape=tape, units=units))
        return answers[0]

    def _worked(self) -> int:
        events, records = self.given.stripe_events(), self.given.new_facts()
        for event in events:
            self.call("APIHandler", lambda event, _: answered(event), event)
        if records:
            self.call("relay_facts", app.relay_facts, {"Records": records})
        functions: dict[str, tuple[str, Function]] = {
            "money": ("money_worker", app.money_worker),
            "reactions": ("react", app.react),
            "mails": ("send_mails", app.send_mails),
            "webhooks.fifo": ("deliver_webhooks", app.deliver_webhooks),
        }
        worked = [self.given.work(queue, partial(self.call, *named)) for queue, named in functions.items()]
        return len(events) + len(records) + sum(worked)


def spent(given: Market, call: Call, calls: int = CALLS) -> Spent:
    """The medians of a call made again and again, and of its raw calls."""
    with replay(given, call.tape):
        times_ms(call.act, WARM_UP_CALLS)
        own = times_ms(call.act, calls)
    raw = raw_ms(given, call.tape, WARM_UP_CALLS + calls)[WARM_UP_CALLS:]
    return Spent(own_ms=statistics.median(own), raw_ms=statistics.median(raw))


def times_ms(act: Callable[[], Any], calls: int) -> list[float]:
    """Milliseconds of CPU of each of so many calls."""
    times = []
    for _ in range(calls):
        started = time.process_time_ns()
        act()
        times.append((time.process_time_ns() - started) / 1_000_000)
    return times
