"""Storing boxes: writes only what changed, on the condition that no other decision was stored since the read."""

from collections.abc import Mapping

import msgspec

from chalicelib.catalog import search_outbox, stored_items
from chalicelib.catalog.boxes.box import Box
from chalicelib.catalog.models import BoxItem
from chalicelib.kernel.storage import transactions


class BoxOvertaken(Exception):
    """Another decision was stored for this box after it was read."""


class StoredBox(msgspec.Struct, frozen=True):
    """A box with the id of the decision that stored it."""

    box: Box
    decision_id: str


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """The change of one box: `before` is None if there was none, `after` if no offer is eligible."""

    place: str
    before: StoredBox | None
    after: Box | None

    @property
    def is_passed(self) -> bool:
        """Whether the box changes from one offer to another, or to none."""
        before = self.before.box.offer_id if self.before else None
        return before != (self.after.offer_id if self.after else None)


def stored(product_id: str) -> dict[str, StoredBox]:
    """The boxes of a product by key (`<market>#<grade>`), read consistently."""
    return {
        item.place: StoredBox(item.box, item.decision_id) for item in BoxItem.query(product_id, consistent_read=True)
    }


def differences(before: Mapping[str, StoredBox], decided: Mapping[str, Box]) -> list[Change]:
    """The boxes that a decision changes; empty if every stored box is already as decided."""
    places = sorted(before.keys() | decided.keys())
    found = [Change(place=place, before=before.get(place), after=decided.get(place)) for place in places]
    return [change for change in found if change.before is None or change.before.box != change.after]


def store_acts(product_id: str, found: list[Change]) -> list[transactions.Act]:
    """The acts that store the changes of a product's boxes and add the product to the search outbox.

    Raises: BoxOvertaken.
    """
    return [*(_storing(product_id, change) for change in found), search_outbox.enqueue_act(product_id)]


def _storing(product_id: str, change: Change) -> transactions.Act:
    before = change.before
    condition = BoxItem.absent() if before is None else BoxItem.decision_id == before.decision_id
    if change.after is not None:
        return transactions.put(stored_items.box_item(change.after), condition, lambda _: BoxOvertaken())
    return transactions.delete(BoxItem(product_id, change.place), condition, lambda _: BoxOvertaken())
