"""Sweeps: scheduled runs over elapsed minutes or hours, each continuing where the previous run stopped.

A slot is a minute or an hour of an index. The cursor, stored under a key of its own, is the start of the first slot
that is still open. A run reads every open slot and moves the cursor past those that are complete: so old that no late
write and no index lag can add to them.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

import msgspec

from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import key_value, transactions


class Sweep(msgspec.Struct, frozen=True, kw_only=True):
    """The slots and the cursor of one schedule.

    `slot` is the length of a slot. A slot is read from `read_after` after its start until `closes_after` after its end:
    the longest that an index may lag behind its table, or that a writer may take from reading the clock to writing.
    `first_look_back` is where the first run of a cell starts; later runs continue at the cursor, however old it is.
    """

    cursor: str
    slot: timedelta
    closes_after: timedelta
    first_look_back: timedelta
    read_after: timedelta = timedelta()

    def slots(self, now: datetime) -> Iterator[datetime]:
        """The starts of the slots to read, oldest first."""
        start = self._start(now)
        while start <= now - self.read_after:
            yield start
            start += self.slot

    def close(self, slots: Sequence[datetime], now: datetime) -> None:
        """Move the cursor past those of `slots` that may be closed.

        `slots` begin at the cursor, oldest first; one that is left out holds nothing. `now` must be the time at which
        the run began to read them.
        """
        ends = [start + self.slot for start in slots if start + self.slot + self.closes_after <= now]
        if ends:
            transactions.write(transactions.put(key_value.item(self.cursor, clock.stamp(ends[-1]), keep_days=None)))

    def run(
        self, look: Callable[[datetime], int], *, found_max: int | None = None, waits_until_empty: bool = False
    ) -> int:
        """Look at each open slot, oldest first; returns how many things `look` found in all.

        The cursor is stored after each slot in which something was found, and at the end: what `look` raises ends the
        run, and the next run repeats that slot. A run ends after the slot that reaches `found_max`. With
        `waits_until_empty` the cursor stops at the first slot in which something was found: a later run must find it
        empty.
        """
        now = clock.now()
        found, finished, is_waiting = 0, [], False
        for start in self.slots(now):
            found_here = look(start)
            found += found_here
            is_waiting = is_waiting or (waits_until_empty and found_here > 0)
            if not is_waiting:
                finished.append(start)
                if found_here:
                    self.close(finished, now)
            if found_max is not None and found >= found_max:
                break
        self.close(finished, now)
        return found

    def _start(self, now: datetime) -> datetime:
        stored = key_value.find(self.cursor)
        if stored is None or stored.content is None:
            first = now - self.first_look_back
            return first - (first - datetime.min.replace(tzinfo=first.tzinfo)) % self.slot
        return clock.parse(stored.content)
