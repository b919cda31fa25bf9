"""Named reads of payouts, in bounded pages, answering values."""

from datetime import timedelta
from typing import Any

import msgspec

from chalicelib.kernel.runtime import clock
from chalicelib.kernel.values.problems import NotFound
from chalicelib.payments.payouts.models import PayoutItem
from chalicelib.payments.payouts.payout import Payout

STRIPE_MUST_ANSWER, OPERATORS_MUST_ACT = "stripe", "operators"
# Stripe announces the end of a payout; a lost event is made up for by looking this long after the last look.
LOOK_EVERY = timedelta(hours=12)


def find(seller_id: str, payout_id: str) -> Payout | None:
    """A payout, read consistently."""
    try:
        return _value(PayoutItem.get(seller_id, payout_id, consistent_read=True))
    except PayoutItem.DoesNotExist:
        return None


def payout(seller_id: str, payout_id: str) -> Payout:
    """A payout, read consistently. Raises: NotFound."""
    found = find(seller_id, payout_id)
    if found is None:
        raise NotFound()
    return found


def of_seller(seller_id: str, limit: int, start: dict[str, Any] | None) -> tuple[list[Payout], dict[str, Any] | None]:
    """A page of a seller's payouts, the latest first, and where the next page starts."""
    page = PayoutItem.query(seller_id, limit=limit, last_evaluated_key=start, scan_index_forward=False)
    found = [_value(item) for item in page]
    return found, page.last_evaluated_key


def for_operators(limit: int, start: dict[str, Any] | None) -> tuple[list[Payout], dict[str, Any] | None]:
    """A page of the payouts that failed and were not replaced, the oldest first, and where the next page starts."""
    page = PayoutItem.waiting.query(OPERATORS_MUST_ACT, limit=limit, last_evaluated_key=start)
    keys = list(dict.fromkeys((entry.seller_id, entry.payout_id) for entry in page))
    found = {(one.seller_id, one.payout_id): one for one in PayoutItem.batch_get(keys, consistent_read=True)}
    waiting = [_value(found[key]) for key in keys if found[key].waiting_for == OPERATORS_MUST_ACT]
    return waiting, page.last_evaluated_key


def count_for_operators() -> int:
    """How many payouts failed and were not replaced by a later one."""
    return PayoutItem.waiting.count(OPERATORS_MUST_ACT)


def created_between(seller_id: str, first_day: str, before: str) -> list[Payout]:
    """A seller's payouts of the days from `first_day` (included) to `before` (not included), the oldest first."""
    between = PayoutItem.payout_id.between(first_day, before)
    return [_value(item) for item in PayoutItem.query(seller_id, between, consistent_read=True)]


def long_processing(limit: int = 200) -> list[tuple[str, str]]:
    """(account id, Stripe's id) of payouts under way that Stripe was not asked for since LOOK_EVERY."""
    before = clock.stamp(clock.now() - LOOK_EVERY)
    page = PayoutItem.waiting.query(STRIPE_MUST_ANSWER, PayoutItem.looked_at < before, limit=limit)
    keys = list(dict.fromkeys((entry.seller_id, entry.payout_id) for entry in page))
    found = [_value(item) for item in PayoutItem.batch_get(keys, consistent_read=True)]
    return [(one.account_id, one.stripe_id) for one in found if one.stripe_id is not None]


def _value(item: PayoutItem) -> Payout:
    stated = {name: value for name, value in item.attribute_values.items() if name != "waiting_for"}
    return msgspec.convert(stated, Payout)
