"""The URLs of guarantees."""

from chalicelib.aftersales.guarantees import answers, printed_certificate, queries, views
from chalicelib.documents.download import Download
from chalicelib.kernel.http.auth import ORDER_TOKEN
from chalicelib.kernel.http.call import Call
from chalicelib.kernel.http.routes import Routes
from chalicelib.kernel.values.lists import Items
from chalicelib.orders import order_access

routes = Routes(__name__)


@routes.get("/orders/{order_id}/guarantees", ORDER_TOKEN)
def show_guarantees(call: Call, order_id: str) -> Items[answers.ShownGuarantee]:
    """The guarantees of an order's delivered devices: dates, terms and what a repair added."""
    order = order_access.order_for_token(order_id, call.principal.token)
    return {"items": [views.guarantee_view(one) for one in queries.of_order(order.order_id)]}


@routes.get("/orders/{order_id}/guarantees/{line_id}/pdf", ORDER_TOKEN)
def fetch_certificate(call: Call, order_id: str, line_id: str) -> Download:
    """A link to the certificate of a guarantee as a PDF, for everybody who has it, until `valid_until`."""
    order = order_access.order_for_token(order_id, call.principal.token)
    return printed_certificate.pdf(order, queries.guarantee(order.order_id, line_id))
