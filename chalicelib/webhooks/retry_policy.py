"""The retry policy: when a failed message is tried again, and when it is given up."""

from datetime import timedelta

# The example schedule of Standard Webhooks 1.0 ("Deliverability and reliability"): ten attempts over 75 hours.
PAUSES = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
ATTEMPTS_MAX = len(PAUSES) + 1
JITTER_PERCENT = 20
RETRY_AFTER_MAX = timedelta(hours=24)

# An endpoint with this many time-outs in a row is served by the slow queue.
TIMEOUTS_TO_SLOW = 2
# An endpoint that only failed for this long, and at least this often, is switched off.
FAILING_FOR_MAX = timedelta(days=5)
FAILURES_TO_DISABLE = 3


def pause_after(tries: int, chance_percent: int, retry_after: timedelta | None) -> timedelta | None:
    """The pause after the `tries`-th attempt failed; None after the last one.

    `chance_percent`, 0 to 40, spreads it over 80 to 120 %. A receiver's Retry-After may lengthen it, to a day at most.
    """
    if tries >= ATTEMPTS_MAX:
        return None
    pause = PAUSES[tries - 1] * (100 - JITTER_PERCENT + chance_percent) / 100
    return max(pause, min(retry_after or pause, RETRY_AFTER_MAX))


def is_slow(timeouts_in_a_row: int) -> bool:
    return timeouts_in_a_row >= TIMEOUTS_TO_SLOW


def has_failed_for_good(failing_for: timedelta, failures_in_a_row: int) -> bool:
    return failing_for >= FAILING_FOR_MAX and failures_in_a_row >= FAILURES_TO_DISABLE
