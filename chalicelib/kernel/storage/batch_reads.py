"""Batch reads: many items by their keys, undecoded, in as few calls as possible."""

from collections.abc import Mapping, Sequence
from typing import Any

from chalicelib.kernel.runtime import aws, clock, randomness
from chalicelib.kernel.values.problems import Unavailable

# The limit of BatchGetItem, over all tables together.
KEYS_MAX = 100
ATTEMPTS_MAX = 4
PAUSE_MILLISECONDS_MAX = 100

Item = Mapping[str, Any]


def read(wanted: Mapping[str, Mapping[str, Any]]) -> dict[str, list[Item]]:
    """The items found, by table; `wanted` is BatchGetItem's RequestItems, at most KEYS_MAX keys.

    Uses the raw client, since a pynamodb model costs 80 µs an item and every quote, list and re-rank reads this way.
    Raises: Unavailable, when DynamoDB keeps returning unprocessed keys.
    """
    found: dict[str, list[Item]] = {table: [] for table in wanted}
    unread: Any = wanted
    for attempt in range(ATTEMPTS_MAX):
        answer = aws.client("dynamodb").batch_get_item(RequestItems=unread)
        for table, items in answer["Responses"].items():
            found[table] += items
        unread = answer.get("UnprocessedKeys")
        if not unread:
            return found
        clock.sleep(randomness.below(PAUSE_MILLISECONDS_MAX << attempt) / 1000)
    raise Unavailable()


def parts(keys: Sequence[Any], size: int) -> list[Sequence[Any]]:
    """The keys split into chunks of `size`."""
    return [keys[start : start + size] for start in range(0, len(keys), size)]
