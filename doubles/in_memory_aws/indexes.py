"""Secondary indexes: which items they hold, what they project, and how far they lag behind."""

from collections import deque
from collections.abc import Mapping
from typing import Any, NamedTuple

from doubles.in_memory_aws.attribute_values import AttributeValue, Item, size_of_item, type_of
from doubles.in_memory_aws.key_space import KeySpace, Row
from doubles.in_memory_aws.keys import KeySchema, Place, empty_value


class _Change(NamedTuple):
    due_step: int
    removed: Place | None
    added: tuple[Place, Row] | None


class Index:
    """A global or local secondary index of one table."""

    def __init__(self, description: dict[str, Any], base: KeySchema, types: dict[str, str], *, is_global: bool) -> None:
        self.name: str = description["IndexName"]
        self.is_global = is_global
        self.keys = KeySchema.described(description["KeySchema"], types)
        projection = description.get("Projection") or {"ProjectionType": "ALL"}
        self.projects_all = projection.get("ProjectionType", "ALL") == "ALL"
        extra = projection.get("NonKeyAttributes", []) if projection.get("ProjectionType") == "INCLUDE" else []
        self.attributes = frozenset((*self.keys.names, *base.names, *extra))
        self.space = KeySpace()
        self._base = base
        self._pending: deque[_Change] = deque()

    def entry(self, row: Row | None) -> tuple[Place, Row] | None:
        """What the index holds of a row: nothing when the item lacks one of the index's keys."""
        if row is None or not row.item.keys() >= self.keys.types.keys():
            return None
        item = row.item
        if self.projects_all:
            return self.place_of(item), row
        view: Item = {name: item[name] for name in item if name in self.attributes}
        return self.place_of(item), Row(view, size_of_item(view))

    def place_of(self, item: Mapping[str, AttributeValue]) -> Place:
        """Equal index keys stand in the order of the table's own keys."""
        own = self.keys.place_of(item)
        base = self._base.place_of(item)
        return Place(own.partition, (*own.sort, base.partition, *base.sort))

    def change(self, removed: Place | None, added: tuple[Place, Row] | None, *, due_step: int) -> None:
        self._pending.append(_Change(due_step, removed, added))

    def catch_up(self, step: int) -> None:
        """Apply, in order, the changes that are due by now."""
        while self._pending and self._pending[0].due_step <= step:
            change = self._pending.popleft()
            if change.removed is not None:
                self.space.remove(change.removed)
            if change.added is not None:
                self.space.put(*change.added)

    def catch_up_fully(self) -> None:
        if self._pending:
            self.catch_up(max(change.due_step for change in self._pending))

    def mistyped(self, item: Mapping[str, AttributeValue]) -> str | None:
        """Why an item cannot be indexed here because of a key's type."""
        for name, kind in self.keys.types.items():
            if name in item and type_of(item[name]) != kind:
                return (
                    f"One or more parameter values were invalid: Type mismatch for Index Key {name} "
                    f"Expected: {kind} Actual: {type_of(item[name])} IndexName: {self.name}"
                )
        return None

    def empty_key(self, item: Mapping[str, AttributeValue]) -> str | None:
        """Why an item cannot be indexed here because a key is empty."""
        for name in self.keys.types:
            spoken = empty_value(item[name]) if name in item else None
            if spoken is not None:
                return (
                    "One or more parameter values are not valid. A value specified for a secondary index key "
                    "is not supported. The AttributeValue for a key attribute cannot contain an empty "
                    f"{spoken} value. IndexName: {self.name}, IndexKey: {name}"
                )
        return None
