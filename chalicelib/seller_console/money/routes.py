"""The sellers' pages of money: balance, transfers, payouts, statements, and the account at Stripe."""

from chalicelib.kernel.http.answer import Answer
from chalicelib.kernel.http.auth import ANYONE, seller
from chalicelib.kernel.http.call import Call
from chalicelib.kernel.values.lists import PageRequest
from chalicelib.kernel.values.problems import NotFound
from chalicelib.seller_console.money import document_pages, evidence_pages, money_pages
from chalicelib.seller_console.pages import CONSOLE, problem_page, seller_of
from chalicelib.web.console import ConsolePages

routes = ConsolePages(__name__, problem_page, CONSOLE)
READ = seller("balance:read")
DISPUTE = "/sell/disputes/{dispute_id}"


@routes.get("/sell/money", READ)
def show_money(call: Call) -> Answer:
    return money_pages.show(seller_of(call))


@routes.post("/sell/onboarding-link", seller("payouts:write"))
def make_onboarding_link(call: Call) -> Answer:
    return money_pages.make_link(call, seller_of(call))


@routes.get("/sell/disputes", seller("orders:read"))
def list_disputes(call: Call[None, PageRequest]) -> Answer:
    return money_pages.list_disputes(call, seller_of(call))


@routes.get(f"{DISPUTE}/file", seller("orders:write"))
def ask_evidence_file(call: Call, dispute_id: str) -> Answer:
    return evidence_pages.ask(seller_of(call), dispute_id)


@routes.get(f"{DISPUTE}/sent-file", ANYONE)
def sent_evidence_file(call: Call, dispute_id: str) -> Answer:
    return evidence_pages.sent(seller_of(call), dispute_id, call.query_params)


@routes.get(f"{DISPUTE}/files", seller("orders:write"))
def receive_evidence_file(call: Call, dispute_id: str) -> Answer:
    return evidence_pages.receive(seller_of(call), dispute_id, call.query_params)


@routes.get("/sell/transfers", READ)
def list_transfers(call: Call[None, PageRequest]) -> Answer:
    return money_pages.list_transfers(call, seller_of(call))


@routes.get("/sell/payouts", READ)
def list_payouts(call: Call[None, PageRequest]) -> Answer:
    return money_pages.list_payouts(call, seller_of(call))


@routes.get("/sell/payouts/{payout_id}", READ)
def show_payout(call: Call[None, PageRequest], payout_id: str) -> Answer:
    return money_pages.show_payout(call, seller_of(call), payout_id)


@routes.get("/sell/statements/{month}", READ)
def show_statement(call: Call, month: str) -> Answer:
    return money_pages.show_statement(seller_of(call), month)


@routes.get("/sell/statements/{month}/pdf", READ)
def fetch_statement(call: Call, month: str) -> Answer:
    return document_pages.fetch_statement(seller_of(call), month, "pdf")


@routes.get("/sell/statements/{month}/csv", READ)
def fetch_statement_csv(call: Call, month: str) -> Answer:
    return document_pages.fetch_statement(seller_of(call), month, "csv")


@routes.get("/sell/invoices", READ)
def list_invoices(call: Call[None, PageRequest]) -> Answer:
    return document_pages.list_invoices(call, seller_of(call))


@routes.get("/sell/invoices/{invoice_id}/pdf", READ)
def fetch_invoice(call: Call, invoice_id: str) -> Answer:
    return document_pages.fetch_invoice(seller_of(call), invoice_id, "pdf")


@routes.get("/sell/invoices/{invoice_id}/xml", READ)
def fetch_invoice_xml(call: Call, invoice_id: str) -> Answer:
    return document_pages.fetch_invoice(seller_of(call), invoice_id, "xml")


# The gateway looks no further than the first step that it knows.
@routes.get(f"{DISPUTE}/{{below}}", ANYONE)
@routes.get("/sell/payouts/{payout_id}/{below}", ANYONE)
@routes.get("/sell/statements/{month}/{below}", ANYONE)
@routes.get("/sell/invoices/{invoice_id}/{below}", ANYONE)
def mistyped(_: Call, **__: str) -> Answer:
    raise NotFound()
