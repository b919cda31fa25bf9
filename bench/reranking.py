"""Re-ranking: what a night's run over the demo market reads, against one scan of the tables it must read."""

from typing import Any

import app
from bench.market import Market, market
from chalicelib.catalog.table_scans import TABLES
from chalicelib.kernel.runtime import aws
from chalicelib.ranking.nightly import runs
from chalicelib.ranking.nightly.reranking import rerank_all
from doubles.clock_and_randomness import ManualClock, SeededRandomness


def measure_reranking() -> dict[str, float]:
    """The usual night, in which every box already is as its offers have it.

    The run is everything it reads: its scans, standings, and its own books.
    """
    with market(ManualClock(), SeededRandomness(1)) as given:
        scanned = _read_units(given, _scan_once)
        spent = _read_units(given, lambda: _run(given))
    return {
        "full_rerank_read_units": spent,
        "full_rerank_tables_read_units": scanned,
        "full_rerank_read_units_ratio": round(spent / scanned, 3),
    }


def _read_units(given: Market, act: Any) -> float:
    before = len(given.world.units)
    act()
    return sum(unit.units for unit in given.world.units[before:] if unit.kind == "read")


def _scan_once() -> None:
    """Each table from its first item to its last, as anybody would read it."""
    for table in TABLES:
        position: dict[str, Any] = {}
        while True:
            page = aws.client("dynamodb").scan(TableName=f"rebound-eu-{table}", **position)
            if "LastEvaluatedKey" not in page:
                break
            position = {"ExclusiveStartKey": page["LastEvaluatedKey"]}


def _run(given: Market) -> None:
    started = rerank_all()
    given.work("ranking", app.rerank)
    found = runs.run(started.run_id)
    assert found.state == "DONE", found
    assert (found.counted.boxes_changed, found.counted.failed, found.counted.broken_offers) == (0, 0, 0), found
