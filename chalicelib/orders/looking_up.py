"""Looking up: a buyer who lost the link gets it again, by the mail address that placed the order."""

from chalicelib import facts
from chalicelib.kernel import auth, transactions
from chalicelib.kernel.errors import NotFound, Problem
from chalicelib.kernel.facts import recording
from chalicelib.orders import queries
from chalicelib.orders.models import Order
from chalicelib.orders.payloads import LookupRequest
from chalicelib.people.mail_keys import mail_key
from chalicelib.people.order_tokens import is_order_token


def request_link(request: LookupRequest) -> None:
    """Have the link mailed if order and address belong together; nobody is told whether they do."""
    try:
        order = queries.order(request.order_id)
    except Problem:
        return
    if auth.same(order.mail_key, mail_key(request.mail)):
        transactions.write(recording(facts.OrderLinkRequested(order_id=order.order_id)))


def order_for_token(order_id: str, token: str) -> Order:
    """The order a token opens; NotFound alike for an absent order and for another order's token."""
    order = queries.order(order_id)
    if not is_order_token(token, order_id, int(order.token_version or 0)):
        raise NotFound()
    return order
