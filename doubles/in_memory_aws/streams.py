"""A table's stream: one record per changed item, in the shape a Lambda function receives.

AWS promises the order of one item's records and nothing across items; `reordered` uses that freedom.
"""

import hashlib
import random
from collections.abc import Iterable
from typing import Any

from doubles.in_memory_aws.attribute_values import Item, size_of_item
from doubles.in_memory_aws.key_space import Row

Record = dict[str, Any]

_ttl_identity = {"type": "Service", "principalId": "dynamodb.amazonaws.com"}


class Stream:
    """The records of one table since it was made."""

    def __init__(self, arn: str, view: str, region: str) -> None:
        self.arn = arn
        self.view = view
        self._region = region
        self.records: list[Record] = []

    def append(self, key: Item, old: Row | None, new: Row | None, *, at: float, expired: bool = False) -> None:
        """Record a change; a write that changes nothing leaves no record."""
        if old is not None and new is not None and old.item == new.item:
            return
        sequence = f"{len(self.records) + 1:024d}"
        change: Record = {
            "ApproximateCreationDateTime": int(at),
            "Keys": key,
            "SequenceNumber": sequence,
            "SizeBytes": size_of_item(key),
            "StreamViewType": self.view,
        }
        for field, image in (("NewImage", new), ("OldImage", old)):
            wanted = self.view in ("NEW_AND_OLD_IMAGES", "NEW_IMAGE" if field == "NewImage" else "OLD_IMAGE")
            if wanted and image is not None:
                change[field] = image.item
                change["SizeBytes"] += image.size_bytes
        record: Record = {
            "eventID": hashlib.blake2b((self.arn + sequence).encode(), digest_size=16).hexdigest(),
            "eventName": "INSERT" if old is None else "REMOVE" if new is None else "MODIFY",
            "eventVersion": "1.1",
            "eventSource": "aws:dynamodb",
            "awsRegion": self._region,
            "dynamodb": change,
            "eventSourceARN": self.arn,
        }
        if expired:
            record["userIdentity"] = dict(_ttl_identity)
        self.records.append(record)


def reordered(records: Iterable[Record], chance: random.Random) -> list[Record]:
    """The same records in another order DynamoDB may deliver: each item's own order is kept."""
    by_item: dict[str, list[Record]] = {}
    for record in records:
        by_item.setdefault(repr(record["dynamodb"]["Keys"]), []).append(record)
    waiting = list(by_item.values())
    order: list[Record] = []
    while waiting:
        chosen = chance.randrange(len(waiting))
        order.append(waiting[chosen].pop(0))
        if not waiting[chosen]:
            del waiting[chosen]
    return order
