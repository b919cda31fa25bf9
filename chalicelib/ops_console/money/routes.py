"""The operators' pages of money: disputes, transfers and payouts that failed, and each day compared with Stripe."""

from chalicelib.kernel.http.answer import Answer
from chalicelib.kernel.http.auth import ANYONE, ops
from chalicelib.kernel.http.call import Call
from chalicelib.kernel.values.lists import PageRequest
from chalicelib.kernel.values.problems import NotFound
from chalicelib.ops_console.money import dispute_pages, payout_pages, reconciliation_pages
from chalicelib.ops_console.money.dispute_pages import DisputesOfState
from chalicelib.ops_console.pages import CONSOLE, operator_of, problem_page
from chalicelib.web.console import ConsolePages

routes = ConsolePages(__name__, problem_page, CONSOLE)


@routes.get("/ops/payouts", ops("payouts:read"))
def list_failed_payouts(call: Call[None, PageRequest]) -> Answer:
    return payout_pages.list_payouts(call, operator_of(call))


@routes.get("/ops/transfers", ops("payouts:read"))
def list_failed_transfers(call: Call[None, PageRequest]) -> Answer:
    return payout_pages.list_transfers(call, operator_of(call))


@routes.post("/ops/orders/{order_id}/lines/{line_id}/transfer-retry", ops("payouts:write"))
def retry_transfer(call: Call, order_id: str, line_id: str) -> Answer:
    return payout_pages.retry_transfer(call, operator_of(call), order_id, line_id)


@routes.get("/ops/disputes", ops("disputes:read"))
def list_disputes(call: Call[None, DisputesOfState]) -> Answer:
    return dispute_pages.list_disputes(call, operator_of(call))


@routes.get("/ops/disputes/{dispute_id}", ops("disputes:read"))
def show_dispute(call: Call, dispute_id: str) -> Answer:
    return dispute_pages.show(operator_of(call), dispute_id)


@routes.post("/ops/disputes/{dispute_id}/evidence", ops("disputes:write"))
def submit_evidence(call: Call, dispute_id: str) -> Answer:
    return dispute_pages.submit_evidence(call, operator_of(call), dispute_id)


@routes.post("/ops/disputes/{dispute_id}/acceptance", ops("disputes:write"))
def accept_dispute(call: Call, dispute_id: str) -> Answer:
    return dispute_pages.accept(call, operator_of(call), dispute_id)


@routes.get("/ops/reconciliations", ops("ledger:read"))
def list_reconciliations(call: Call[None, PageRequest]) -> Answer:
    return reconciliation_pages.list_days(call, operator_of(call))


@routes.get("/ops/reconciliations/{day}", ops("ledger:read"))
def show_reconciliation(call: Call, day: str) -> Answer:
    return reconciliation_pages.show(operator_of(call), day)


@routes.post("/ops/reconciliations/{day}", ops("ledger:write"))
def reconcile_again(call: Call, day: str) -> Answer:
    return reconciliation_pages.run_again(call, operator_of(call), day)


# The gateway looks no further than the first step that it knows.
@routes.get("/ops/disputes/{dispute_id}/{below}", ANYONE)
@routes.get("/ops/reconciliations/{day}/{below}", ANYONE)
def mistyped(_: Call, **__: str) -> Answer:
    raise NotFound()
