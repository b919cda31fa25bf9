"""Pages of disputes: what a bank asks and took, the form for evidence, and the acceptance of a loss."""

from collections.abc import Callable
from functools import partial

from chalicelib.kernel.http import idempotency
from chalicelib.kernel.http.answer import Answer
from chalicelib.kernel.http.call import Call
from chalicelib.kernel.http.pagination import paged
from chalicelib.kernel.values.lists import PageRequest
from chalicelib.kernel.values.payloads import convert
from chalicelib.kernel.values.problems import InvalidRequest, Problem
from chalicelib.ops_console.pages import page
from chalicelib.orders.disputes import dispute_answers, dispute_files, shown_disputes, views
from chalicelib.orders.disputes.dispute_answers import AT_STRIPE
from chalicelib.orders.disputes.payloads import Evidence
from chalicelib.payments.disputes import dispute_queries
from chalicelib.payments.disputes.dispute_lifecycle import ANSWERABLE, DisputeState
from chalicelib.web import forms
from chalicelib.web.console import ConsoleReader
from chalicelib.web.forms import Fields, first
from chalicelib.web.problem_texts import told
from chalicelib.web.rendering import redirect


class DisputesOfState(PageRequest, frozen=True, kw_only=True):
    """The disputes in a state; those that must be answered where none is named."""

    state: DisputeState = DisputeState.NEEDS_RESPONSE


def list_disputes(call: Call[None, DisputesOfState], operator: ConsoleReader) -> Answer:
    """A page of the disputes in a state, oldest first. Raises: InvalidCursor."""
    state = call.query.state
    listed = paged(call, partial(dispute_queries.in_state, state), views.operators_dispute)
    return page(
        operator,
        "disputes.html",
        disputes=listed["items"],
        next_cursor=listed["next_cursor"],
        states=tuple(DisputeState),
        chosen=state,
    )


def show(
    operator: ConsoleReader, dispute_id: str, *, typed: Fields | None = None, refusal: Problem | None = None
) -> Answer:
    """A dispute, and the forms that answer it while the bank waits. Raises: NotFound."""
    found = dispute_queries.dispute(dispute_id)
    return page(
        operator,
        "dispute.html",
        status=200 if refusal is None else refusal.status,
        dispute=views.shown_dispute(shown_disputes.for_operators(found)),
        files=dispute_files.links_to(found.files, dispute_id),
        is_answerable=found.state in ANSWERABLE,
        key=forms.new_idempotency_key(),
        typed={name: first(typed or {}, name) for name in AT_STRIPE},
        refusal=told(operator.language, refusal),
    )


def submit_evidence(call: Call, operator: ConsoleReader, dispute_id: str) -> Answer:
    """Submit what was typed to the bank, once. Raises: NotFound, FormExpired."""
    fields = forms.posted(call, operator)

    def submit() -> None:
        named = {name: words for name in AT_STRIPE if (words := first(fields, name).strip())}
        evidence: Evidence = convert(named, Evidence)
        dispute_answers.submit_evidence(dispute_id, evidence, _keyed(call, fields, evidence))

    return _answered(operator, dispute_id, submit, fields=fields)


def accept(call: Call, operator: ConsoleReader, dispute_id: str) -> Answer:
    """Accept the loss, if the box that says so is ticked. Raises: NotFound, FormExpired."""
    fields = forms.posted(call, operator)

    def give_up() -> None:
        if first(fields, "is_certain") != "yes":
            raise InvalidRequest(errors=[{"pointer": "/is_certain", "reason": "tick the box"}])
        dispute_answers.accept(dispute_id, _keyed(call, fields, None))

    return _answered(operator, dispute_id, give_up, fields=fields)


def _answered(operator: ConsoleReader, dispute_id: str, act: Callable[[], object], *, fields: Fields) -> Answer:
    """Carry an answer out and show the dispute; what it refuses stands on the page with what was typed."""
    try:
        act()
    except Problem as refusal:
        return show(operator, dispute_id, typed=fields, refusal=refusal)
    return redirect(operator, f"/ops/disputes/{dispute_id}")


def _keyed(call: Call, fields: Fields, body: object) -> idempotency.Request:
    return call.keyed(key=idempotency.require_key(first(fields, "key")), body=body)
