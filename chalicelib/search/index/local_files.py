"""The disk: snapshots' files in this process's own temporary folder, fetched once however many versions share them."""

import shutil
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path

from chalicelib.search.index import engine, snapshots
from chalicelib.search.index.manifest import Snapshot


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
        names = [name for name, held_in in snapshot.files.items() if held_in == bundle]
        try:
            _link(names, _place(bundle), folder)
        except FileNotFoundError:  # never fetched, or forgotten at this moment
            _fetch(bundle, names, folder)
    (folder / engine.META).write_text(snapshot.meta)
    return folder


def fetch(snapshot: Snapshot) -> None:
    """Have a snapshot's files on the disk, for whoever lays it out next."""
    remove(laid_out(snapshot))


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


def _link(names: Iterable[str], fetched: Path, folder: Path) -> None:
    for name in names:
        (folder / name).unlink(missing_ok=True)
        (folder / name).hardlink_to(fetched / name)


def _fetch(bundle: str, names: Iterable[str], folder: Path) -> None:
    """Fetch a bundle, put its files into a folder, and only then where others find and forget them.

    So nobody loses what he fetches to another who looks for a newer version meanwhile, and a process that is held still
    or ends here leaves no half of it.
    """
    arriving = empty_folder()
    try:
        for name, body in snapshots.download(bundle).items():
            (arriving / name).write_bytes(body)
        _link(names, arriving, folder)
        with suppress(OSError):  # somebody else fetched the same meanwhile
            arriving.rename(_place(bundle))
    finally:
        remove(arriving)
