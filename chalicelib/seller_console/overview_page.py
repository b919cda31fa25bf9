"""The sellers' first page: who is signed in, what waits, what the platform owes, what this key may do."""

from typing import Any

from chalicelib.kernel.http.answer import Answer
from chalicelib.kernel.values.money import Money
from chalicelib.payments.ledger import journals
from chalicelib.seller_console import waiting_counts
from chalicelib.seller_console.pages import page
from chalicelib.sellers import queries, views
from chalicelib.web.console import ConsoleReader


def show(seller: ConsoleReader) -> Answer:
    """What the key's scopes let the seller see at a glance."""
    seen: dict[str, Any] = {"profile": None, "owed": None, "counts": waiting_counts.counts(seller)}
    if seller.may("profile:read"):
        seen["profile"] = views.profile_view(queries.seller(seller.principal.id))
    if seller.may("balance:read"):
        balances = journals.balances_of(seller.principal.id)
        seen["owed"] = [Money(balance.owed_minor, balance.currency) for balance in balances]
    return page(seller, "overview.html", **seen)
