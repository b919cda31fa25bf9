"""Requests for an order's link, queued for the worker that mails it."""

import msgspec

from chalicelib.kernel import queues
from chalicelib.kernel.http import auth
from chalicelib.kernel.runtime.settings import settings
from chalicelib.orders import queries
from chalicelib.orders.lifecycle import RELEASED
from chalicelib.orders.order import Order


class LinkRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A request for the link of an order; it is not known yet whether order and address belong together.

    `order_id` is as the client sent it. `request_id` is a ULID: at most one mail is sent for it.
    """

    request_id: str
    order_id: str
    mail_key: str


def send(request: LinkRequest) -> None:
    """Queue a request. Raises: Unavailable."""
    queues.send(settings.links_queue_url, [msgspec.json.encode(request).decode()])


def read(body: str) -> LinkRequest:
    """A request from its message. Raises: msgspec.ValidationError."""
    return msgspec.json.decode(body, type=LinkRequest)


def order_of(request: LinkRequest) -> Order | None:
    """The order whose link may be mailed: placed with that address, and not ended without a payment; else None."""
    order = queries.find_order(request.order_id)
    if order is None or not auth.same(order.mail_key, request.mail_key):
        return None
    is_over = order.state in RELEASED and order.payment_intent_id is None
    return None if is_over else order
