"""The routes of sellers' money: onboarding at Stripe, balances, entries, transfers, payouts, statements."""

from functools import partial
from typing import Annotated, Literal

from msgspec import Meta

from chalicelib.documents.download import Download
from chalicelib.kernel.http.auth import ops, seller
from chalicelib.kernel.http.call import Call
from chalicelib.kernel.http.pagination import paged
from chalicelib.kernel.http.routes import Routes
from chalicelib.kernel.values.cursors import Position
from chalicelib.kernel.values.lists import Items, Page, PageRequest
from chalicelib.kernel.values.problems import Conflict, InProgress, InvalidCursor
from chalicelib.payments.connected_accounts import onboarding_links
from chalicelib.payments.connected_accounts.onboarding_links import OnboardingRefused
from chalicelib.payments.payment_intents import PaymentUnavailable
from chalicelib.payments.payouts import answers, printed_statement, queries, seller_money, statements, views
from chalicelib.payments.payouts.statements import DatedEntry
from chalicelib.payments.transfers import queries as transfer_queries
from chalicelib.payments.transfers import settlement

routes = Routes(__name__)

Timestamp = Annotated[str, Meta(pattern=r"^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d{3})?Z)?$")]


class EntriesPage(PageRequest, frozen=True, kw_only=True):
    """`since` leaves out what was booked before a day or time; `order_id` all that is about other orders."""

    since: Timestamp | None = None
    order_id: Annotated[str, Meta(max_length=60)] | None = None


class FailedPage(PageRequest, frozen=True, kw_only=True):
    """What waits for the operators: `FAILED` is the only state that does."""

    state: Literal["FAILED"] = "FAILED"


@routes.post(
    "/seller/onboarding-link",
    seller("payouts:write"),
    status=201,
    refuses=(InProgress, OnboardingRefused, PaymentUnavailable),
)
def make_onboarding_link(call: Call) -> answers.OnboardingLink:
    """A link to Stripe, where the seller says who it is and which bank account it is paid out to.

    The first request has the seller's account at Stripe opened and is answered 409 `in-progress`: send it again after a
    second. Each link opens once and for some minutes; ask for another one as often as needed.
    """
    link = onboarding_links.onboarding_link(call.principal.id)
    return {"url": link.url, "expires_at": link.expires_at}


@routes.get("/seller/balance", seller("balance:read"))
def show_balance(call: Call) -> Items[answers.BalanceAnswer]:
    """The seller's money per currency: pending, held with reasons, and available."""
    return {"items": [views.balance_view(money) for money in seller_money.money_of(call.principal.id)]}


@routes.get("/seller/ledger-entries", seller("balance:read"), refuses=(InvalidCursor,))
def list_ledger_entries(call: Call[None, EntriesPage]) -> Page[answers.LedgerEntry]:
    """What was booked on the seller's account, the oldest first: sales, refunds, transfers, netted debts.

    A sale is listed once its line is shipped or cancelled. The entries of one order are answered at once.
    """
    seller_id, wanted = call.principal.id, call.query

    def fetch(limit: int, start: Position | None) -> tuple[list[DatedEntry], Position | None]:
        if wanted.order_id is not None:
            return statements.entries_of_order(seller_id, wanted.order_id, wanted.since), None
        return statements.page_of_entries(seller_id, wanted.since, limit, start)

    return paged(call, fetch, views.ledger_entry_view)


@routes.get("/seller/transfers", seller("balance:read"), refuses=(InvalidCursor,))
def list_transfers(call: Call[None, PageRequest]) -> Page[answers.TransferAnswer]:
    """What each shipped line brings the seller, the latest first, and what it waits for."""
    return paged(call, partial(seller_money.page_of_transfers, call.principal.id), views.waiting_transfer_view)


@routes.get("/seller/payouts", seller("balance:read"), refuses=(InvalidCursor,))
def list_payouts(call: Call[None, PageRequest]) -> Page[answers.PayoutAnswer]:
    """The seller's payouts, the latest first."""
    return paged(call, partial(queries.of_seller, call.principal.id), views.payout_view)


@routes.get("/seller/payouts/{payout_id}", seller("balance:read"))
def show_payout(call: Call, payout_id: str) -> answers.PayoutAnswer:
    """One payout."""
    return views.payout_view(queries.payout(call.principal.id, payout_id))


@routes.get("/seller/payouts/{payout_id}/entries", seller("balance:read"), refuses=(InvalidCursor,))
def list_payout_entries(call: Call[None, PageRequest], payout_id: str) -> Page[answers.PayoutEntry]:
    """What a payout consists of, in the order of booking. All pages together add up to its amount, to the cent.

    The first entry is what the payout before left, the last one what this one leaves, if they are not 0.
    """
    payout = queries.payout(call.principal.id, payout_id)
    return paged(call, partial(seller_money.page_of_parts, payout), partial(views.entry_view, currency=payout.currency))


@routes.get("/seller/statements/{month}", seller("balance:read"))
def show_statement(call: Call, month: str) -> answers.StatementAnswer:
    """A month (`2026-11`, in UTC) with every entry, the totals per currency and the payouts."""
    return views.statement_view(statements.statement(call.principal.id, month))


@routes.get("/seller/statements/{month}/pdf", seller("balance:read"))
def fetch_statement(call: Call, month: str) -> Download:
    """A link to a month's statement as a PDF, for everybody who has it, until `valid_until`.

    Its entries stand between what was owed before the month and what was owed after it. Its language is that of the
    seller's country.
    """
    return printed_statement.pdf(call.principal.id, statements.statement(call.principal.id, month))


@routes.get("/seller/statements/{month}/csv", seller("balance:read"))
def fetch_statement_csv(call: Call, month: str) -> Download:
    """A link to a month's entries as CSV, for everybody who has it, until `valid_until`.

    Amounts are in units of the currency, with a point. A sku that a spreadsheet would take for a formula has a quote in
    front of it.
    """
    return statements.csv(statements.statement(call.principal.id, month))


@routes.get("/ops/transfers", ops("payouts:read"), refuses=(InvalidCursor,))
def list_failed_transfers(call: Call[None, FailedPage]) -> Page[answers.OpsTransfer]:
    """The transfers that Stripe refused, the oldest first."""
    return paged(call, partial(transfer_queries.waiting, transfer_queries.OPERATORS_MUST_ACT), views.ops_transfer_view)


@routes.post("/ops/orders/{order_id}/lines/{line_id}/transfer/retry", ops("payouts:write"), refuses=(Conflict,))
def retry_transfer(_: Call, order_id: str, line_id: str) -> answers.OpsTransfer:
    """Have a transfer that Stripe refused tried again, with what is due of the line by then."""
    return views.ops_transfer_view(settlement.retry_failed(order_id, line_id))


@routes.get("/ops/payouts", ops("payouts:read"), refuses=(InvalidCursor,))
def list_failed_payouts(call: Call[None, FailedPage]) -> Page[answers.OpsPayout]:
    """The payouts that a bank returned and no later payout has replaced, the oldest first."""
    return paged(call, queries.for_operators, views.ops_payout_view)
