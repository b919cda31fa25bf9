"""Access to an order by its token, and requests for a lost link by the email address of the order."""

from chalicelib.access.order_tokens import is_order_token
from chalicelib.kernel.runtime import log
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values import ids
from chalicelib.kernel.values.problems import NotFound
from chalicelib.orders import link_requests, queries
from chalicelib.orders.checkout import order_limits
from chalicelib.orders.checkout.order_limits import TooManyLinks
from chalicelib.orders.link_requests import LinkRequest
from chalicelib.orders.order import Order
from chalicelib.orders.payloads import LookupRequest
from chalicelib.people.registration import mail_key


def request_order_link(request: LookupRequest, origin: str) -> None:
    """Queue a request for the order's link. Beyond the limits nothing is queued, and the answer is the same.

    The order is not read here: writes and answer are the same for a right and a wrong address, so that neither the
    answer nor its duration tells them apart. Raises: Unavailable.
    """
    wanted = LinkRequest(request_id=ids.new_ulid(), order_id=request.order_id, mail_key=mail_key(request.email))
    try:
        transactions.commit(order_limits.counting_link(wanted, origin))
    except TooManyLinks:
        log.write("link-not-sent", reason="LIMIT")
        return
    link_requests.send(wanted)


def order_for_token(order_id: str, token: str) -> Order:
    """The order that a token opens.

    Raises: NotFound, the same for an absent order and for another order's token; WrongCell.
    """
    order = queries.order(order_id)
    if not is_order_token(token, order_id, order.token_version):
        raise NotFound()
    return order
