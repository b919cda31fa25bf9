"""Reading endpoints and deliveries by name, in bounded pages."""

from collections.abc import Iterable, Iterator
from typing import Any

from chalicelib.kernel.values import ids
from chalicelib.kernel.values.problems import NotFound
from chalicelib.webhooks.lifecycle import OPEN
from chalicelib.webhooks.models import Endpoint, WebhookDelivery

ENDPOINT = "whe"
DELIVERY = "whd"
READ_MAX = 100
# The most entries read for one page of a filtered log.
EXAMINED_MAX = 500
Position = dict[str, Any]


def endpoints_of(seller_id: str) -> list[Endpoint]:
    """A seller's endpoints, the oldest first, read consistently; ten at most."""
    prefix = Endpoint.endpoint_id.startswith(f"{ENDPOINT}_")
    return sorted(Endpoint.query(seller_id, prefix, consistent_read=True), key=lambda each: each.created_at)


def endpoint(seller_id: str, endpoint_id: str) -> Endpoint:
    """One of a seller's endpoints.

    Raises: NotFound, alike for an absent and a foreign one; WrongCell for an id of the other cell.
    """
    found = find_endpoint(seller_id, ids.require_here(ENDPOINT, endpoint_id))
    if found is None:
        raise NotFound()
    return found


def find_endpoint(seller_id: str, endpoint_id: str) -> Endpoint | None:
    try:
        return Endpoint.get(seller_id, endpoint_id, consistent_read=True)
    except Endpoint.DoesNotExist:
        return None


def kept_keys(ordering_key: str, first_key: str) -> set[str]:
    """The order keys of an ordering key's messages from `first_key` on, read consistently."""
    found = WebhookDelivery.query(
        ordering_key,
        WebhookDelivery.sequence_key >= first_key,
        consistent_read=True,
        attributes_to_get=["ordering_key", "sequence_key"],
    )
    return {each.sequence_key for each in found}


def open_deliveries(ordering_key: str) -> list[WebhookDelivery]:
    """The messages of an ordering key that are still to be sent, in the order of delivery, read consistently."""
    return list(
        WebhookDelivery.query(
            ordering_key, filter_condition=WebhookDelivery.state.is_in(*sorted(OPEN)), consistent_read=True
        )
    )


def delivery(seller_id: str, delivery_id: str) -> WebhookDelivery:
    """One of a seller's deliveries.

    Raises: NotFound, alike for an absent and a foreign one.
    """
    wanted = WebhookDelivery.delivery_id == ids.require_here(DELIVERY, delivery_id)
    (*found,) = _whole(WebhookDelivery.of_seller.query(seller_id, wanted, limit=1))
    if not found:
        raise NotFound()
    return found[0]


def page_of_log(
    seller_id: str, limit: int, before: Position | None, *, endpoint_id: str | None, state: str | None
) -> tuple[list[WebhookDelivery], Position | None]:
    """A page of a seller's deliveries, latest first, and the position of the next page.

    At most EXAMINED_MAX entries are read, so a filtered page may have fewer than `limit`.
    """
    found: list[WebhookDelivery] = []
    position, examined = before, 0
    while len(found) < limit and examined < EXAMINED_MAX:
        keys = WebhookDelivery.of_seller.query(
            seller_id, limit=limit, last_evaluated_key=position, scan_index_forward=False
        )
        entries = list(keys)
        examined += len(entries)
        for each in _whole(entry for entry in entries if endpoint_id is None or _is_of(entry, endpoint_id)):
            if state is None or each.state == state:
                found.append(each)
                if len(found) == limit:
                    return found, _position(each)
        position = keys.last_evaluated_key
        if position is None:
            return found, None
    return found, position


def _position(last: WebhookDelivery) -> Position:
    """The position after a delivery: its keys in the index and in the table."""
    names = ("seller_id", "delivery_id", "ordering_key", "sequence_key")
    return {name: {"S": getattr(last, name)} for name in names}


def happened_after(
    seller_id: str, delivery_id: str, until_id: str, endpoint_id: str
) -> tuple[list[WebhookDelivery], str]:
    """An endpoint's deliveries in a range of ids, oldest first, and the id after which the next page begins, or ""."""
    keys = list(
        WebhookDelivery.of_seller.query(
            seller_id, WebhookDelivery.delivery_id.between(delivery_id, until_id), limit=READ_MAX + 1
        )
    )
    fresh = [each for each in keys if each.delivery_id != delivery_id][:READ_MAX]
    goes_on = fresh[-1].delivery_id if len(keys) > READ_MAX else ""
    return _whole(each for each in fresh if _is_of(each, endpoint_id)), goes_on


def due_ordering_keys(slot: str) -> Iterator[tuple[str, str]]:
    """(seller id, ordering key) of every message to be tried again in a slot."""
    for entry in WebhookDelivery.due.query(slot):
        yield entry.seller_id, entry.ordering_key


def _is_of(entry: WebhookDelivery, endpoint_id: str) -> bool:
    return bool(entry.ordering_key.startswith(f"{endpoint_id}#"))


def _whole(entries: Iterable[WebhookDelivery]) -> list[WebhookDelivery]:
    """The items of index entries, in the order of the entries, without those deleted since."""
    wanted = [(entry.ordering_key, entry.sequence_key) for entry in entries]
    found = {}
    for start in range(0, len(wanted), READ_MAX):
        for each in WebhookDelivery.batch_get(wanted[start : start + READ_MAX], consistent_read=True):
            found[each.ordering_key, each.sequence_key] = each
    return [found[key] for key in wanted if key in found]
