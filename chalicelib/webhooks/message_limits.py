"""Limits of test messages and redeliveries that a seller may ask for, counted exactly per hour.

Sellers do not prove that they own a URL, so the number of messages they can direct at it is bounded.
"""

from datetime import timedelta
from typing import Literal

from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.storage.key_value import KeyValueItem
from chalicelib.kernel.values.problems import TooManyRequests

Asked = Literal["test", "redelivery", "redeliveries"]
PER_SELLER_AND_HOUR_MAX: dict[Asked, int] = {"test": 100, "redelivery": 1_000, "redeliveries": 20}


class TooManyMessages(TooManyRequests):
    slug, title = "too-many-webhook-messages", "Too many messages requested within an hour"
    retry_after_seconds = 3600


def counting(seller_id: str, asked: Asked) -> transactions.Act:
    """The act that counts one more such request of a seller in this hour.

    Refusal: TooManyMessages.
    """
    return transactions.update(
        KeyValueItem(f"webhooks-asked#{seller_id}#{asked}#{clock.timestamp()[:13]}"),
        KeyValueItem.number.add(1),
        KeyValueItem.expires_epoch.set(clock.epoch_seconds(clock.now() + timedelta(hours=2))),
        condition=KeyValueItem.number.does_not_exist() | (KeyValueItem.number < PER_SELLER_AND_HOUR_MAX[asked]),
        refusal=lambda _: TooManyMessages(),
    )
