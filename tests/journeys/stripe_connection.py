"""The connection to Stripe for several threads: a lock around the double, and answers that a test can hold back."""

import threading
import time
from collections.abc import Mapping
from typing import Any

from doubles.stripe_double.double import StripeDouble
from doubles.stripe_double.events import Delivery
from doubles.stripe_double.in_process import InProcessHttpClient
from doubles.stripe_double.wire import Answer, Json

HOLD_SECONDS_MAX = 20
# A call that Stripe takes long over takes this long here: the double counts in whole seconds, too long to wait for.
REAL_SECONDS_PER_SECOND = 0.05


class LockedStripeDouble(StripeDouble):
    """The double behind one lock, as its server holds one."""

    def __init__(self, *given: Any, **named: Any) -> None:
        self._lock = threading.RLock()
        super().__init__(*given, **named)

    def answer(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        with self._lock:
            return super().answer(method, path, headers, body)

    def finish(self, token: str) -> Answer:
        with self._lock:
            return super().finish(token)

    def due_events(self, now: int | None = None) -> list[Delivery]:
        with self._lock:
            return super().due_events(now)

    def delivered(self, event_id: str, status: int) -> None:
        with self._lock:
            super().delivered(event_id, status)

    def inject(self, kind: str, **how: Any) -> Json:
        with self._lock:
            return super().inject(kind, **how)

    def made(self, kind: str) -> list[Json]:
        """Every object of a kind (`payment_intent`, `refund`) that Stripe ever made, oldest first."""
        with self._lock:
            return list(self.world.all(kind))


class StripeConnection:
    """The connection as the application sees it. After `hold`, each call that Stripe delays waits for `release`."""

    def __init__(self, double: StripeDouble) -> None:
        self._gate = threading.Event()
        self._gate.set()
        self.waiting = threading.Event()
        self.client = InProcessHttpClient(double, sleep=self._wait)

    def hold(self) -> None:
        """From now on no delayed call ends before `release`; `waiting` is set once a call waits."""
        self.waiting.clear()
        self._gate.clear()

    def release(self) -> None:
        self._gate.set()

    def _wait(self, seconds: float) -> None:
        if self._gate.is_set():
            time.sleep(seconds * REAL_SECONDS_PER_SECOND)
            return
        self.waiting.set()
        if not self._gate.wait(HOLD_SECONDS_MAX):
            raise AssertionError("the connection to Stripe was held and never released")
