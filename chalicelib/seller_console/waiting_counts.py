"""What waits for a seller, counted for the first page: a few bounded reads, no list of everything."""

import msgspec

from chalicelib.aftersales.claims import queries as claims
from chalicelib.aftersales.messages import queries as messages
from chalicelib.aftersales.returns import queries as returns
from chalicelib.orders import queries as orders
from chalicelib.orders.lifecycle import LineState
from chalicelib.orders.order import SellerOrder
from chalicelib.payments.disputes import dispute_queries
from chalicelib.seller_console.cases.claim_pages import WAITING as CLAIMS_WAITING
from chalicelib.seller_console.cases.return_pages import WAITING as RETURNS_WAITING
from chalicelib.web.console import ConsoleReader

SHOWN_MAX = 99
# The open returns, and the open claims, whose threads are looked at; the latest changed come first.
THREADS_MAX = 100


class Count(msgspec.Struct, frozen=True):
    """`name` is that of the texts; `has_more` says that the reads ended at their bound, so there may be more."""

    name: str
    path: str
    number: int
    has_more: bool = False

    @property
    def shown(self) -> str:
        return f"{min(self.number, SHOWN_MAX)}{'+' if self.has_more or self.number > SHOWN_MAX else ''}"


def counts(seller: ConsoleReader) -> list[Count]:
    """What the key may know of what waits."""
    seller_id = seller.principal.id
    found: list[Count] = []
    if seller.may("orders:read"):
        found += _orders(seller_id)
    if seller.may("returns:read"):
        found += _cases(seller_id)
    if seller.may("orders:read"):
        found.append(Count("DISPUTES", "/sell/disputes", *dispute_queries.answerable_of_seller(seller_id)))
    return found


def unanswered(seller_id: str) -> tuple[dict[str, str], bool]:
    """By when which open case of a seller needs an answer, the first due first; whether cases were not looked at."""
    open_returns, more_returns = returns.open_of_seller(seller_id)
    open_claims, more_claims = claims.open_of_seller(seller_id)
    return _threads(list(open_returns), list(open_claims), has_more=more_returns or more_claims)


def _orders(seller_id: str) -> list[Count]:
    waiting, has_more = orders.waiting_seller_orders(seller_id)
    return [
        Count(name, f"/sell/orders?state={state}", _with_line(waiting, state), has_more)
        for name, state in (("TO_ACCEPT", LineState.PAID), ("TO_SHIP", LineState.ACCEPTED))
    ]


def _with_line(waiting: list[SellerOrder], state: LineState) -> int:
    return sum(any(line.state is state for line in each.lines) for each in waiting)


def _cases(seller_id: str) -> list[Count]:
    open_returns, more_returns = returns.open_of_seller(seller_id)
    open_claims, more_claims = claims.open_of_seller(seller_id)
    due, more_threads = _threads(list(open_returns), list(open_claims), has_more=more_returns or more_claims)
    to_do = sum(state in RETURNS_WAITING for state in open_returns.values())
    to_answer = sum(state in CLAIMS_WAITING for state in open_claims.values())
    return [
        Count("RETURNS", "/sell/returns", to_do, more_returns),
        Count("CLAIMS", "/sell/claims", to_answer, more_claims),
        Count("MESSAGES", "/sell/messages", len(due), more_threads),
    ]


def _threads(return_ids: list[str], claim_ids: list[str], *, has_more: bool) -> tuple[dict[str, str], bool]:
    looked_at = return_ids[:THREADS_MAX] + claim_ids[:THREADS_MAX]
    is_cut = len(looked_at) < len(return_ids) + len(claim_ids)
    return messages.unanswered(looked_at), has_more or is_cut
