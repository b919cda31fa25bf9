"""What goes wrong in a history: drawn by chance at every opportunity, or exactly as written down.

Each opportunity (a call about to be made, an answer about to arrive, a message about to be handed over) has a number.
Chance here is a stream of its own, so a history without some of its faults still has the same buyers and delays.
"""

import random
from collections.abc import Mapping
from typing import NamedTuple

# The families of opportunities and what may happen at each, with weights. `crash` ends the process that was calling.
KINDS: dict[str, dict[str, int]] = {
    "aws.before": {"crash": 3, "unreachable": 2, "unanswered": 2, "throttled": 3, "internal": 2},
    "aws.write": {"crash": 3, "unreachable": 2, "unanswered": 2, "throttled": 3, "internal": 2, "conflict": 6},
    "aws.after": {"crash": 3, "unanswered": 3, "internal": 2},
    "stripe.before": {
        "crash": 3,
        "timeout_before": 3,
        "timeout_after": 5,
        "error_before": 2,
        "error_after": 2,
        "conflict": 2,
        "rate_limit": 2,
        "delay": 2,
    },
    "stripe.after": {"crash": 1},
    "carrier.before": {"crash": 1, "unreachable": 2, "broken": 2},
    "event": {"lost": 2, "late": 3, "doubled": 4},
    "message": {"doubled": 1},
    "stream": {"lost": 1, "doubled": 2},
    "schedule": {"missed": 4, "doubled": 2},
}

# How often something goes wrong in a history, per opportunity of a family. Storms find what drizzle never does.
MOODS: tuple[dict[str, float], ...] = (
    {},
    {"event": 0.3, "message": 0.1, "stream": 0.2, "schedule": 0.3},
    {"aws.before": 0.01, "aws.write": 0.03, "aws.after": 0.015, "event": 0.1, "schedule": 0.2},
    {"stripe.before": 0.15, "stripe.after": 0.1, "event": 0.3, "schedule": 0.2, "carrier.before": 0.3},
    {
        "aws.before": 0.02,
        "aws.write": 0.05,
        "aws.after": 0.03,
        "stripe.before": 0.2,
        "stripe.after": 0.2,
        "carrier.before": 0.3,
        "event": 0.3,
        "message": 0.2,
        "stream": 0.25,
        "schedule": 0.4,
    },
)


class Strike(NamedTuple):
    """One thing that went wrong."""

    number: int
    family: str
    kind: str


class Faults:
    """Deals out faults. Switched off, it still counts opportunities, so that numbers keep their meaning."""

    def __init__(self, seed: str, mood: Mapping[str, float], written: Mapping[int, str] | None = None) -> None:
        self._chance = random.Random(f"{seed}/faults")
        self._mood = mood
        self._written = written
        self.number = 0
        self.is_on = True
        self.struck: list[Strike] = []
        # Every opportunity of the golden runs, for whoever wants to strike at each.
        self.opportunities: list[tuple[int, str]] = []

    def at(self, family: str) -> str | None:
        """What goes wrong here, if anything."""
        self.number += 1
        self.opportunities.append((self.number, family))
        if not self.is_on:
            return None
        kind = self._drawn(family) if self._written is None else self._written.get(self.number)
        if kind not in KINDS[family]:
            return None  # written down for another call: without an earlier fault this number is somebody else's
        self.struck.append(Strike(self.number, family, kind))
        return kind

    def _drawn(self, family: str) -> str | None:
        if self._chance.random() >= self._mood.get(family, 0.0):
            return None
        kinds = KINDS[family]
        return self._chance.choices(list(kinds), weights=list(kinds.values()))[0]
