"""Rows in DynamoDB's order: partitions by a hash that cannot be predicted, items of a partition by sort key."""

import hashlib
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from doubles.in_memory_aws.attribute_values import Item, SortValue, sort_value
from doubles.in_memory_aws.expressions.key_conditions import KeyTest
from doubles.in_memory_aws.keys import Place, SortKey


class Row(NamedTuple):
    """A stored item (never changed in place) with its size in bytes."""

    item: Item
    size_bytes: int


class Partition:
    __slots__ = ("order", "rows")

    def __init__(self) -> None:
        self.order: list[SortKey] = []
        self.rows: dict[SortKey, Row] = {}


def _digest(partition: SortValue) -> bytes:
    return hashlib.blake2b(repr(partition).encode(), digest_size=8).digest()


def _first(sort: SortKey) -> SortValue:
    return sort[0]


class KeySpace:
    """The rows of a table or an index."""

    def __init__(self) -> None:
        self._partitions: dict[SortValue, Partition] = {}
        # A scan reads in hash order, so that no caller relies on the order of insertion.
        self._order: list[tuple[bytes, SortValue]] = []

    def row(self, place: Place) -> Row | None:
        partition = self._partitions.get(place.partition)
        return None if partition is None else partition.rows.get(place.sort)

    def put(self, place: Place, row: Row) -> None:
        partition = self._partitions.get(place.partition)
        if partition is None:
            partition = self._partitions[place.partition] = Partition()
            insort(self._order, (_digest(place.partition), place.partition))
        if place.sort not in partition.rows:
            insort(partition.order, place.sort)
        partition.rows[place.sort] = row

    def remove(self, place: Place) -> None:
        partition = self._partitions[place.partition]
        del partition.rows[place.sort]
        del partition.order[bisect_left(partition.order, place.sort)]
        if not partition.rows:
            del self._partitions[place.partition]
            self._order.remove((_digest(place.partition), place.partition))

    def rows(self) -> Iterator[Row]:
        for _, row in self.scanned(after=None, segment=0, segments=1):
            yield row

    def queried(
        self, partition: SortValue, test: KeyTest | None, *, forward: bool, after: SortKey | None
    ) -> Iterator[tuple[Place, Row]]:
        """The rows of one partition whose first sort value passes `test`, beyond `after`."""
        found = self._partitions.get(partition)
        if found is None:
            return
        low, high = (0, len(found.order)) if test is None else _range(found.order, test)
        if after is not None and forward:
            low = max(low, bisect_right(found.order, after))
        elif after is not None:
            high = min(high, bisect_left(found.order, after))
        positions = range(low, high) if forward else range(high - 1, low - 1, -1)
        for position in positions:
            sort = found.order[position]
            yield Place(partition, sort), found.rows[sort]

    def scanned(self, *, after: Place | None, segment: int, segments: int) -> Iterator[tuple[Place, Row]]:
        """All rows of one of `segments` equal parts of the hash range, beyond `after`."""
        start = 0
        if after is not None:
            start = bisect_left(self._order, (_digest(after.partition), after.partition))
        for digest, partition in islice(self._order, start, None):
            if digest[0] * segments // 256 != segment:
                continue
            found = self._partitions[partition]
            beyond = 0
            if after is not None and partition == after.partition:
                beyond = bisect_right(found.order, after.sort)
            for sort in islice(found.order, beyond, None):
                yield Place(partition, sort), found.rows[sort]


def _range(order: list[SortKey], test: KeyTest) -> tuple[int, int]:
    """The slice of a partition's order that passes a test on the first sort value."""
    value = sort_value(test.operands[0])
    if test.operator == "begins_with":
        length = len(value)  # type: ignore[arg-type]
        low = bisect_left(order, value, key=_first)
        high = bisect_right(order, value, key=lambda sort: sort[0][:length])
        return low, max(low, high)
    left = bisect_left(order, value, key=_first)
    right = bisect_right(order, value, key=_first)
    if test.operator == "BETWEEN":
        high_value = sort_value(test.operands[1])
        return left, bisect_right(order, high_value, key=_first)
    return {
        "=": (left, right),
        "<": (0, left),
        "<=": (0, right),
        ">": (right, len(order)),
        ">=": (left, len(order)),
    }[test.operator]
