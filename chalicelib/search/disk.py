"""The disk: snapshots' files in this process's own temporary folder, fetched once however many versions share them."""

import shutil
import tempfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from chalicelib.kernel import ids
from chalicelib.search import engine, snapshots
from chalicelib.search.manifest import Snapshot


@cache
def _home() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="rebound-search-", ignore_cleanup_errors=True)


def empty_folder() -> Path:
    """A new folder to build or change an index in; whoever asked removes it."""
    return Path(tempfile.mkdtemp(dir=_home().name))


def laid_out(snapshot: Snapshot) -> Path:
    """A folder of its own with a snapshot's files: links to those fetched before, and only the rest is fetched."""
    folder = empty_folder()
    for bundle in snapshot.bundles:
        fetched = _fetched(bundle)
        for name in (name for name, held_in in snapshot.files.items() if held_in == bundle):
            (folder / name).hardlink_to(fetched / name)
    (folder / engine.META).write_text(snapshot.meta)
    return folder


def remove(folder: Path) -> None:
    """Remove a folder; who has its files open goes on reading them."""
    shutil.rmtree(folder, ignore_errors=True)


def keep_only(snapshots_in_use: Iterable[Snapshot]) -> None:
    """Forget fetched files that no snapshot in use needs."""
    needed = {_place(bundle) for snapshot in snapshots_in_use for bundle in snapshot.bundles}
    for fetched in _bundles().iterdir():
        if fetched not in needed:
            remove(fetched)


def forget() -> None:
    """Forget everything, as a new process would."""
    _home().cleanup()
    _home.cache_clear()


def _bundles() -> Path:
    place = Path(_home().name) / "bundles"
    place.mkdir(exist_ok=True)
    return place


def _place(bundle: str) -> Path:
    return _bundles() / bundle.removeprefix(snapshots.ROOT).replace("/", "-")


def _fetched(bundle: str) -> Path:
    place = _place(bundle)
    if place.exists():
        return place
    # Under another name until it is whole: a process that is held still or ends here leaves no half of it.
    arriving = place.with_name(f".{ids.new_ulid()}")
    arriving.mkdir()
    for name, body in snapshots.download(bundle).items():
        (arriving / name).write_bytes(body)
    try:
        arriving.rename(place)
    except OSError:  # somebody else fetched the same meanwhile
        remove(arriving)
    return place
