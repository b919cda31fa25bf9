"""Claim pages of sellers: what buyers report, and how each report is met or contested."""

from collections.abc import Callable
from functools import partial
from typing import Literal

from chalicelib.aftersales.cases.case_files import FILES_MAX
from chalicelib.aftersales.cases.payloads import SentReplacement
from chalicelib.aftersales.claims import claim_files, claim_remedies, claim_steps, payloads, queries, shown_claims
from chalicelib.aftersales.claims.claim import Claim
from chalicelib.aftersales.claims.claim_lifecycle import FINAL, ClaimState
from chalicelib.aftersales.messages import message_posts
from chalicelib.aftersales.messages.payloads import MessageRequest
from chalicelib.aftersales.messages.shown_messages import messages_of
from chalicelib.gateways import uploaded_files
from chalicelib.kernel.http import idempotency
from chalicelib.kernel.http.answer import Answer
from chalicelib.kernel.http.call import Call
from chalicelib.kernel.http.pagination import paged
from chalicelib.kernel.values.payloads import convert
from chalicelib.kernel.values.problems import Problem
from chalicelib.people.person import Identifiers
from chalicelib.seller_console.pages import page
from chalicelib.web import forms
from chalicelib.web.console import ConsoleReader
from chalicelib.web.forms import Fields, first
from chalicelib.web.problem_texts import told
from chalicelib.web.rendering import policy_with_files, redirect
from chalicelib.web.sent_files import kept_upload, message_of

SellersClaimStep = Literal["acceptance", "contest", "replacement-shipment", "messages"]
FIELDS = ("remedy", "reason", "explanation", "carrier", "tracking_number", "serial", "text")
# The states whose claims wait for the seller.
WAITING = (ClaimState.OPENED, ClaimState.REPLACING)
CONTESTS = ("DELIVERED", "PACKED_WELL", "RIGHT_DEVICE", "OTHER")


def list_claims(call: Call[None, payloads.ClaimListQuery], seller: ConsoleReader) -> Answer:
    """A page of the claims that wait for the seller, longest first, or of those of a state. Raises: InvalidCursor."""
    asked = call.query
    states = (asked.state,) if asked.state else WAITING
    fetch = partial(queries.page_of_seller, seller.principal.id, since=asked.updated_since, states=states)
    listed = paged(call, fetch, shown_claims.claim_for_seller)
    return page(
        seller,
        "claims.html",
        claims=listed["items"],
        next_cursor=listed["next_cursor"],
        state=asked.state,
        states=tuple(ClaimState),
    )


def show(
    seller: ConsoleReader, claim_id: str, *, fields: Fields | None = None, refusal: Problem | None = None
) -> Answer:
    """A claim, the steps its state allows, and its thread. Raises: NotFound, WrongCell."""
    found = queries.of_seller(claim_id, seller.principal.id)
    return page(
        seller,
        "claim.html",
        status=200 if refusal is None else refusal.status,
        content_security_policy=policy_with_files(uploaded_files.address()),
        shown=shown_claims.claim_for_seller(found),
        path=f"/sell/claims/{claim_id}",
        is_open=found.state not in FINAL,
        contests=CONTESTS,
        photos=claim_files.links_to(found),
        may_add_photo=found.state not in FINAL and len(found.file_ids) < FILES_MAX,
        messages=messages_of(found.claim_id, found.person_id),
        key=forms.new_idempotency_key(),
        upload_id=kept_upload(fields or {}, refusal),
        typed={name: first(fields or {}, name) for name in FIELDS},
        refusal=told(seller.language, refusal),
    )


def carry_out(call: Call, seller: ConsoleReader, claim_id: str, step: SellersClaimStep) -> Answer:
    """Carry a step out and show the claim; what it refuses stands on the page with what was typed.

    Raises: NotFound, WrongCell, FormExpired.
    """
    fields = forms.posted(call, seller)
    found = queries.of_seller(claim_id, seller.principal.id)
    try:
        _STEPS[step](call, found, fields)
    except Problem as refusal:
        return show(seller, claim_id, fields=fields, refusal=refusal)
    return redirect(seller, f"/sell/claims/{claim_id}")


def _accept(_: Call, found: Claim, fields: Fields) -> None:
    asked: payloads.ClaimAcceptance = convert(forms.filled(fields, "remedy"), payloads.ClaimAcceptance)
    claim_remedies.meet(found.claim_id, asked.remedy, "SELLER_ACCEPTED")


def _contest(_: Call, found: Claim, fields: Fields) -> None:
    asked: payloads.ClaimContest = convert(forms.filled(fields, "reason", "explanation"), payloads.ClaimContest)
    claim_steps.contest(found.claim_id, asked.reason, asked.explanation, by="SELLER")


def _ship_replacement(_: Call, found: Claim, fields: Fields) -> None:
    typed = forms.filled(fields, "carrier", "tracking_number", "serial")
    sent: SentReplacement = convert(typed, SentReplacement)
    parcel = Identifiers(carrier=sent.carrier, tracking_number=sent.tracking_number, serial=sent.serial)
    claim_remedies.ship_replacement(found.claim_id, parcel)


def _write(call: Call, found: Claim, fields: Fields) -> None:
    asked: MessageRequest = convert(message_of(fields), MessageRequest)
    request = call.keyed(key=idempotency.require_key(first(fields, "key")), body=asked)
    message_posts.post(shown_claims.parties_of(found), "SELLER", asked, request)


_STEPS: dict[SellersClaimStep, Callable[[Call, Claim, Fields], None]] = {
    "acceptance": _accept,
    "contest": _contest,
    "replacement-shipment": _ship_replacement,
    "messages": _write,
}
