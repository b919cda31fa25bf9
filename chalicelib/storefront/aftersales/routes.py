"""The URLs of pages about what follows a sale: certificates of guarantee and withdrawals."""

from chalicelib.kernel.http.answer import Answer
from chalicelib.kernel.http.auth import ANYONE
from chalicelib.kernel.http.call import Call
from chalicelib.storefront import order_pages
from chalicelib.storefront.aftersales import guarantee_pages
from chalicelib.storefront.pages import problem_page
from chalicelib.storefront.visitor import visitor_of
from chalicelib.web.surface import Pages

routes = Pages(__name__, problem_page)


@routes.get("/orders/{order_id}/lines/{line_id}/guarantee", ANYONE)
def show_guarantee(call: Call, order_id: str, line_id: str) -> Answer:
    return guarantee_pages.show(visitor_of(call.headers), order_pages.opened(call, order_id), line_id)
