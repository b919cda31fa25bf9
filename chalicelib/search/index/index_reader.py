"""The index reader: a market's newest snapshot, open in this process and replaced without delaying requests."""

import msgspec

from chalicelib.kernel.runtime import background, clock, log
from chalicelib.kernel.values.problems import Problem
from chalicelib.search.index import engine, local_files, snapshots
from chalicelib.search.index.engine import Searcher
from chalicelib.search.index.manifest import Manifest, Snapshot

# How often a newer version is checked for, in the background.
LOOK_SECONDS = 15.0
# After this long without a check, a request checks first: Lambda freezes a function between requests, so its index
# may be hours old.
OVERDUE_SECONDS = 60.0
# An open index keeps what was read of it in memory: up to 25 MB for 100,000 products. Another market replaces the least
# recently used one, whose files stay on disk.
MARKETS_OPEN_MAX = 4


class SearchNotReady(Problem):
    slug, status, title = "search-not-ready", 503, "The search index is being built"
    retry_after_seconds = 30


class _Open(msgspec.Struct, frozen=True):
    """A market's snapshot and its reader."""

    snapshot: Snapshot
    searcher: Searcher


class _Markets(msgspec.Struct):
    """The open markets of this process, the most recently used last.

    One reference is replaced at a time, so that no reader sees two versions. `seen` are the markets whose files are
    on disk.
    """

    manifest: Manifest = snapshots.NOTHING
    looked_at: float = float("-inf")
    is_looking: bool = False
    open: dict[str, _Open] = {}
    seen: set[str] = set()


_shelf = _Markets()


def searcher(market: str) -> Searcher:
    """A reader of the newest snapshot of a market that this process has.

    Raises: SearchNotReady, Unavailable.
    """
    if not _shelf.manifest.is_built:
        # The first request in this process waits, because there is nothing to answer from yet.
        look()
    age = clock.monotonic() - _shelf.looked_at
    if age > OVERDUE_SECONDS:
        _look_if_possible()
    elif age > LOOK_SECONDS and not _shelf.is_looking:
        _shelf.is_looking = True
        background.run(_look_beside)
    return _of(market).searcher


def look() -> None:
    """Check for a newer version and open it in every market that is open here.

    Also updates a market that was opened from an older version while another check ran.
    """
    _shelf.looked_at = clock.monotonic()
    before, newest = _shelf.manifest, snapshots.current().manifest
    for market, held in list(_shelf.open.items()):
        snapshot = newest.markets.get(market)
        if snapshot is None or snapshot == held.snapshot:
            continue
        opened = _opened(snapshot)
        if _shelf.manifest is not before:
            return  # Another check may have found a newer version while this one was frozen.
        _shelf.open[market] = opened
    if newest.version != before.version and _shelf.manifest is before:
        _shelf.manifest = newest
        local_files.keep_only(snapshot for market, snapshot in newest.markets.items() if market in _shelf.seen)


def _of(market: str) -> _Open:
    held = _shelf.open.get(market)
    if held is None:
        snapshot = _shelf.manifest.markets.get(market)
        if snapshot is None:
            raise SearchNotReady()
        _shelf.seen.add(market)
        held = _opened(snapshot)
    # Another thread may have opened a newer version meanwhile.
    _shelf.open[market] = held = _shelf.open.pop(market, held)
    for longest_ago in list(_shelf.open)[:-MARKETS_OPEN_MAX]:
        _shelf.open.pop(longest_ago, None)
    return held


def _look_beside() -> None:
    try:
        look()
        # Also fetch the files of markets that were closed, so that the next request for one finds the newest.
        for market in sorted(_shelf.seen - _shelf.open.keys()):
            snapshot = _shelf.manifest.markets.get(market)
            if snapshot is not None:
                local_files.fetch(snapshot)
    finally:
        _shelf.is_looking = False


def _look_if_possible() -> None:
    try:
        look()
    except Exception as error:  # noqa: BLE001 - an old answer is better than an error; product pages read the tables
        log.failure("search-look-failed", error)


def _opened(snapshot: Snapshot) -> _Open:
    folder = local_files.laid_out(snapshot)
    try:
        return _Open(snapshot, engine.opened(folder))
    finally:
        # The engine keeps the files open, so the folder can go.
        local_files.remove(folder)
