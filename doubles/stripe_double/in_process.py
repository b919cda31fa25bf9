"""A transport for Stripe's own library that reaches the double without a socket."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

import stripe
from requests.structures import CaseInsensitiveDict

from doubles.stripe_double.double import StripeDouble
from doubles.stripe_double.wire import Answer, StillRunning, StripeTimesOut


def _no_sleep(_: float) -> None:
    """Waiting takes no time where no clock is given."""


class InProcessHttpClient(stripe.HTTPClient):
    """`sleep(seconds)` is called where the library or a slow answer would wait: a simulation moves
    its clock there. Answers slower than `timeout_seconds` are connection errors, and still run."""

    name = "in_process"

    def __init__(
        self, double: StripeDouble, *, sleep: Callable[[float], None] = _no_sleep, timeout_seconds: float = 8
    ) -> None:
        super().__init__()
        self._double = double
        self._sleep = sleep
        self._timeout_seconds = timeout_seconds

    def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: Any = None,
        *,
        _usage: list[str] | None = None,
    ) -> tuple[str, int, Mapping[str, str]]:
        parts = urlsplit(url)
        target = f"{parts.path}?{parts.query}" if parts.query else parts.path
        body = post_data.encode() if isinstance(post_data, str) else post_data or b""
        try:
            answer = self._answer(method, target, headers or {}, body)
        except StripeTimesOut as silence:
            self._sleep(self._timeout_seconds)
            words = f"The double does not answer: {silence}"
            raise stripe.APIConnectionError(words, should_retry=True) from silence  # type: ignore[no-untyped-call]
        found: Mapping[str, str] = CaseInsensitiveDict(answer.headers)
        return answer.body.decode(), answer.status, found

    def _answer(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
        try:
            return self._double.answer(method, target, headers, body)
        except StillRunning as running:
            if running.seconds >= self._timeout_seconds:
                raise
            self._sleep(running.seconds)
            return self._double.finish(running.token)

    def _sleep_time_seconds(self, num_retries: int) -> float:
        # The library sleeps on the real clock for what this returns: wait on the given one instead.
        # Without jitter, so that a simulation is the same every time.
        self._sleep(min(self.INITIAL_DELAY * 2 ** (num_retries - 1), self.MAX_DELAY))
        return 0.0

    def close(self) -> None:
        """Nothing is open."""
