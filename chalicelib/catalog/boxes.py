"""Boxes: storing a decision only where it differs from the one in place and nobody decided in between."""

import msgspec

from chalicelib.catalog.box import Box
from chalicelib.catalog.models import BoxItem
from chalicelib.kernel import ids, transactions


class BoxOvertaken(Exception):
    """Somebody else decided this box after it was read."""


class StoredBox(msgspec.Struct, frozen=True):
    """A box and the decision that put it there."""

    box: Box
    decision_id: str


def stored(product_id: str) -> dict[str, StoredBox]:
    """Every box of a product by place (`<market>#<grade>`), read consistently."""
    return {
        item.place: StoredBox(item.box, item.decision_id) for item in BoxItem.query(product_id, consistent_read=True)
    }


def storing(box: Box, replaced: StoredBox | None) -> transactions.Act | None:
    """The act that puts a box in the place of the one that was read; None where they are equal. BoxOvertaken."""
    if replaced is not None and replaced.box == box:
        return None
    condition = BoxItem.absent() if replaced is None else BoxItem.decision_id == replaced.decision_id
    return transactions.put(box_item(box), condition, lambda _: BoxOvertaken())


def emptying(replaced: StoredBox) -> transactions.Act:
    """The act that removes a box nobody is eligible for any more. BoxOvertaken."""
    item = BoxItem(replaced.box.product_id, replaced.box.place)
    return transactions.delete(item, BoxItem.decision_id == replaced.decision_id, lambda _: BoxOvertaken())


def box_item(box: Box) -> BoxItem:
    """A box under a new decision id."""
    return BoxItem(box.product_id, box.place, decision_id=ids.new_ulid(), box=box)
