"""The local stage's movable clock: lets a person live through fifteen minutes or two weeks in a second."""

from collections.abc import Callable
from typing import Any

from chalicelib.kernel.runtime import clock
from chalicelib.kernel.runtime.settings import settings
from chalicelib.kernel.storage import key_value, transactions

KEY = "local-clock"
REFRESH_SECONDS = 0.5

_read_at = float("-inf")


def moved(event: Any, get_response: Callable[[Any], Any]) -> Any:
    """Middleware: whatever wakes the application, it wakes at the market's time."""
    refresh()
    return get_response(event)


def refresh() -> None:
    """Take over the offset somebody set; outside the local stage there is none, whatever the table says."""
    global _read_at
    if settings.stage != "local" or clock.monotonic() - _read_at < REFRESH_SECONDS:
        return
    _read_at = clock.monotonic()
    clock.shift(offset())


def offset() -> int:
    """By how many seconds the local market's clock is ahead."""
    stored = key_value.find(KEY)
    return int(stored.number) if stored is not None and stored.number is not None else 0


def set_offset(offset_seconds: int) -> None:
    """Move the local market's clock, for every process of it."""
    global _read_at
    stored = key_value.item(KEY, keep_days=None)
    stored.number = offset_seconds
    transactions.write(transactions.put(stored))
    _read_at = float("-inf")
