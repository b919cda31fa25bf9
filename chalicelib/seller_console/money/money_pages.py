"""Money pages of sellers: what is pending, held and available, and each transfer, payout and month behind it."""

from functools import partial
from typing import Any

from chalicelib.kernel.http.answer import Answer
from chalicelib.kernel.http.call import Call
from chalicelib.kernel.http.pagination import paged
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.values.lists import PageRequest
from chalicelib.kernel.values.problems import Problem
from chalicelib.orders.disputes import shown_disputes
from chalicelib.orders.disputes import views as dispute_views
from chalicelib.payments.connected_accounts import onboarding_links
from chalicelib.payments.payouts import queries, seller_money, statements, views
from chalicelib.seller_console.pages import page
from chalicelib.sellers import queries as sellers
from chalicelib.sellers.views import profile_view
from chalicelib.web import forms
from chalicelib.web.console import ConsoleReader
from chalicelib.web.problem_texts import told

MONTHS_SHOWN = 12


def show(seller: ConsoleReader, *, link: str | None = None, refusal: Problem | None = None) -> Answer:
    """The seller's balance, its account at Stripe and the latest months; `link` leads to Stripe's own page."""
    own = sellers.seller(seller.principal.id)
    return page(
        seller,
        "money.html",
        status=200 if refusal is None else refusal.status,
        balances=[views.balance_view(money) for money in seller_money.money_of(own.seller_id)],
        account=profile_view(own)["stripe_account"],
        months=_months(own.admitted_at),
        link=link,
        refusal=told(seller.language, refusal),
    )


def make_link(call: Call, seller: ConsoleReader) -> Answer:
    """Make the link on which the seller gives Stripe what it asks for. Raises: FormExpired."""
    forms.posted(call, seller)
    try:
        return show(seller, link=onboarding_links.onboarding_link(seller.principal.id).url)
    except Problem as refusal:
        return show(seller, refusal=refusal)


def list_disputes(call: Call[None, PageRequest], seller: ConsoleReader) -> Answer:
    """A page of the disputes of orders with the seller's lines, the latest first. Raises: InvalidCursor."""
    listed = paged(call, partial(shown_disputes.page_of_seller, seller.principal.id), dispute_views.sellers_dispute)
    return page(seller, "disputes.html", disputes=listed["items"], next_cursor=listed["next_cursor"])


def list_transfers(call: Call[None, PageRequest], seller: ConsoleReader) -> Answer:
    """A page of what each shipped line brings, the latest first. Raises: InvalidCursor."""
    listed = paged(call, partial(seller_money.page_of_transfers, seller.principal.id), views.waiting_transfer_view)
    return page(seller, "transfers.html", transfers=listed["items"], next_cursor=listed["next_cursor"])


def list_payouts(call: Call[None, PageRequest], seller: ConsoleReader) -> Answer:
    """A page of the seller's payouts, the latest first. Raises: InvalidCursor."""
    listed = paged(call, partial(queries.of_seller, seller.principal.id), views.payout_view)
    return page(seller, "payouts.html", payouts=listed["items"], next_cursor=listed["next_cursor"])


def show_payout(call: Call[None, PageRequest], seller: ConsoleReader, payout_id: str) -> Answer:
    """A payout with a page of what it consists of. Raises: NotFound, WrongCell, InvalidCursor."""
    payout = queries.payout(seller.principal.id, payout_id)
    shown = partial(views.entry_view, currency=payout.currency)
    listed = paged(call, partial(seller_money.page_of_parts, payout), shown)
    values: dict[str, Any] = {"entries": listed["items"], "next_cursor": listed["next_cursor"]}
    return page(seller, "payout.html", payout=views.payout_view(payout), **values)


def show_statement(seller: ConsoleReader, month: str) -> Answer:
    """A month's statement. Raises: NotFound."""
    statement = views.statement_view(statements.statement(seller.principal.id, month))
    return page(seller, "statement.html", statement=statement)


def _months(admitted_at: str) -> list[str]:
    """The months since the seller's admission as `2026-11`, the latest first, at most MONTHS_SHOWN."""
    year, month = map(int, clock.timestamp()[:7].split("-"))
    counted = [divmod(year * 12 + month - 1 - back, 12) for back in range(MONTHS_SHOWN)]
    named = [f"{year:04d}-{month + 1:02d}" for year, month in counted]
    return [name for name in named if name >= admitted_at[:7]]
