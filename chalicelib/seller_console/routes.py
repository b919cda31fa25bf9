"""The sellers' pages at /sell, over the same use cases as the API."""

from chalicelib.kernel.http.answer import Answer
from chalicelib.kernel.http.auth import ANYONE, seller
from chalicelib.kernel.http.call import Call
from chalicelib.kernel.values.problems import NotFound
from chalicelib.seller_console import order_pages, overview_page
from chalicelib.seller_console.cases.routes import routes as cases
from chalicelib.seller_console.money.routes import routes as money
from chalicelib.seller_console.pages import CONSOLE, problem_page, seller_of, sign_in_page
from chalicelib.web import console
from chalicelib.web.console import ConsolePages

routes = ConsolePages(__name__, problem_page, CONSOLE, parts=(cases, money))
LINE = "/sell/orders/{order_id}/lines/{line_id}"


@routes.get("/sell", seller(""))
def overview(call: Call) -> Answer:
    return overview_page.show(seller_of(call))


@routes.get("/sell/sign-in", ANYONE)
def ask_key(call: Call) -> Answer:
    return sign_in_page(seller_of(call))


@routes.post("/sell/sign-in", ANYONE)
def sign_in(call: Call) -> Answer:
    reader = seller_of(call)
    return console.sign_in(call, reader, CONSOLE, lambda status: sign_in_page(reader, status=status, refused=status))


@routes.post("/sell/sign-out", ANYONE)
def sign_out(call: Call) -> Answer:
    return console.sign_out(call, seller_of(call), CONSOLE)


@routes.get("/sell/orders", seller("orders:read"))
def list_orders(call: Call[None, order_pages.OrderListQuery]) -> Answer:
    return order_pages.list_orders(call, seller_of(call))


@routes.get("/sell/orders/{order_id}", seller("orders:read"))
def show_order(call: Call, order_id: str) -> Answer:
    return order_pages.show(seller_of(call), order_id)


@routes.post(f"{LINE}/acceptance", seller("orders:write"))
def accept_line(call: Call, order_id: str, line_id: str) -> Answer:
    return order_pages.accept(call, seller_of(call), order_id, line_id)


@routes.get(f"{LINE}/shipment", seller("orders:write"))
def ask_shipment(call: Call, order_id: str, line_id: str) -> Answer:
    return order_pages.ask(seller_of(call), order_id, line_id, "shipment")


@routes.post(f"{LINE}/shipment", seller("orders:write"))
def ship_line(call: Call, order_id: str, line_id: str) -> Answer:
    return order_pages.ship(call, seller_of(call), order_id, line_id)


@routes.get(f"{LINE}/cancellation", seller("orders:write"))
def ask_cancellation(call: Call, order_id: str, line_id: str) -> Answer:
    return order_pages.ask(seller_of(call), order_id, line_id, "cancellation")


@routes.post(f"{LINE}/cancellation", seller("orders:write"))
def cancel_line(call: Call, order_id: str, line_id: str) -> Answer:
    return order_pages.cancel(call, seller_of(call), order_id, line_id)


@routes.get(f"{LINE}/delivery", seller("orders:write"))
def ask_delivery(call: Call, order_id: str, line_id: str) -> Answer:
    return order_pages.ask(seller_of(call), order_id, line_id, "delivery")


@routes.post(f"{LINE}/delivery", seller("orders:write"))
def prove_delivery(call: Call, order_id: str, line_id: str) -> Answer:
    return order_pages.prove_delivery(call, seller_of(call), order_id, line_id)


# The gateway looks no further than the first step that it knows.
@routes.get("/sell/{page_name}", ANYONE)
@routes.get("/sell/orders/{order_id}/{below}", ANYONE)
def mistyped(_: Call, **__: str) -> Answer:
    raise NotFound()
