"""What goes wrong in a history: drawn by chance at every opportunity, or exactly as written down.

Each opportunity (a call about to be made, an answer about to arrive, a message about to be handed over) has a name.
Chance here is a stream of its own, so a history without some of its faults still has the same buyers and delays.
"""

import random
from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple


class Strike(NamedTuple):
    """One thing that went wrong, and where."""

    where: str
    kind: str


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
    "message": {"doubled": 2, "late": 2, "hours late": 1, "poison": 1},
    "stream": {"lost": 4, "doubled": 1, "late": 3},
    "schedule": {"missed": 4, "doubled": 2},
    # The clock of one run of a function is minutes off.
    "clock": {"ahead": 1, "behind": 1},
}
# What scenes bring about, and no chance: Stripe has forgotten the key of a call whose outcome nobody knows yet.
PRUNED_KEY = Strike("stripe.keys", "pruned")
# Every kind of fault by the name it is counted under.
EVERY_FAULT = (*(f"{family} {kind}" for family, kinds in KINDS.items() for kind in kinds), " ".join(PRUNED_KEY))

# How often something goes wrong in a history, per opportunity of a family. Storms find what drizzle never does.
MOODS: tuple[dict[str, float], ...] = (
    {},
    {"event": 0.3, "message": 0.1, "stream": 0.2, "schedule": 0.3, "clock": 0.1},
    {"aws.before": 0.01, "aws.write": 0.03, "aws.after": 0.015, "event": 0.1, "schedule": 0.2, "clock": 0.03},
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
        "clock": 0.05,
    },
)

# Trouble comes in bursts: a retry meets what the first try met, and gives up.
BURSTS, BURST_LENGTH, BURST_LIKELIHOOD = 0.15, 5, 0.5


class Faults:
    """Deals out faults. Switched off, it still counts opportunities, so that their names keep their meaning.

    An opportunity is named by what is going on and the how-manieth of its sort it is: without an earlier fault, or with
    another line of code, a fault that is written down still finds its place.
    """

    def __init__(self, seed: str, mood: Mapping[str, float], written: Mapping[str, str] | None = None) -> None:
        self._chance = random.Random(f"{seed}/faults")
        self._mood = mood
        self._written = written
        self._met: Counter[str] = Counter()
        self._burst = 0
        self.is_on = True
        self.struck: list[Strike] = []
        # Every opportunity there was, for whoever wants to strike at each.
        self.opportunities: list[str] = []

    def at(self, family: str, about: str) -> str | None:
        """What goes wrong here, if anything."""
        sort = f"{family}: {about}"
        self._met[sort] += 1
        where = f"{sort} #{self._met[sort]}"
        self.opportunities.append(where)
        if not self.is_on:
            return None
        kind = self._drawn(family) if self._written is None else self._written.get(where)
        if kind is None:
            return None
        self.struck.append(Strike(where, kind))
        return kind

    def _drawn(self, family: str) -> str | None:
        likelihood = self._mood.get(family, 0.0)
        if self._burst > 0 and likelihood:
            self._burst -= 1
            likelihood = max(likelihood, BURST_LIKELIHOOD)
        if not likelihood or self._chance.random() >= likelihood:
            return None
        if self._burst == 0 and self._chance.random() < BURSTS:
            self._burst = BURST_LENGTH
        kinds = KINDS[family]
        return self._chance.choices(list(kinds), weights=list(kinds.values()))[0]
