"""The local stage's adjustable clock: skips fifteen minutes or two weeks at once."""

from collections.abc import Callable
from typing import Any

from chalicelib.kernel.runtime import clock
from chalicelib.kernel.runtime.settings import settings
from chalicelib.kernel.storage import key_value, transactions

KEY = "local-clock"
REFRESH_SECONDS = 0.5

_read_at = float("-inf")


def moved(event: Any, get_response: Callable[[Any], Any]) -> Any:
    """Middleware: sets the clock to the local market's time before each request or event."""
    refresh()
    return get_response(event)


def refresh() -> None:
    """Read the stored offset, at most every REFRESH_SECONDS; ignored outside the local stage."""
    global _read_at
    if settings.stage != "local" or clock.monotonic() - _read_at < REFRESH_SECONDS:
        return
    _read_at = clock.monotonic()
    clock.shift(offset())


def offset() -> int:
    """How many seconds the local market's clock is ahead."""
    stored = key_value.find(KEY)
    return int(stored.number) if stored is not None and stored.number is not None else 0


def set_offset(offset_seconds: int) -> None:
    """Set how many seconds the local market's clock is ahead, for all of its processes."""
    global _read_at
    stored = key_value.item(KEY, keep_days=None)
    stored.number = offset_seconds
    transactions.write(transactions.put(stored))
    _read_at = float("-inf")
