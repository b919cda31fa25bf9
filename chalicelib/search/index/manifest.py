"""The manifest: which files the newest snapshot of each market is made of; what readers and writers agree on."""

from collections.abc import Sequence

import msgspec


class Snapshot(msgspec.Struct, frozen=True, kw_only=True):
    """A market's index: the text of its `meta.json`, and for every other file the bundle that holds it."""

    meta: str
    files: dict[str, str]

    @property
    def bundles(self) -> frozenset[str]:
        """The names under which the snapshot's files lie in S3."""
        return frozenset(self.files.values())


class RebuildClaim(msgspec.Struct, frozen=True, kw_only=True):
    """Who builds a new index at present, and until when that is believed (epoch seconds).

    Marks are kept meanwhile: those up to `indexed_to`, `indexed_count` of them, are indexed already.
    """

    rebuild_id: str
    until_epoch: int
    indexed_to: str = ""
    indexed_count: int = 0

    def is_live(self, now_epoch: int) -> bool:
        return now_epoch < self.until_epoch

    def after(self, marks: Sequence[str]) -> "RebuildClaim":
        """The claim once these are indexed as well."""
        new = [mark for mark in marks if mark > self.indexed_to]
        if not new:
            return self
        return msgspec.structs.replace(self, indexed_to=max(new), indexed_count=self.indexed_count + len(new))


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """A version of the index of every market. `rebuild_id` is "" and `markets` empty before the first rebuild ended.

    `claim` lies in here because everybody who publishes reads it with the version he starts from: a change can
    then be forgotten only where no rebuild had begun to read the tables before it.
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
