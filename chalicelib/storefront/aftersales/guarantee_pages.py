"""The certificate of a device's guarantee: dates, terms and guarantor on one page, and as a PDF."""

from chalicelib.aftersales.guarantees import printed_certificate
from chalicelib.aftersales.guarantees import queries as guarantees
from chalicelib.aftersales.guarantees.guarantee import Guarantee, of_delivered_line
from chalicelib.kernel.http.answer import Answer
from chalicelib.orders import queries
from chalicelib.orders.order import Order
from chalicelib.people.queries import identifiers
from chalicelib.sellers import queries as sellers
from chalicelib.storefront.pages import page
from chalicelib.storefront.visitor import Visitor
from chalicelib.web.rendering import redirect, to_file


def by_line(order: Order) -> dict[str, Guarantee]:
    """The guarantee of each delivered line; computed as it will be for a line that has none yet."""
    issued = {found.line_id: found for found in guarantees.of_order(order.order_id)}
    delivered = {
        step.line_id: step.delivered_at
        for seller_order in queries.seller_orders_of_order(order).values()
        for step in seller_order.lines
        if step.delivered_at
    }
    return {line_id: issued.get(line_id) or of_delivered_line(order, line_id, at) for line_id, at in delivered.items()}


def show(visitor: Visitor, order: Order, line_id: str) -> Answer:
    """The certificate of a line's guarantee; back to the order before its delivery."""
    line = queries.line(order, line_id)
    guarantee = by_line(order).get(line_id)
    if guarantee is None:
        return redirect(visitor, f"/orders/{order.order_id}")
    return page(
        visitor,
        "guarantee.html",
        order_id=order.order_id,
        line=line,
        guarantee=guarantee,
        guarantor=sellers.sellers([line.seller_id])[line.seller_id].trader,
        parcel=identifiers(order.person_id, line_id),
        title=printed_certificate.title(guarantee),
    )


def download(visitor: Visitor, order: Order, line_id: str) -> Answer:
    """The certificate as a PDF; back to the order before the delivery. Raises: NotFound, Unavailable."""
    queries.line(order, line_id)
    guarantee = by_line(order).get(line_id)
    if guarantee is None:
        return redirect(visitor, f"/orders/{order.order_id}")
    return to_file(visitor, printed_certificate.pdf(order, guarantee).url)
