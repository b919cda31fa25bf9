"""Snapshot files in this process's temporary folder, downloaded once and shared by versions."""

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
    """A new folder for building or changing an index; the caller removes it."""
    return Path(tempfile.mkdtemp(dir=_home().name))


def laid_out(snapshot: Snapshot) -> Path:
    """A new folder with a snapshot's files: links to files already downloaded, and downloads of the others."""
    folder = empty_folder()
    for bundle in snapshot.bundles:
        names = [name for name, held_in in snapshot.files.items() if held_in == bundle]
        try:
            _link(names, _place(bundle), folder)
        except FileNotFoundError:  # not downloaded, or being deleted at this moment
            _fetch(bundle, names, folder)
    (folder / engine.META).write_text(snapshot.meta)
    return folder


def fetch(snapshot: Snapshot) -> None:
    """Download a snapshot's files for a later `laid_out`."""
    remove(laid_out(snapshot))


def remove(folder: Path) -> None:
    """Remove a folder; open files stay readable."""
    shutil.rmtree(folder, ignore_errors=True)


def keep_only(snapshots_in_use: Iterable[Snapshot]) -> None:
    """Delete downloaded files that no snapshot in use needs."""
    needed = {_place(bundle) for snapshot in snapshots_in_use for bundle in snapshot.bundles}
    for fetched in _bundles().iterdir():
        if fetched not in needed:
            remove(fetched)


def forget() -> None:
    """Delete everything, as in a new process."""
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
    """Download a bundle into a private folder, then move it to where others use and delete it.

    So a concurrent check for a newer version deletes nothing that is still being downloaded, and an interrupted or
    frozen process leaves no partial bundle.
    """
    arriving = empty_folder()
    try:
        for name, body in snapshots.download(bundle).items():
            (arriving / name).write_bytes(body)
        _link(names, arriving, folder)
        with suppress(OSError):  # another thread downloaded the same meanwhile
            arriving.rename(_place(bundle))
    finally:
        remove(arriving)
