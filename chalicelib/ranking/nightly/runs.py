"""Runs of the re-ranking: the current one, its finished parts, each counted once."""

from collections.abc import Iterable
from datetime import timedelta

from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values import ids
from chalicelib.kernel.values.problems import NotFound
from chalicelib.ranking.models import DonePartItem, LatestRunItem, RunItem
from chalicelib.ranking.nightly.run_parts import LONGEST, Run, RunCounts, RunPart, scans, shards

LATEST, WHOLE = "latest", "run"
# Few orders are placed then, and an hour is long enough if the schedule misses a tick.
NIGHT_HOUR = 3
RESEND_AFTER = timedelta(minutes=15)


class _Begun(Exception):
    """Another process started a run meanwhile."""


class _Counted(Exception):
    """This part was already counted."""


class _Claimed(Exception):
    """Another process resends the parts."""


def run(run_id: str) -> Run:
    """A run, read consistently.

    Raises: NotFound, or WrongCell for an id of the other cell.
    """
    try:
        return _run(RunItem.get(ids.require_here("run", run_id), WHOLE, consistent_read=True))
    except RunItem.DoesNotExist as absent:
        raise NotFound() from absent


def latest() -> Run | None:
    """The run that started last, or None."""
    pointer = _pointer()
    return run(pointer.latest_run_id) if pointer else None


def is_under_way(found: Run) -> bool:
    """Whether the run is not done and not too old to continue."""
    return found.state != "DONE" and clock.now() - clock.parse(found.started_at) < LONGEST


def begin() -> tuple[Run, bool]:
    """A new run or the current one, and whether it is new: two runs at once would do everything twice."""
    while True:
        pointer = _pointer()
        found = run(pointer.latest_run_id) if pointer else None
        if found is not None and is_under_way(found):
            return found, False
        try:
            return _begin(pointer, pointer.night if pointer else None), True
        except _Begun:
            continue


def begin_night() -> Run | None:
    """The nightly run if it is due and not yet started, else None."""
    now, pointer = clock.now(), _pointer()
    night = clock.stamp(now)[:10]
    if now.hour != NIGHT_HOUR or (pointer is not None and pointer.night == night):
        return None
    try:
        return _begin(pointer, night)
    except _Begun:
        return None


def claim_resending(found: Run) -> bool:
    """Whether the run's missing parts are due to be sent again, by this caller alone."""
    if clock.now() - clock.parse(found.sent_at) < RESEND_AFTER:
        return False
    claimed = transactions.update(
        RunItem(found.run_id, WHOLE),
        RunItem.sent_at.set(clock.timestamp()),
        condition=RunItem.sent_at == found.sent_at,
        refusal=lambda _: _Claimed(),
    )
    try:
        transactions.commit([claimed])
    except _Claimed:
        return False
    return True


def missing(found: Run) -> list[RunPart]:
    """The unfinished parts of the run's current stage."""
    prefix = "scan#" if found.state == "SCANNING" else "shard#"
    done = {
        item.part
        for item in DonePartItem.query(found.run_id, DonePartItem.part.startswith(prefix), consistent_read=True)
    }
    wanted: Iterable[RunPart] = scans(found.run_id) if found.state == "SCANNING" else shards(found.run_id)
    return [part for part in wanted if part.name not in done]


def finish(part: RunPart, counted: RunCounts) -> None:
    """Count a part once, however often it is processed."""
    now = clock.timestamp()
    done = RunItem.scans_done if part.kind == "scan" else RunItem.shards_done
    acts = [
        transactions.put_new(DonePartItem(part.run_id, part.name, done_at=now), lambda _: _Counted()),
        transactions.update(
            RunItem(part.run_id, WHOLE),
            done.set(done + 1),
            RunItem.products.set(RunItem.products + counted.products),
            RunItem.boxes_changed.set(RunItem.boxes_changed + counted.boxes_changed),
            RunItem.failed.set(RunItem.failed + counted.failed),
            RunItem.broken_offers.set(RunItem.broken_offers + counted.broken_offers),
            RunItem.done_at.set(now),
            condition=RunItem.run_id.exists(),
        ),
    ]
    try:
        transactions.commit(acts)
    except _Counted:
        return


def _begin(pointer: LatestRunItem | None, night: str | None) -> Run:
    now, run_id = clock.timestamp(), ids.new_id("run")
    item = RunItem(run_id, WHOLE, started_at=now, sent_at=now, scans_done=0, shards_done=0)
    item.products = item.boxes_changed = item.failed = item.broken_offers = 0
    unchanged = LatestRunItem.absent() if pointer is None else LatestRunItem.latest_run_id == pointer.latest_run_id
    latest_now = LatestRunItem(LATEST, WHOLE, latest_run_id=run_id, night=night)
    transactions.commit([transactions.put(latest_now, unchanged, lambda _: _Begun()), transactions.put_new(item)])
    return _run(item)


def _pointer() -> LatestRunItem | None:
    try:
        return LatestRunItem.get(LATEST, WHOLE, consistent_read=True)
    except LatestRunItem.DoesNotExist:
        return None


def _run(item: RunItem) -> Run:
    return Run(
        run_id=item.run_id,
        started_at=item.started_at,
        sent_at=item.sent_at,
        done_at=item.done_at,
        scans_done=int(item.scans_done),
        shards_done=int(item.shards_done),
        counted=RunCounts(
            products=int(item.products),
            boxes_changed=int(item.boxes_changed),
            failed=int(item.failed),
            broken_offers=int(item.broken_offers),
        ),
    )
