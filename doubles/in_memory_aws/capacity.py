"""Capacity units by AWS's published rules, itemised so that a bill can be read line by line.

Developer guide, "Read/write capacity mode" and "Using global secondary indexes": a write costs 1 unit per
started KB of the larger of the old and the new item, twice that in a transaction; a read 1 unit per started
4 KB, half when eventually consistent, twice in a transaction. A query is charged on the sum of what it read,
a batch get item by item. An index entry costs a write when it is inserted, removed or changed in place, and two
when its key changes; index entries follow a commit by themselves, so a transaction does not double them.
"""

from typing import Any, NamedTuple

from doubles.in_memory_aws.indexes import Index
from doubles.in_memory_aws.key_space import Row

WRITE_UNIT_BYTES = 1024
READ_UNIT_BYTES = 4096


class Unit(NamedTuple):
    """One line of the bill. `key` is the item's key, or the partition's of a query; `kind` is read or write."""

    operation: str
    table: str
    index_name: str | None
    key: str
    kind: str
    units: float


def write_units(size_bytes: int, *, transactional: bool = False) -> int:
    return max(1, -(-size_bytes // WRITE_UNIT_BYTES)) * (2 if transactional else 1)


def read_units(size_bytes: int, *, consistent: bool, transactional: bool = False) -> float:
    blocks = max(1, -(-size_bytes // READ_UNIT_BYTES))
    if transactional:
        return blocks * 2
    return blocks if consistent else blocks / 2


def entry_units(old: Row | None, new: Row | None, *, moved: bool) -> int:
    """What a write costs an index whose entry was `old` and becomes `new`."""
    if old is None and new is None:
        return 0
    if old is None or new is None:
        return write_units((old or new).size_bytes)  # type: ignore[union-attr]
    if moved:
        return write_units(old.size_bytes) + write_units(new.size_bytes)
    if old.item == new.item:
        return 0
    return write_units(max(old.size_bytes, new.size_bytes))


class Meter:
    """Counts one request's units into the ledger and into the answer's ConsumedCapacity."""

    def __init__(self, operation: str, ledger: list[Unit]) -> None:
        self._operation = operation
        self._ledger = ledger
        self._totals: dict[str, dict[tuple[str, str | None], float]] = {}

    def charge(self, table: str, key: str, units: float, *, kind: str, index: Index | None = None) -> None:
        if not units:
            return
        self._ledger.append(Unit(self._operation, table, index.name if index else None, key, kind, units))
        field = "Table"
        if index is not None:
            field = "GlobalSecondaryIndexes" if index.is_global else "LocalSecondaryIndexes"
        totals = self._totals.setdefault(table, {})
        place = (field, index.name if index else None)
        totals[place] = totals.get(place, 0) + units

    def consumed(self, level: str | None, *, transaction: str | None = None) -> list[dict[str, Any]]:
        """ConsumedCapacity per table for `level` NONE, TOTAL or INDEXES.

        `transaction` is Read or Write where the answer also names the units of that kind.
        """
        if level not in ("TOTAL", "INDEXES"):
            return []
        answer = []
        for table, totals in self._totals.items():
            entry: dict[str, Any] = {"TableName": table, "CapacityUnits": float(sum(totals.values()))}
            if transaction is not None:
                entry[f"{transaction}CapacityUnits"] = entry["CapacityUnits"]
            if level == "INDEXES":
                entry["Table"] = {"CapacityUnits": 0.0}
                for (field, index), units in totals.items():
                    charged = {"CapacityUnits": float(units)}
                    if index is None:
                        entry["Table"] = charged
                    else:
                        entry.setdefault(field, {})[index] = charged
            answer.append(entry)
        return answer

    def add_to(self, answer: dict[str, Any], level: str | None) -> dict[str, Any]:
        """The answer of a single-table operation, with its ConsumedCapacity where asked."""
        consumed = self.consumed(level)
        if consumed:
            answer["ConsumedCapacity"] = consumed[0]
        return answer
