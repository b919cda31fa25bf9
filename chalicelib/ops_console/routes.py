"""The operators' pages at /ops: orders, refunds, the ledger and what needs an operator, over the API's use cases."""

from chalicelib.health import counts
from chalicelib.kernel.http.answer import Answer
from chalicelib.kernel.http.auth import ANYONE, ops
from chalicelib.kernel.http.call import Call
from chalicelib.kernel.values.lists import PageRequest
from chalicelib.kernel.values.problems import NotFound
from chalicelib.ops_console import ledger_pages, order_pages, refund_pages
from chalicelib.ops_console.cases.routes import routes as cases
from chalicelib.ops_console.money.routes import routes as money
from chalicelib.ops_console.pages import CONSOLE, operator_of, page, problem_page, sign_in_page
from chalicelib.web import console
from chalicelib.web.console import ConsolePages

routes = ConsolePages(__name__, problem_page, CONSOLE, parts=(cases, money))


@routes.get("/ops", ops(""))
def overview(call: Call) -> Answer:
    operator = operator_of(call)
    return page(operator, "overview.html", counts=counts.counts() if operator.may("health:read") else None)


@routes.get("/ops/sign-in", ANYONE)
def ask_key(call: Call) -> Answer:
    return sign_in_page(operator_of(call))


@routes.post("/ops/sign-in", ANYONE)
def sign_in(call: Call) -> Answer:
    operator = operator_of(call)
    return console.sign_in(
        call, operator, CONSOLE, lambda status: sign_in_page(operator, status=status, refused=status)
    )


@routes.post("/ops/sign-out", ANYONE)
def sign_out(call: Call) -> Answer:
    return console.sign_out(call, operator_of(call), CONSOLE)


@routes.get("/ops/orders", ops("orders:read"))
def find_order(call: Call) -> Answer:
    asked = call.query_params.get("order_id", "").strip()
    return order_pages.find(operator_of(call), asked)


@routes.get("/ops/orders/{order_id}", ops("orders:read"))
def show_order(call: Call, order_id: str) -> Answer:
    return order_pages.show(operator_of(call), order_id)


@routes.get("/ops/orders/{order_id}/lines/{line_id}/refund", ops("refunds:write"))
def ask_refund(call: Call, order_id: str, line_id: str) -> Answer:
    return refund_pages.ask(operator_of(call), order_id, line_id)


@routes.post("/ops/orders/{order_id}/lines/{line_id}/refund", ops("refunds:write"))
def refund_line(call: Call, order_id: str, line_id: str) -> Answer:
    return refund_pages.refund(call, operator_of(call), order_id, line_id)


@routes.get("/ops/refunds", ops("refunds:read"))
def list_failed_refunds(call: Call[None, PageRequest]) -> Answer:
    return refund_pages.list_failed(call, operator_of(call))


@routes.get("/ops/orders/{order_id}/refunds/{refund_id}", ops("refunds:read"))
def show_refund(call: Call, order_id: str, refund_id: str) -> Answer:
    return refund_pages.show(operator_of(call), order_id, refund_id)


@routes.post("/ops/orders/{order_id}/refunds/{refund_id}/retry", ops("refunds:write"))
def retry_refund(call: Call, order_id: str, refund_id: str) -> Answer:
    return refund_pages.retry(call, operator_of(call), order_id, refund_id)


@routes.post("/ops/orders/{order_id}/refunds/{refund_id}/bank-transfer", ops("refunds:write"))
def record_bank_transfer(call: Call, order_id: str, refund_id: str) -> Answer:
    return refund_pages.record_bank_transfer(call, operator_of(call), order_id, refund_id)


@routes.post("/ops/orders/{order_id}/refunds/{refund_id}/stripe-refund", ops("refunds:write"))
def adopt_stripe_refund(call: Call, order_id: str, refund_id: str) -> Answer:
    return refund_pages.adopt(call, operator_of(call), order_id, refund_id)


@routes.get("/ops/ledger", ops("ledger:read"))
def show_ledger(call: Call) -> Answer:
    return ledger_pages.show(operator_of(call), call.query_params)


@routes.get("/ops/orders/{order_id}/journals", ops("ledger:read"))
def show_journals(call: Call, order_id: str) -> Answer:
    return ledger_pages.show_journals(operator_of(call), order_id)


# The gateway looks no further than the first step that it knows.
@routes.get("/ops/{page_name}", ANYONE)
@routes.get("/ops/orders/{order_id}/{below}", ANYONE)
def mistyped(_: Call, **__: str) -> Answer:
    raise NotFound()
