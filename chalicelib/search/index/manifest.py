"""The manifest: the files of the newest snapshot of each market. Readers and writers share this format."""

from collections.abc import Sequence

import msgspec


class Snapshot(msgspec.Struct, frozen=True, kw_only=True):
    """A market's index: the text of its `meta.json`, and the bundle of every other file."""

    meta: str
    files: dict[str, str]

    @property
    def bundles(self) -> frozenset[str]:
        """The object names of the snapshot's bundles in S3."""
        return frozenset(self.files.values())


class RebuildClaim(msgspec.Struct, frozen=True, kw_only=True):
    """The process that builds a new index, and until when its claim is valid (epoch seconds).

    Marks are kept meanwhile: `indexed_count` of them, up to `indexed_to`, are already indexed.
    """

    rebuild_id: str
    until_epoch: int
    indexed_to: str = ""
    indexed_count: int = 0

    def is_live(self, now_epoch: int) -> bool:
        return now_epoch < self.until_epoch

    def after(self, marks: Sequence[str]) -> "RebuildClaim":
        """The claim after these marks were indexed as well."""
        new = [mark for mark in marks if mark > self.indexed_to]
        if not new:
            return self
        return msgspec.structs.replace(self, indexed_to=max(new), indexed_count=self.indexed_count + len(new))


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """A version of the index of all markets. Before the first rebuild `rebuild_id` is "" and `markets` empty.

    `claim` is part of it because every publisher reads it with the version it starts from: a mark can then be removed
    only if no rebuild had begun to read the tables before it.
    """

    version: int
    published_at: str
    rebuild_id: str = ""
    previous_rebuild_id: str = ""
    claim: RebuildClaim | None = None
    markets: dict[str, Snapshot] = {}

    @property
    def is_built(self) -> bool:
        return bool(self.markets)
