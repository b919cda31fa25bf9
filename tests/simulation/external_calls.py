"""ExternalCalls: every call that leaves the application takes time, may go wrong and is looked at, before and after.

The calls are those of AWS clients (held in the in-memory AWS), stripe-python's (at its HTTP client) and the carriers'
(at `http_client.get`). At each the task waits, so any other may run in between; at each the process may die.
"""

import random
import re
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
import stripe

from chalicelib.gateways import http_client
from chalicelib.gateways.http_client import Answered, Limits
from doubles.in_memory_aws.faults import Conflict, Crash, Fault, InternalError, Throttled, Unanswered, Unreachable
from doubles.in_memory_aws.world import Call
from doubles.stripe_double.double import StripeDouble
from doubles.stripe_double.in_process import InProcessHttpClient
from local.tokens import API_MAY
from tests.simulation.faults import Faults
from tests.simulation.functions import Run
from tests.simulation.scheduler import MICROSECONDS, Scheduler
from tests.simulation.stored import PREFIX

WRITES = frozenset({"PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems"})
SECRET_KEY, RESTRICTED_KEY, PUBLISHABLE_KEY = "sk_test_simulated", "rk_test_simulated", "pk_test_simulated"
RESTRICTED = {RESTRICTED_KEY: frozenset(API_MAY)}

_STRIPE_KEYS = {"money_worker": SECRET_KEY, "api_handler": RESTRICTED_KEY}
_AWS_FAULTS: dict[str, type[Fault]] = {
    "unreachable": Unreachable,
    "unanswered": Unanswered,
    "throttled": Throttled,
    "internal": InternalError,
    "conflict": Conflict,
}
_ids = re.compile(r"\b(pi|re|ch)_\w+")
_DELAYS_SECONDS = (2, 6, 9, 40)
# Kinds that leave an effect at Stripe of which the caller does not hear.
_UNHEARD = frozenset({"timeout_after", "error_after"})


class ExternalCalls:
    """Calls out of the application. `seen` is called after each that took effect; Stripe is down in `silence`."""

    def __init__(self, scheduler: Scheduler, faults: Faults, chance: random.Random) -> None:
        self._scheduler = scheduler
        self._faults = faults
        self._chance = chance
        self.seen: Callable[[str, str], None] = lambda _service, _operation: None
        self.silence: tuple[int, int] = (0, 0)
        # For how long Stripe falls silent once it has done something that nobody heard of; no time in most scenes.
        self.silence_after_effect_seconds = 0
        # The idempotency keys that Stripe was sent.
        self.keys_sent: set[str] = set()
        self.trace: list[str] = []

    def note(self, line: str) -> None:
        """One line of the history's trace."""
        task = self._scheduler.current()
        name = task.name if task is not None else "the hub"
        self.trace.append(f"{self._scheduler.moment / MICROSECONDS:.6f} {name}: {line}")

    def aws(self, call: Call) -> None:
        """The hook of the in-memory AWS."""
        if self._scheduler.current() is None:
            return
        if call.phase == "before":
            self._travel_to_aws()
            self._strike_aws(
                "aws.write" if call.service == "dynamodb" and call.operation in WRITES else "aws.before", call
            )
            return
        self.note(f"{call.operation} {' '.join(sorted(call.about))} -> {call.outcome}")
        if call.outcome == "ok":
            self.seen(call.service, call.operation)
        self._strike_aws("aws.after", call)
        self._travel_to_aws()

    def _travel_to_aws(self) -> None:
        self._wait(0.001, 0.006, rarely=(0.02, 0.6))

    def _strike_aws(self, family: str, call: Call) -> None:
        tables = dict.fromkeys(about.partition(":")[0].removeprefix(PREFIX) for about in call.about)
        kind = self._strike(family, " ".join((call.operation, *tables)))
        if kind is not None:
            raise _AWS_FAULTS[kind]()

    def _strike(self, family: str, about: str) -> str | None:
        """What goes wrong here; a crash is raised, anything else is the caller's to bring about."""
        run = self._run()
        named = f"{run.function if run is not None else 'nobody'} {about}"
        kind = self._faults.at(family, named)
        if kind is None:
            return None
        self.note(f"FAULT {kind} at {self._faults.opportunities[-1]}")
        if run is not None:
            run.strikes.append(kind)
        if kind == "crash":
            raise Crash()
        return kind

    def _run(self) -> Run | None:
        task = self._scheduler.current()
        return task.fields.get("run") if task is not None else None

    def stripe_key(self) -> str:
        """The key of the function that calls; a function without one may not."""
        run = self._run()
        return _STRIPE_KEYS.get(run.function, "") if run is not None else SECRET_KEY

    def before_stripe(self, about: str, double: StripeDouble) -> None:
        """Time passes on the way to Stripe; a fault is planned in the double for the very call that follows."""
        self._wait(0.08, 0.5, rarely=(1.0, 5.0))
        kind = "timeout_before" if self.stripe_is_silent() else self._strike("stripe.before", _nameless(about))
        if self.stripe_is_silent() and (run := self._run()) is not None:
            run.strikes.append("silence")
        if kind in _UNHEARD and "POST" in about:
            self._fall_silent()
        if kind == "delay":
            double.inject("delay", times=1, seconds=self._chance.choice(_DELAYS_SECONDS))
        elif kind is not None:
            double.inject(kind, times=1)

    def _fall_silent(self) -> None:
        if self.silence_after_effect_seconds:
            begins = self._scheduler.moment + 10 * MICROSECONDS  # the call that is under way gets through
            self.silence = (begins, begins + self.silence_after_effect_seconds * MICROSECONDS)
            self.silence_after_effect_seconds = 0

    def after_stripe(self, about: str) -> None:
        self.note(about)
        self.seen("stripe", about)
        self._strike("stripe.after", _nameless(about))
        self._wait(0.01, 0.1, rarely=(0.2, 1.0))

    def stripe_is_silent(self) -> bool:
        start, end = self.silence
        return start <= self._scheduler.moment < end

    def before_carrier(self, about: str) -> str | None:
        self._wait(0.05, 0.3, rarely=(0.5, 2.0))
        kind = self._strike("carrier.before", about)
        self.note(about)
        return kind

    def _wait(self, least: float, most: float, *, rarely: tuple[float, float]) -> None:
        """Often exactly the least: what started together then stays together, and meets at every step."""
        luck = self._chance.random()
        span = rarely if luck < 0.04 else (least, least) if luck < 0.6 else (least, most)
        self._scheduler.sleep(self._chance.uniform(*span))


def _nameless(about: str) -> str:
    """A Stripe call without its ids, which are others in every history."""
    return _ids.sub("*", about.partition("?")[0].partition(" ->")[0])


class SimulatedStripeClient(InProcessHttpClient):
    """stripe-python's way to the double, with each function's own key."""

    def __init__(self, external_calls: ExternalCalls, double: StripeDouble, sleep: Callable[[float], None]) -> None:
        super().__init__(double, sleep=sleep)
        self._external_calls = external_calls
        self._stripe = double

    def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: Any = None,
        *,
        _usage: list[str] | None = None,
    ) -> tuple[str, int, Mapping[str, str]]:
        about = f"stripe {method.upper()} {url.removeprefix('http://stripe.test')}"
        sent = {**(headers or {}), "Authorization": f"Bearer {self._external_calls.stripe_key()}"}
        self._external_calls.before_stripe(about, self._stripe)
        if "Idempotency-Key" in sent:  # a process that died before it called has sent nothing
            self._external_calls.keys_sent.add(sent["Idempotency-Key"])
        try:
            answer = super().request(method, url, sent, post_data, _usage=_usage)
        except stripe.APIConnectionError:
            self._external_calls.after_stripe(f"{about} -> no answer")
            raise
        self._external_calls.after_stripe(f"{about} -> {answer[1]}")
        return answer


class SimulatedCarriers:
    """Stands in for `http_client.get`: parcels arrive `transit` after they are first asked for."""

    def __init__(self, external_calls: ExternalCalls, now: Callable[[], int], stamp: Callable[[], str]) -> None:
        self._external_calls = external_calls
        self._now = now
        self._stamp = stamp
        self._first_asked: dict[str, int] = {}
        self.said_delivered: set[str] = set()
        self.transit = 20 * 3600 * MICROSECONDS

    def get(self, url: str, _: Limits) -> Answered:
        parcel = url.rpartition("/")[2]
        kind = self._external_calls.before_carrier("carrier GET a parcel")
        if kind == "unreachable":
            raise http_client.Unreachable("the carrier does not answer")
        if kind == "broken":
            return Answered(status=503, body=b"{}")
        first = self._first_asked.setdefault(parcel, self._now())
        has_arrived = self._now() - first >= self.transit
        if has_arrived:
            self.said_delivered.add(parcel)
        body = {"status": "DELIVERED", "delivered_at": self._stamp()} if has_arrived else {"status": "IN_TRANSIT"}
        return Answered(status=200, body=msgspec.json.encode(body))
