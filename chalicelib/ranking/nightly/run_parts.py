"""The parts of a re-ranking: the content of each message, the progress of a run, and its counts. Pure."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Literal
from zlib import crc32

import msgspec

# For a million offers: a segment of offers is 150 MB, a shard 3,000 products.
SEGMENTS = {"products": 2, "offers": 8, "stock": 2, "boxes": 8, "standings": 1}
SHARDS = 32
# A run that takes longer is abandoned, and the next one starts.
LONGEST = timedelta(hours=20)

State = Literal["SCANNING", "RANKING", "DONE"]


class RunCounts(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The counts of a run: `failed` products could not be decided, `broken_offers` not decoded."""

    products: int = 0
    boxes_changed: int = 0
    failed: int = 0
    broken_offers: int = 0

    def plus(self, other: "RunCounts") -> "RunCounts":
        return RunCounts(
            products=self.products + other.products,
            boxes_changed=self.boxes_changed + other.boxes_changed,
            failed=self.failed + other.failed,
            broken_offers=self.broken_offers + other.broken_offers,
        )


class RunPart(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The content of one message: a table segment to scan, or a shard of products to rank.

    A shard that takes too long continues in another message after product `after`, with its counts so far. A part
    with `products`, all affected by one fact, belongs to no run.
    """

    kind: Literal["scan", "shard", "products"]
    run_id: str = ""
    number: int = 0
    table: str = ""
    after: str = ""
    counted: RunCounts = RunCounts()
    product_ids: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The key of a part: `scan#offers#3`, `shard#7`."""
        return f"scan#{self.table}#{self.number}" if self.kind == "scan" else f"shard#{self.number}"


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """A re-ranking and its progress. `sent_at` is when its parts were last sent."""

    run_id: str
    started_at: str
    sent_at: str
    done_at: str | None
    scans_done: int
    shards_done: int
    counted: RunCounts

    @property
    def state(self) -> State:
        if self.scans_done < scans_of_a_run():
            return "SCANNING"
        return "RANKING" if self.shards_done < SHARDS else "DONE"


def scans_of_a_run() -> int:
    return sum(SEGMENTS.values())


def shards_of_a_run() -> int:
    return SHARDS


def scans(run_id: str) -> Iterator[RunPart]:
    """The segments to scan."""
    for table, segments in SEGMENTS.items():
        for number in range(segments):
            yield RunPart(run_id=run_id, kind="scan", table=table, number=number)


def shards(run_id: str) -> Iterator[RunPart]:
    """The shards to rank after all scans."""
    for number in range(SHARDS):
        yield RunPart(run_id=run_id, kind="shard", number=number)


def shard_of(product_id: str) -> int:
    """The shard of a product."""
    return crc32(product_id.encode()) % SHARDS
