"""The parts of a re-ranking: what each message asks for, how far a run is, and what it found. Pure."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Literal
from zlib import crc32

import msgspec

# Chosen for a million offers: a segment of offers is 150 MB, a shard 3,000 products.
SEGMENTS = {"products": 2, "offers": 8, "stock": 2, "boxes": 8, "standings": 1}
SHARDS = 32
# A run that takes longer than this stays as it is, and the next one begins.
LONGEST = timedelta(hours=20)

State = Literal["SCANNING", "RANKING", "DONE"]


class RunCounts(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What was found: `failed` products could not be decided, `broken_offers` could not be read."""

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
    """One message's worth of a run: a segment of a table to scan, or a shard of the products to rank.

    A shard that would take too long goes on in another message behind product `after`, with what it `counted` so far.
    Some `products` touched together by one fact are a part of no run.
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
        """`scan#offers#3`, `shard#7`."""
        return f"scan#{self.table}#{self.number}" if self.kind == "scan" else f"shard#{self.number}"


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """A re-ranking as far as it is. `sent_at` is when its parts were last put on the queue."""

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
    """The shards to rank, once everything is scanned."""
    for number in range(SHARDS):
        yield RunPart(run_id=run_id, kind="shard", number=number)


def shard_of(product_id: str) -> int:
    """Where a product is ranked."""
    return crc32(product_id.encode()) % SHARDS
