"""Case pages of operators: what waits for them, longest first, and what they decide."""

from collections.abc import Callable

from chalicelib.aftersales.claims import claim_files, claim_rulings, shown_claims
from chalicelib.aftersales.claims import queries as claims
from chalicelib.aftersales.claims.claim_lifecycle import NEXT as NEXT_OF_CLAIM
from chalicelib.aftersales.claims.claim_lifecycle import ClaimState
from chalicelib.aftersales.claims.payloads import ClaimRuling
from chalicelib.aftersales.messages.shown_messages import messages_of
from chalicelib.aftersales.returns import platform_decisions, shown_returns, takeover
from chalicelib.aftersales.returns import queries as returns
from chalicelib.aftersales.returns.decision_policy import decisions_for
from chalicelib.aftersales.returns.enclosures import attached_files
from chalicelib.aftersales.returns.payloads import Ruling
from chalicelib.aftersales.returns.return_lifecycle import FINAL
from chalicelib.gateways import uploaded_files
from chalicelib.kernel.http.answer import Answer
from chalicelib.kernel.http.call import Call
from chalicelib.kernel.http.pagination import paged
from chalicelib.kernel.values.lists import PageRequest
from chalicelib.kernel.values.payloads import convert
from chalicelib.kernel.values.problems import Problem
from chalicelib.ops_console.pages import page
from chalicelib.web import forms
from chalicelib.web.console import ConsoleReader
from chalicelib.web.forms import Fields, first
from chalicelib.web.problem_texts import told
from chalicelib.web.rendering import policy_with_files, redirect

FIELDS = ("decision", "explanation")


def list_returns(call: Call[None, PageRequest], operator: ConsoleReader) -> Answer:
    """A page of the returns that were appealed or taken over, longest waiting first. Raises: InvalidCursor."""
    listed = paged(call, returns.page_for_operators, shown_returns.for_seller)
    return page(operator, "returns.html", returns=listed["items"], next_cursor=listed["next_cursor"])


def show_return(
    operator: ConsoleReader, return_id: str, *, fields: Fields | None = None, refusal: Problem | None = None
) -> Answer:
    """A return with its thread, and what the operators may decide. Raises: NotFound, WrongCell."""
    found = returns.device_return(return_id)
    return page(
        operator,
        "return.html",
        status=200 if refusal is None else refusal.status,
        content_security_policy=policy_with_files(uploaded_files.address()),
        shown=shown_returns.for_seller(found),
        is_open=found.state not in FINAL,
        decisions=decisions_for(found.state),
        photos=attached_files.links_to(found),
        messages=messages_of(return_id, found.person_id),
        typed={name: first(fields or {}, name) for name in FIELDS},
        refusal=told(operator.language, refusal),
    )


def take_over(call: Call, operator: ConsoleReader, return_id: str) -> Answer:
    """Act in the seller's place from now on. Raises: NotFound, WrongCell, FormExpired."""
    fields = forms.posted(call, operator)
    return _done(operator, return_id, fields, act=lambda: takeover.take_over(return_id, "OPERATORS"))


def decide_return(call: Call, operator: ConsoleReader, return_id: str) -> Answer:
    """Carry out what the operators decide about a return. Raises: NotFound, WrongCell, FormExpired."""
    fields = forms.posted(call, operator)

    def decide() -> None:
        ruling: Ruling = convert(forms.filled(fields, *FIELDS), Ruling)
        platform_decisions.decide(return_id, ruling.decision, ruling.explanation)

    return _done(operator, return_id, fields, act=decide)


def list_claims(call: Call[None, PageRequest], operator: ConsoleReader) -> Answer:
    """A page of the claims that wait for a decision, longest waiting first. Raises: InvalidCursor."""
    listed = paged(call, claims.page_for_operators, shown_claims.claim_for_seller)
    return page(operator, "claims.html", claims=listed["items"], next_cursor=listed["next_cursor"])


def show_claim(
    operator: ConsoleReader, claim_id: str, *, fields: Fields | None = None, refusal: Problem | None = None
) -> Answer:
    """A claim with its thread, and what the operators may decide. Raises: NotFound, WrongCell."""
    found = claims.claim(claim_id)
    shown = shown_claims.claim_for_seller(found)
    return page(
        operator,
        "claim.html",
        status=200 if refusal is None else refusal.status,
        content_security_policy=policy_with_files(uploaded_files.address()),
        shown=shown,
        may_decide=ClaimState.REJECTED in NEXT_OF_CLAIM[found.state],
        decisions=(*shown["remedies"], "REJECT"),
        photos=claim_files.links_to(found),
        messages=messages_of(claim_id, found.person_id),
        typed={name: first(fields or {}, name) for name in FIELDS},
        refusal=told(operator.language, refusal),
    )


def decide_claim(call: Call, operator: ConsoleReader, claim_id: str) -> Answer:
    """Carry out what the operators decide about a claim. Raises: NotFound, WrongCell, FormExpired."""
    fields = forms.posted(call, operator)
    claims.claim(claim_id)
    try:
        ruling: ClaimRuling = convert(forms.filled(fields, *FIELDS), ClaimRuling)
        claim_rulings.rule(claim_id, ruling.decision, ruling.explanation)
    except Problem as refusal:
        return show_claim(operator, claim_id, fields=fields, refusal=refusal)
    return redirect(operator, f"/ops/claims/{claim_id}")


def _done(operator: ConsoleReader, return_id: str, fields: Fields, *, act: Callable[[], object]) -> Answer:
    returns.device_return(return_id)
    try:
        act()
    except Problem as refusal:
        return show_return(operator, return_id, fields=fields, refusal=refusal)
    return redirect(operator, f"/ops/returns/{return_id}")
