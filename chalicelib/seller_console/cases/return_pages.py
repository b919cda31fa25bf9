"""Return pages of sellers: the inbox, and each return with the steps that its state allows."""

from collections.abc import Callable
from functools import partial
from typing import Literal, get_args

from chalicelib.aftersales.cases.case_files import FILES_MAX
from chalicelib.aftersales.cases.payloads import SentParcel, SentReplacement
from chalicelib.aftersales.cases.reasons import Fault
from chalicelib.aftersales.exchanges import exchange_steps
from chalicelib.aftersales.messages import message_posts
from chalicelib.aftersales.messages.payloads import MessageRequest
from chalicelib.aftersales.messages.shown_messages import messages_of
from chalicelib.aftersales.repairs import repair_steps
from chalicelib.aftersales.returns import (
    inspection,
    parcels,
    payloads,
    queries,
    refund_steps,
    remedies,
    seller_answers,
    sent_back,
    shown_returns,
    views,
)
from chalicelib.aftersales.returns.device_return import DeviceReturn, Finding
from chalicelib.aftersales.returns.enclosures import attached_files
from chalicelib.aftersales.returns.next_steps import SELLERS_TURN
from chalicelib.aftersales.returns.return_lifecycle import FINAL, NEXT, ReturnState
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

SellerStep = Literal[
    "approval", "refusal", "receipt", "inspection", "repair", "repair-shipment",
    "replacement", "replacement-shipment", "refund", "dispatch", "messages",
]  # fmt: skip
FIELDS = ("carrier", "tracking_number", "serial", "reason", "explanation", "finding", "unit", "note", "fault", "text")
# The states whose returns wait for the seller.
WAITING = SELLERS_TURN


def list_returns(call: Call[None, payloads.ReturnListQuery], seller: ConsoleReader) -> Answer:
    """A page of the returns that wait for the seller, longest first, or of those of a state. Raises: InvalidCursor."""
    asked = call.query
    states = (asked.state,) if asked.state else WAITING
    fetch = partial(queries.page_of_seller, seller.principal.id, since=asked.updated_since, states=states)
    listed = paged(call, fetch, shown_returns.for_seller)
    return page(
        seller,
        "returns.html",
        returns=listed["items"],
        next_cursor=listed["next_cursor"],
        state=asked.state,
        states=tuple(ReturnState),
    )


def show(
    seller: ConsoleReader, return_id: str, *, fields: Fields | None = None, refusal: Problem | None = None
) -> Answer:
    """A return, the steps its state allows, and its thread. Raises: NotFound, WrongCell."""
    found = queries.of_seller(return_id, seller.principal.id)
    return page(
        seller,
        "return.html",
        status=200 if refusal is None else refusal.status,
        content_security_policy=policy_with_files(uploaded_files.address()),
        shown=shown_returns.for_seller(found),
        path=f"/sell/returns/{return_id}",
        next_states=NEXT[found.state],
        is_open=found.state not in FINAL,
        faults=get_args(Fault),
        findings=get_args(Finding),
        may_correct=inspection.may_correct(found),
        excluded=remedies.excluded(found),
        refusals=seller_answers.permitted_refusals(found),
        photos=attached_files.links_to(found),
        may_add_photo=found.state not in FINAL and len(found.file_ids) < FILES_MAX,
        messages=messages_of(found.return_id, found.person_id),
        key=forms.new_idempotency_key(),
        upload_id=kept_upload(fields or {}, refusal),
        typed={name: first(fields or {}, name) for name in FIELDS},
        refusal=told(seller.language, refusal),
    )


def ask_refund(seller: ConsoleReader, return_id: str, refusal: Problem | None = None) -> Answer:
    """What a refund would give back and who bears it; nothing is changed. Raises: NotFound, IllegalReturnStep."""
    found = queries.of_seller(return_id, seller.principal.id)
    return page(
        seller,
        "return_refund.html",
        status=200 if refusal is None else refusal.status,
        shown=shown_returns.for_seller(found),
        refund=views.refund_view(found, refund_steps.dry_run(found), dry_run=True),
        own_account=f"seller:{found.seller_id}",
        key=forms.new_idempotency_key(),
        refusal=told(seller.language, refusal),
    )


def carry_out(call: Call, seller: ConsoleReader, return_id: str, step: SellerStep) -> Answer:
    """Carry a step out and show the return; what it refuses stands on the page with what was typed.

    Raises: NotFound, WrongCell, FormExpired.
    """
    fields = forms.posted(call, seller)
    found = queries.of_seller(return_id, seller.principal.id)
    try:
        _STEPS[step](call, found, fields)
    except Problem as refusal:
        return show(seller, return_id, fields=fields, refusal=refusal)
    return redirect(seller, f"/sell/returns/{return_id}")


def _approve(_: Call, found: DeviceReturn, fields: Fields) -> None:
    asked: payloads.Approval = convert(forms.filled(fields, "carrier"), payloads.Approval)
    seller_answers.approve(found.return_id, "SELLER", carrier=asked.carrier)


def _refuse(_: Call, found: DeviceReturn, fields: Fields) -> None:
    asked: payloads.ReturnRefusal = convert(forms.filled(fields, "reason", "explanation"), payloads.ReturnRefusal)
    seller_answers.refuse(found.return_id, asked.reason, asked.explanation)


def _receive(_: Call, found: DeviceReturn, __: Fields) -> None:
    parcels.receive(found.return_id, "SELLER")


def _inspect(_: Call, found: DeviceReturn, fields: Fields) -> None:
    seen = forms.filled(fields, "serial", "finding", "unit", "note", "corrects")
    report: payloads.InspectionReport = convert(seen, payloads.InspectionReport)
    inspection.inspect(found.return_id, report)


def _repair(_: Call, found: DeviceReturn, fields: Fields) -> None:
    asked: payloads.RepairStart = convert(forms.filled(fields, "fault"), payloads.RepairStart)
    repair_steps.start(found.return_id, asked.fault)


def _ship_repaired(_: Call, found: DeviceReturn, fields: Fields) -> None:
    parts = list(dict.fromkeys(fields.get("parts", ())))
    asked = forms.filled(fields, "carrier", "tracking_number", "note") | {"parts": parts}
    sent: payloads.RepairShipment = convert(asked, payloads.RepairShipment)
    parcel = Identifiers(carrier=sent.carrier, tracking_number=sent.tracking_number)
    repair_steps.finish(found.return_id, sent.parts, parcel, sent.note)


def _replace(_: Call, found: DeviceReturn, fields: Fields) -> None:
    asked: payloads.UnitDecision = convert(forms.filled(fields, "unit"), payloads.UnitDecision)
    exchange_steps.replace(found.return_id, asked.unit)


def _ship_replacement(_: Call, found: DeviceReturn, fields: Fields) -> None:
    typed = forms.filled(fields, "carrier", "tracking_number", "serial")
    sent: SentReplacement = convert(typed, SentReplacement)
    parcel = Identifiers(carrier=sent.carrier, tracking_number=sent.tracking_number, serial=sent.serial)
    exchange_steps.ship(found.return_id, parcel)


def _refund(call: Call, found: DeviceReturn, fields: Fields) -> None:
    asked: payloads.RefundDecision = convert(forms.filled(fields, "unit"), payloads.RefundDecision)
    idempotency.decide(_keyed(call, fields, asked), ())
    refund_steps.refund(found.return_id, asked.unit)


def _send_back(_: Call, found: DeviceReturn, fields: Fields) -> None:
    sent: SentParcel = convert(forms.filled(fields, "carrier", "tracking_number"), SentParcel)
    parcel = Identifiers(carrier=sent.carrier, tracking_number=sent.tracking_number)
    sent_back.send_back(found.return_id, parcel)


def _write(call: Call, found: DeviceReturn, fields: Fields) -> None:
    asked: MessageRequest = convert(message_of(fields), MessageRequest)
    message_posts.post(shown_returns.parties_of(found), "SELLER", asked, _keyed(call, fields, asked))


_STEPS: dict[SellerStep, Callable[[Call, DeviceReturn, Fields], None]] = {
    "approval": _approve,
    "refusal": _refuse,
    "receipt": _receive,
    "inspection": _inspect,
    "repair": _repair,
    "repair-shipment": _ship_repaired,
    "replacement": _replace,
    "replacement-shipment": _ship_replacement,
    "refund": _refund,
    "dispatch": _send_back,
    "messages": _write,
}


def _keyed(call: Call, fields: Fields, body: object) -> idempotency.Request:
    return call.keyed(key=idempotency.require_key(first(fields, "key")), body=body)
