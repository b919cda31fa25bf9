"""Named reads of transfers, in bounded pages, answering values."""

from collections.abc import Iterable
from typing import Any

import msgspec

from chalicelib.kernel.values.problems import NotFound
from chalicelib.payments.transfers.models import TransferItem
from chalicelib.payments.transfers.transfer import Transfer

ByLine = dict[tuple[str, str], Transfer]

OPERATORS_MUST_ACT = "operators"
_NOT_OF_VALUE = {"waiting_for"}


def waiting_key(seller_id: str) -> str:
    """The index key of a seller's transfers that were not made yet."""
    return f"seller#{seller_id}"


def find(order_id: str, line_id: str) -> Transfer | None:
    """A line's transfer, read consistently; None for a line that was not shipped."""
    try:
        return _value(TransferItem.get(order_id, line_id, consistent_read=True))
    except TransferItem.DoesNotExist:
        return None


def transfer(order_id: str, line_id: str) -> Transfer:
    """The transfer of a line that was shipped, read consistently. Raises: NotFound."""
    found = find(order_id, line_id)
    if found is None:
        raise NotFound()
    return found


def of_order(order_id: str) -> list[Transfer]:
    """The transfers of an order's lines that were shipped, read consistently."""
    return _values(TransferItem.query(order_id, consistent_read=True))


def of_seller(seller_id: str, limit: int, start: dict[str, Any] | None) -> tuple[list[Transfer], dict[str, Any] | None]:
    """A page of a seller's transfers, newest first, and where the next page starts."""
    page = TransferItem.of_seller.query(seller_id, limit=limit, last_evaluated_key=start, scan_index_forward=False)
    keys = _keys(page)
    return _read(keys), page.last_evaluated_key


def waiting(waiting_for: str, limit: int, start: dict[str, Any] | None) -> tuple[list[Transfer], dict[str, Any] | None]:
    """A page of the transfers that wait for something, oldest first, and where the next page starts."""
    page = TransferItem.waiting.query(waiting_for, limit=limit, last_evaluated_key=start)
    keys = _keys(page)
    return _read(keys), page.last_evaluated_key


def waiting_keys(
    seller_id: str, limit: int, start: dict[str, Any] | None
) -> tuple[list[tuple[str, str]], dict[str, Any] | None]:
    """A page of (order id, line id) of a seller's transfers that were not made yet, and where the next page starts."""
    page = TransferItem.waiting.query(waiting_key(seller_id), limit=limit, last_evaluated_key=start)
    return _keys(page), page.last_evaluated_key


def held_lines(seller_id: str) -> list[tuple[str, str]]:
    """(order id, line id) of a seller's transfers that were not made yet and have a hold."""
    page = TransferItem.waiting.query(waiting_key(seller_id), filter_condition=TransferItem.holds > 0)
    return _keys(page)


def count_for_operators() -> int:
    """How many transfers failed and wait for the operators."""
    return TransferItem.waiting.count(OPERATORS_MUST_ACT)


def by_lines(lines: Iterable[tuple[str, str]]) -> ByLine:
    """The transfers of lines, by (order id, line id); absent for lines that were not shipped."""
    return {(one.order_id, one.line_id): one for one in _read(list(dict.fromkeys(lines)))}


def _keys(entries: Iterable[TransferItem]) -> list[tuple[str, str]]:
    """The keys of index entries. An index may list an item twice while its entry moves."""
    return list(dict.fromkeys((entry.order_id, entry.line_id) for entry in entries))


def _read(keys: list[tuple[str, str]]) -> list[Transfer]:
    found = {(one.order_id, one.line_id): one for one in _values(TransferItem.batch_get(keys, consistent_read=True))}
    return [found[key] for key in keys if key in found]


def _values(items: Iterable[TransferItem]) -> list[Transfer]:
    return [value for item in items if (value := _value(item)) is not None]


def _value(item: TransferItem) -> Transfer | None:
    if "seller_id" not in item.attribute_values:
        return None  # a hold was set before the line was shipped
    stated = {name: value for name, value in item.attribute_values.items() if name not in _NOT_OF_VALUE}
    return msgspec.convert(stated, Transfer)
