"""Snapshots: publishing the files of an index and reading them. Files are written once and never changed.

A bundle is several files of one publication in one object. Its name is new with every publication, so that two
indexers that started from the same version never overwrite each other's files, whatever tantivy names them.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import msgspec

from chalicelib.gateways import files
from chalicelib.gateways.files import FileOvertaken
from chalicelib.kernel.values import ids
from chalicelib.search.index import engine
from chalicelib.search.index.manifest import Manifest, Snapshot

# An index keeps the fields it was created with, so code with other fields uses another folder.
ROOT = f"search/{engine.LAYOUT}/"
MANIFEST = f"{ROOT}manifest.json"
# The most bytes of one object, unless a single file is larger: it is read into memory at once.
BUNDLE_BYTES = 8_000_000

_decode_manifest = msgspec.json.Decoder(Manifest).decode
_decode_bundle = msgspec.msgpack.Decoder(dict[str, bytes]).decode


class SnapshotOvertaken(Exception):
    """Another process published after the version that this work started from."""


class Current(msgspec.Struct, frozen=True):
    """The newest manifest, and the condition for replacing it; None if there is none yet."""

    manifest: Manifest
    etag: str | None


NOTHING = Manifest(version=0, published_at="")


def current() -> Current:
    """The newest version; an empty one before the first.

    Raises: Unavailable.
    """
    file = files.read(MANIFEST)
    return Current(NOTHING, None) if file is None else Current(_decode_manifest(file.body), file.etag)


def publish(manifest: Manifest, started_from: Current) -> Current:
    """Publish a manifest in place of the one it started from.

    Raises: SnapshotOvertaken, Unavailable.
    """
    body = msgspec.json.encode(manifest)
    try:
        if started_from.etag is None:
            return Current(manifest, files.write_new(MANIFEST, body))
        return Current(manifest, files.replace(MANIFEST, body, started_from.etag))
    except FileOvertaken as newer:
        raise SnapshotOvertaken() from newer


def upload(folder: Path, rebuild_id: str, market: str, known: Snapshot | None) -> Snapshot:
    """Upload the files of an index that its last snapshot does not have; returns the snapshot to publish."""
    meta, names = engine.live_files(folder)
    before = known.files if known is not None else {}
    held = {name: before[name] for name in names if name in before}
    place = f"{ROOT}{rebuild_id}/{market}/{ids.new_ulid()}"
    for number, part in enumerate(_parts(folder, [name for name in names if name not in held])):
        bundle = f"{place}/{number}"
        files.write(bundle, msgspec.msgpack.encode(part))
        held |= dict.fromkeys(part, bundle)
    return Snapshot(meta=meta, files=held)


def download(bundle: str) -> Mapping[str, bytes]:
    """The files of a bundle by name.

    Raises: LookupError if it was deleted, because its version was replaced long ago.
    """
    file = files.read(bundle)
    if file is None:
        raise LookupError(bundle)
    return _decode_bundle(file.body)


def remove_all_but(kept: Iterable[str]) -> int:
    """Delete the objects of all rebuilds but these; returns how many."""
    places = tuple(f"{ROOT}{rebuild_id}/" for rebuild_id in kept if rebuild_id)
    old = [each.name for each in files.listed(ROOT) if each.name != MANIFEST and not each.name.startswith(places)]
    for name in old:
        files.delete(name)
    return len(old)


def _parts(folder: Path, names: Iterable[str]) -> Iterator[dict[str, bytes]]:
    part: dict[str, bytes] = {}
    for name in names:
        body = (folder / name).read_bytes()
        if part and sum(map(len, part.values())) + len(body) > BUNDLE_BYTES:
            yield part
            part = {}
        part[name] = body
    if part:
        yield part
