"""Named reads of disputes, in bounded pages, answering values."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import msgspec

from chalicelib.kernel.runtime import clock
from chalicelib.kernel.values.problems import NotFound
from chalicelib.payments.disputes.dispute import Dispute
from chalicelib.payments.disputes.dispute_lifecycle import ANSWERABLE, DisputeState
from chalicelib.payments.disputes.dispute_policy import ANSWER_ALARM_BEFORE
from chalicelib.payments.disputes.models import DisputeItem, SellerDisputeItem

# Stripe announces what happens to a dispute; a lost event is made up for by looking this long after the last look.
LOOK_EVERY = timedelta(hours=6)

# The newest disputes of a seller that are looked at for what can still be answered.
OF_SELLER_MAX = 100
# (order id, dispute id)
Key = tuple[str, str]


def find(order_id: str, dispute_id: str) -> Dispute | None:
    """A dispute of an order, read consistently; None if it is not known here."""
    try:
        return _value(DisputeItem.get(order_id, dispute_id, consistent_read=True))
    except DisputeItem.DoesNotExist:
        return None


def order_id_of(dispute_id: str) -> str | None:
    """The order of a dispute; None if it is not known, or so new that its index does not show it."""
    return next((entry.order_id for entry in DisputeItem.by_id.query(dispute_id)), None)


def dispute(dispute_id: str) -> Dispute:
    """A dispute by Stripe's id. Raises: NotFound."""
    order_id = order_id_of(dispute_id)
    found = find(order_id, dispute_id) if order_id else None
    if found is None:
        raise NotFound()
    return found


def of_order(order_id: str) -> list[Dispute]:
    """Every dispute of an order, read consistently."""
    return [_value(item) for item in DisputeItem.query(order_id, consistent_read=True)]


def in_state(
    state: DisputeState, limit: int, start: dict[str, Any] | None
) -> tuple[list[Dispute], dict[str, Any] | None]:
    """A page of the disputes in a state, oldest first, and where the next page starts."""
    page = DisputeItem.by_state.query(state, limit=limit, last_evaluated_key=start)
    # The index may lag behind the table.
    found = [one for one in _read(_keys(page)) if one.state is state]
    return found, page.last_evaluated_key


def of_seller(seller_id: str, limit: int, start: dict[str, Any] | None) -> tuple[list[Dispute], dict[str, Any] | None]:
    """A page of the disputes of orders with lines of a seller, newest first, and where the next page starts."""
    page = SellerDisputeItem.query(seller_id, limit=limit, last_evaluated_key=start, scan_index_forward=False)
    found = _read([(entry.order_id, entry.dispute_id) for entry in page])
    return found, page.last_evaluated_key


def answerable_of_seller(seller_id: str) -> tuple[int, bool]:
    """How many of a seller's newest OF_SELLER_MAX disputes can still be answered, and whether there are older ones."""
    found, following = of_seller(seller_id, OF_SELLER_MAX, None)
    return sum(one.state in ANSWERABLE for one in found), following is not None


def not_looked_at(limit: int = 200) -> list[str]:
    """The ids of disputes with something left to do that Stripe was not asked for since LOOK_EVERY."""
    before = DisputeItem.looked_at < clock.stamp(clock.now() - LOOK_EVERY)
    return [
        dispute_id
        for waiting in ("ANSWER", "BANK", "SETTLEMENT")
        for _, dispute_id in _keys(DisputeItem.waiting.query(waiting, before, limit=limit))
    ]


def count_to_answer() -> int:
    """How many disputes and inquiries wait for our answer."""
    return DisputeItem.waiting.count("ANSWER")


def count_answer_due() -> int:
    """How many of them must be answered within ANSWER_ALARM_BEFORE, or should have been."""
    soon = DisputeItem.answer_by < clock.stamp(clock.now() + ANSWER_ALARM_BEFORE)
    return DisputeItem.waiting.count("ANSWER", filter_condition=soon)


def count_for_operators() -> int:
    """How many were decided otherwise after their loss was booked, and wait for the operators."""
    return DisputeItem.waiting.count("OPERATORS")


def _keys(entries: Iterable[DisputeItem]) -> list[Key]:
    """The keys of index entries. An index may list an item twice while its entry moves."""
    return list(dict.fromkeys((entry.order_id, entry.dispute_id) for entry in entries))


def _read(keys: list[Key]) -> list[Dispute]:
    found = {(item.order_id, item.dispute_id): item for item in DisputeItem.batch_get(keys, consistent_read=True)}
    return [_value(found[key]) for key in keys if key in found]


def _value(item: DisputeItem) -> Dispute:
    stated = {name: value for name, value in item.attribute_values.items() if name != "waiting_for"}
    return msgspec.convert(stated, Dispute)
