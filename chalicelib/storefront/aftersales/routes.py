"""The URLs of pages about what follows a sale: certificates of guarantee and withdrawals."""

from chalicelib.kernel.http.answer import Answer
from chalicelib.kernel.http.auth import ANYONE
from chalicelib.kernel.http.call import Call
from chalicelib.storefront import order_pages
from chalicelib.storefront.aftersales import guarantee_pages, invoice_pages, withdrawal_pages
from chalicelib.storefront.pages import problem_page
from chalicelib.storefront.visitor import visitor_of
from chalicelib.web import forms
from chalicelib.web.surface import Pages

routes = Pages(__name__, problem_page)


@routes.get("/orders/{order_id}/lines/{line_id}/guarantee", ANYONE)
def show_guarantee(call: Call, order_id: str, line_id: str) -> Answer:
    return guarantee_pages.show(visitor_of(call.headers), order_pages.opened(call, order_id), line_id)


@routes.get("/orders/{order_id}/lines/{line_id}/guarantee/pdf", ANYONE)
def fetch_certificate(call: Call, order_id: str, line_id: str) -> Answer:
    return guarantee_pages.download(visitor_of(call.headers), order_pages.opened(call, order_id), line_id)


@routes.get("/orders/{order_id}/invoices/{invoice_id}", ANYONE)
def fetch_invoice(call: Call, order_id: str, invoice_id: str) -> Answer:
    return invoice_pages.download(visitor_of(call.headers), order_pages.opened(call, order_id), invoice_id)


@routes.get("/orders/{order_id}/withdrawal", ANYONE)
def ask_withdrawal(call: Call, order_id: str) -> Answer:
    return withdrawal_pages.ask(visitor_of(call.headers), order_pages.opened(call, order_id))


@routes.post("/orders/{order_id}/withdrawal", ANYONE)
def declare_withdrawal(call: Call, order_id: str) -> Answer:
    visitor = visitor_of(call.headers)
    fields = forms.posted(call, visitor)
    return withdrawal_pages.declare(visitor, order_pages.opened(call, order_id), fields)


@routes.post("/orders/{order_id}/withdrawal/parcel", ANYONE)
def prove_sending(call: Call, order_id: str) -> Answer:
    visitor = visitor_of(call.headers)
    fields = forms.posted(call, visitor)
    return withdrawal_pages.prove(visitor, order_pages.opened(call, order_id), fields)


@routes.get("/withdrawal", ANYONE)
def show_withdrawal_form(call: Call) -> Answer:
    return withdrawal_pages.show_form(visitor_of(call.headers))


@routes.post("/withdrawal", ANYONE)
def state_withdrawal(call: Call) -> Answer:
    visitor = visitor_of(call.headers)
    return withdrawal_pages.state(visitor, forms.posted(call, visitor))


@routes.post("/withdrawal/confirmation", ANYONE)
def confirm_withdrawal(call: Call) -> Answer:
    visitor = visitor_of(call.headers)
    return withdrawal_pages.confirm(visitor, call, forms.posted(call, visitor))
