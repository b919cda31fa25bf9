"""Opening: the newest snapshot of a market, open in this process; a newer one takes its place and nobody waits."""

import msgspec

from chalicelib.kernel.runtime import background, clock, log
from chalicelib.kernel.values.problems import Problem
from chalicelib.search.index import engine, local_files, snapshots
from chalicelib.search.index.engine import Searcher
from chalicelib.search.index.manifest import Manifest, Snapshot

# A newer version is looked for this often, beside the requests.
LOOK_SECONDS = 15.0
# Whoever finds that nobody looked for so long waits for the look: a function is held still between two requests, and
# what it opened before the night is not what is for sale in the morning.
OVERDUE_SECONDS = 60.0
# What is read of an index stays in memory while it is open: 100,000 products are up to 25 MB. One market more takes the
# place of the one asked for longest ago, whose files stay on the disk.
MARKETS_OPEN_MAX = 4


class SearchNotReady(Problem):
    slug, status, title = "search-not-ready", 503, "The search index is being built"
    retry_after_seconds = 30


class _Open(msgspec.Struct, frozen=True):
    """A market's snapshot and its reader."""

    snapshot: Snapshot
    searcher: Searcher


class _Markets(msgspec.Struct):
    """What this process has open, the market asked for last at the end. One reference is swapped at a time, so that no
    reader ever sees two versions mixed. `seen` are the markets whose files are on the disk."""

    manifest: Manifest = snapshots.NOTHING
    looked_at: float = float("-inf")
    is_looking: bool = False
    open: dict[str, _Open] = {}
    seen: set[str] = set()


_shelf = _Markets()


def searcher(market: str) -> Searcher:
    """A reader of a market's newest snapshot this process knows. SearchNotReady, Unavailable."""
    if not _shelf.manifest.is_built:
        # The first ever in this process: there is nothing yet to answer from, so this one waits.
        look()
    age = clock.monotonic() - _shelf.looked_at
    if age > OVERDUE_SECONDS:
        _look_if_possible()
    elif age > LOOK_SECONDS and not _shelf.is_looking:
        _shelf.is_looking = True
        background.run(_look_beside)
    return _of(market).searcher


def look() -> None:
    """Look for a newer version and open it in every market that is open here.

    A market opened while another look found a newer version may lie behind: this one brings it up, whatever it finds.
    """
    _shelf.looked_at = clock.monotonic()
    before, newest = _shelf.manifest, snapshots.current().manifest
    for market, held in list(_shelf.open.items()):
        snapshot = newest.markets.get(market)
        if snapshot is None or snapshot == held.snapshot:
            continue
        opened = _opened(snapshot)
        if _shelf.manifest is not before:
            return  # This look was held still while somebody else looked, who may have found a newer one.
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
    # Whoever opened it meanwhile may have opened a newer one.
    _shelf.open[market] = held = _shelf.open.pop(market, held)
    for longest_ago in list(_shelf.open)[:-MARKETS_OPEN_MAX]:
        _shelf.open.pop(longest_ago, None)
    return held


def _look_beside() -> None:
    try:
        look()
        # Of markets that others took the place of, whoever asks for them next finds the newest files here.
        for market in sorted(_shelf.seen - _shelf.open.keys()):
            snapshot = _shelf.manifest.markets.get(market)
            if snapshot is not None:
                local_files.fetch(snapshot)
    finally:
        _shelf.is_looking = False


def _look_if_possible() -> None:
    try:
        look()
    except Exception as error:  # noqa: BLE001 - an old answer is better than none; product pages read the tables
        log.failure("search-look-failed", error)


def _opened(snapshot: Snapshot) -> _Open:
    folder = local_files.laid_out(snapshot)
    try:
        return _Open(snapshot, engine.opened(folder))
    finally:
        # The engine keeps the files open; their names are needed no longer.
        local_files.remove(folder)
