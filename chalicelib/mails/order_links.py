"""Mails the link of an order to the buyer who asked for it, from a queue of its own."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from chalicelib.kernel import queues
from chalicelib.kernel.runtime import log
from chalicelib.kernel.storage import transactions
from chalicelib.mails import letters
from chalicelib.mails.order_details import gather
from chalicelib.mails.outbox import send_once
from chalicelib.orders import link_requests
from chalicelib.orders.checkout import order_limits
from chalicelib.orders.checkout.order_limits import LinkCounted, TooManyLinks
from chalicelib.orders.link_requests import LinkRequest


def send_links(event: Mapping[str, Any]) -> dict[str, Any]:
    """Mail the links that a batch of requests asks for; a failed request is retried alone."""
    return queues.work(event, lambda body, _: _mail(link_requests.read(body)))


def _mail(request: LinkRequest) -> None:
    found = link_requests.order_of(request)
    if found is None:
        log.write("link-not-sent", reason="NOT_FOUND")
        return
    if found.state == "RESERVED":
        try:
            with suppress(LinkCounted):
                transactions.commit(order_limits.counting_link_before_payment(request))
        except TooManyLinks:
            log.write("link-not-sent", reason="LIMIT")
            return
    order = gather(request.order_id)
    send_once(request.request_id, "order_link", order.person_id, lambda _contact, _day: letters.order_link(order))
