"""The parts of a re-ranking: how a run is divided, and how far it is."""

import pytest

from chalicelib.ranking.nightly.run_parts import (
    SEGMENTS,
    SHARDS,
    Run,
    RunCounts,
    RunPart,
    scans,
    scans_of_a_run,
    shard_of,
    shards,
    shards_of_a_run,
)


def test_a_run_scans_every_segment_once_and_ranks_every_shard_once() -> None:
    scanned, ranked = list(scans("run_1")), list(shards("run_1"))
    assert len({part.name for part in scanned}) == len(scanned) == scans_of_a_run() == sum(SEGMENTS.values())
    assert len({part.name for part in ranked}) == len(ranked) == shards_of_a_run() == SHARDS
    assert {part.run_id for part in (*scanned, *ranked)} == {"run_1"}


def test_a_part_is_named_by_its_segment_or_shard() -> None:
    assert RunPart(kind="scan", table="offers", number=3).name == "scan#offers#3"
    assert RunPart(kind="shard", number=7).name == "shard#7"


def test_products_are_spread_over_all_shards_and_stay_in_theirs() -> None:
    found = [shard_of(f"prd_eu_{number}") for number in range(1_000)]
    assert set(found) == set(range(SHARDS))
    assert found == [shard_of(f"prd_eu_{number}") for number in range(1_000)]


def test_counts_are_added_one_by_one() -> None:
    one = RunCounts(products=1, boxes_changed=2, failed=3, broken_offers=4)
    other = RunCounts(products=10, boxes_changed=20, failed=30, broken_offers=40)
    assert one.plus(other) == RunCounts(products=11, boxes_changed=22, failed=33, broken_offers=44)


@pytest.mark.parametrize(
    ("scans_done", "shards_done", "state"),
    [
        (0, 0, "SCANNING"),
        (scans_of_a_run() - 1, 0, "SCANNING"),
        (scans_of_a_run(), 0, "RANKING"),
        (scans_of_a_run(), SHARDS - 1, "RANKING"),
        (scans_of_a_run(), SHARDS, "DONE"),
    ],
)
def test_shards_are_ranked_after_the_last_scan(scans_done: int, shards_done: int, state: str) -> None:
    at = "2026-11-30T02:00:00.000Z"
    run = Run(
        run_id="run_1",
        started_at=at,
        sent_at=at,
        done_at=None,
        scans_done=scans_done,
        shards_done=shards_done,
        counted=RunCounts(),
    )
    assert run.state == state
