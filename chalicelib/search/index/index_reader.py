"""The index reader: a market's newest snapshot, open in this process and replaced without delaying requests."""

import msgspec

from chalicelib.kernel.runtime import background, clock, log
from chalicelib.kernel.values.problems import Problem
from chalicelib.search.index import engine, local_files, snapshots
from chalicelib.search.index.engine import Searcher
from chalicelib.search.index.manifest import Manifest, Snapshot

# How often a newer version is checked for, in the background.
CHECK_SECONDS = 15.0
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


class _OpenMarkets(msgspec.Struct):
    """The open markets of this process, the most recently used last.

    One reference is replaced at a time, so that no reader sees two versions. `on_disk` are the markets whose files are
    on disk.
    """

    manifest: Manifest = snapshots.NOTHING
    checked_at: float = float("-inf")
    is_checking: bool = False
    open: dict[str, _Open] = {}
    on_disk: set[str] = set()


_open_markets = _OpenMarkets()


def searcher(market: str) -> Searcher:
    """A reader of the newest snapshot of a market that this process has.

    Raises: SearchNotReady, Unavailable.
    """
    if not _open_markets.manifest.is_built:
        # The first request in this process waits, because there is nothing to answer from yet.
        refresh()
    age = clock.monotonic() - _open_markets.checked_at
    if age > OVERDUE_SECONDS:
        _try_to_refresh()
    elif age > CHECK_SECONDS and not _open_markets.is_checking:
        _open_markets.is_checking = True
        background.run(_refresh_in_background)
    return _of(market).searcher


def refresh() -> None:
    """Check for a newer version and open it in every market that is open here.

    Also updates a market that was opened from an older version while another check ran.
    """
    _open_markets.checked_at = clock.monotonic()
    before, newest = _open_markets.manifest, snapshots.current().manifest
    for market, reader in list(_open_markets.open.items()):
        snapshot = newest.markets.get(market)
        if snapshot is None or snapshot == reader.snapshot:
            continue
        opened = _opened(snapshot)
        if _open_markets.manifest is not before:
            return  # Another check may have found a newer version while this one was frozen.
        _open_markets.open[market] = opened
    if newest.version != before.version and _open_markets.manifest is before:
        _open_markets.manifest = newest
        local_files.keep_only(
            snapshot for market, snapshot in newest.markets.items() if market in _open_markets.on_disk
        )


def _of(market: str) -> _Open:
    reader = _open_markets.open.get(market)
    if reader is None:
        snapshot = _open_markets.manifest.markets.get(market)
        if snapshot is None:
            raise SearchNotReady()
        _open_markets.on_disk.add(market)
        reader = _opened(snapshot)
    # Another thread may have opened a newer version meanwhile.
    _open_markets.open[market] = reader = _open_markets.open.pop(market, reader)
    for longest_ago in list(_open_markets.open)[:-MARKETS_OPEN_MAX]:
        _open_markets.open.pop(longest_ago, None)
    return reader


def _refresh_in_background() -> None:
    try:
        refresh()
        # Also fetch the files of markets that were closed, so that the next request for one finds the newest.
        for market in sorted(_open_markets.on_disk - _open_markets.open.keys()):
            snapshot = _open_markets.manifest.markets.get(market)
            if snapshot is not None:
                local_files.fetch(snapshot)
    finally:
        _open_markets.is_checking = False


def _try_to_refresh() -> None:
    try:
        refresh()
    except Exception as error:  # noqa: BLE001 - an old answer is better than an error; product pages read the tables
        log.failure("search-refresh-failed", error)


def _opened(snapshot: Snapshot) -> _Open:
    folder = local_files.laid_out(snapshot)
    try:
        return _Open(snapshot, engine.opened(folder))
    finally:
        # The engine keeps the files open, so the folder can go.
        local_files.remove(folder)
