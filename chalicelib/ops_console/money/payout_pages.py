"""Pages of sellers' money that did not arrive: transfers that Stripe refused and payouts that a bank returned."""

from functools import partial

from chalicelib.kernel.http.answer import Answer
from chalicelib.kernel.http.call import Call
from chalicelib.kernel.http.pagination import paged
from chalicelib.kernel.values.lists import PageRequest
from chalicelib.kernel.values.problems import NotFound, Problem, WrongCell
from chalicelib.ops_console.pages import page
from chalicelib.payments.payouts import queries, views
from chalicelib.payments.transfers import queries as transfers
from chalicelib.payments.transfers import settlement
from chalicelib.web import forms
from chalicelib.web.console import ConsoleReader
from chalicelib.web.problem_texts import told
from chalicelib.web.rendering import redirect


def list_payouts(call: Call[None, PageRequest], operator: ConsoleReader) -> Answer:
    """A page of the payouts that a bank returned and none has replaced, oldest first. Raises: InvalidCursor."""
    listed = paged(call, queries.for_operators, views.ops_payout_view)
    return page(operator, "payouts.html", payouts=listed["items"], next_cursor=listed["next_cursor"])


def list_transfers(call: Call[None, PageRequest], operator: ConsoleReader) -> Answer:
    """A page of the transfers that Stripe refused, oldest first. Raises: InvalidCursor."""
    waiting = partial(transfers.waiting, transfers.OPERATORS_MUST_ACT)
    listed = paged(call, waiting, views.ops_transfer_view)
    return page(operator, "transfers.html", transfers=listed["items"], next_cursor=listed["next_cursor"], refusal=None)


def retry_transfer(call: Call, operator: ConsoleReader, order_id: str, line_id: str) -> Answer:
    """Have a transfer that Stripe refused tried again. Raises: NotFound, WrongCell, FormExpired."""
    forms.posted(call, operator)
    try:
        settlement.retry_failed(order_id, line_id)
    except (NotFound, WrongCell):
        raise
    except Problem as refusal:
        shown = told(operator.language, refusal)
        return page(operator, "transfers.html", status=refusal.status, transfers=[], next_cursor=None, refusal=shown)
    return redirect(operator, "/ops/transfers")
