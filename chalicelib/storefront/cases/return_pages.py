"""Return pages: a delivered device sent back for the money, a repair or another one, from the request to its end."""

from collections.abc import Callable, Mapping
from typing import Any, Literal, get_args

from chalicelib.aftersales.cases.case_files import FILES_MAX
from chalicelib.aftersales.cases.payloads import Explained, SentParcel
from chalicelib.aftersales.cases.reasons import Fault
from chalicelib.aftersales.messages import message_posts
from chalicelib.aftersales.messages.payloads import MessageRequest
from chalicelib.aftersales.messages.shown_messages import messages_of
from chalicelib.aftersales.returns import buyer_steps, parcels, queries, return_requests, shown_returns
from chalicelib.aftersales.returns.answers import ReasonChoices, ShownReturnOptions
from chalicelib.aftersales.returns.device_return import DeviceReturn
from chalicelib.aftersales.returns.enclosures import attached_files, return_labels
from chalicelib.aftersales.returns.next_steps import next_step
from chalicelib.aftersales.returns.payloads import Choice, ReturnRequest
from chalicelib.aftersales.returns.return_lifecycle import BEFORE_SENDING, FINAL, ReturnState
from chalicelib.gateways import uploaded_files
from chalicelib.kernel.http import idempotency
from chalicelib.kernel.http.answer import Answer
from chalicelib.kernel.http.call import Call
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.values.payloads import convert
from chalicelib.kernel.values.problems import Problem
from chalicelib.orders import queries as orders
from chalicelib.orders.order import Order
from chalicelib.people.person import Identifiers
from chalicelib.storefront.cases import case_places
from chalicelib.storefront.checkout_pages import ORDER_COOKIE
from chalicelib.storefront.pages import page
from chalicelib.storefront.visitor import Visitor
from chalicelib.web import cookies, forms
from chalicelib.web.forms import Fields, first
from chalicelib.web.problem_texts import told
from chalicelib.web.rendering import policy_with_files, redirect, to_file
from chalicelib.web.sent_files import kept_upload, message_of

BuyerStep = Literal["choice", "dispatch", "cancellation", "appeal", "messages"]
FAULTS: tuple[Fault, ...] = get_args(Fault)
FIELDS = ("wish", "carrier", "tracking_number", "explanation", "text", "description")


def ask(visitor: Visitor, order: Order, line_id: str, query: Mapping[str, str]) -> Answer:
    """Why a device comes back; then, for the reason given, what may be chosen. Raises: NotFound, NotDelivered."""
    fault = _fault(query.get("fault", ""))
    options = shown_returns.options_of(order, line_id, fault)
    if options["open_case"]:
        return redirect(visitor, case_places.path_of(order.order_id, options["open_case"]))
    chosen = _chosen(options, query.get("reason", ""), fault)
    if chosen is None:
        return _ask_reason(visitor, order, options, reason=query.get("reason", ""))
    return _ask_wish(visitor, order, line_id, chosen=chosen, fields={"fault": [fault or ""]})


def request(call: Call, visitor: Visitor, order: Order, fields: Fields) -> Answer:
    """Open the return, once however often the form is sent. Raises: NotFound, NotDelivered, FormExpired."""
    line_id, fault = first(fields, "line_id"), _fault(first(fields, "fault"))
    options = shown_returns.options_of(order, line_id, fault)
    try:
        asked: ReturnRequest = convert(_asked(fields), ReturnRequest)
        opened, _ = return_requests.request_return(order, asked, _keyed(call, fields, asked))
    except Problem as refusal:
        chosen = _chosen(options, first(fields, "reason"), fault)
        if chosen is None:
            raise
        return _ask_wish(visitor, order, line_id, chosen=chosen, fields=fields, refusal=refusal)
    return redirect(visitor, case_places.path_of(order.order_id, opened.return_id))


def show(
    visitor: Visitor, order: Order, return_id: str, *, fields: Fields | None = None, refusal: Problem | None = None
) -> Answer:
    """A return: its state in words, what its buyer can do now, and its thread. Raises: NotFound, WrongCell."""
    found = queries.of_order(order.order_id, return_id)
    step = next_step(found)
    return page(
        visitor,
        "return.html",
        status=200 if refusal is None else refusal.status,
        content_security_policy=policy_with_files(uploaded_files.address()),
        shown=shown_returns.for_buyer(order, found),
        path=case_places.path_of(order.order_id, return_id),
        may_call_off=found.state in BEFORE_SENDING and found.received_at is None and found.withdrawal_id is None,
        is_open=found.state not in FINAL,
        step=step,
        due_on=case_places.last_day(order, step.due_by if step else None),
        has_label=found.state in (ReturnState.APPROVED, ReturnState.IN_TRANSIT),
        photos=attached_files.links_to(found),
        may_add_photo=found.state not in FINAL and len(found.file_ids) < FILES_MAX,
        messages=messages_of(found.return_id, found.person_id),
        key=forms.new_idempotency_key(),
        upload_id=kept_upload(fields or {}, refusal),
        typed={name: first(fields or {}, name) for name in FIELDS},
        refusal=told(visitor.language, refusal),
    )


def carry_out(call: Call, visitor: Visitor, case: tuple[Order, str], *, step: BuyerStep, fields: Fields) -> Answer:
    """Carry a step of the buyer out and show the return; what it refuses stands on the page with what was typed.

    Raises: NotFound, WrongCell.
    """
    order, return_id = case
    found = queries.of_order(order.order_id, return_id)
    try:
        _STEPS[step](call, order, found, fields)
    except Problem as refusal:
        return show(visitor, order, return_id, fields=fields, refusal=refusal)
    return redirect(visitor, case_places.path_of(order.order_id, return_id))


def print_label(visitor: Visitor, order: Order, return_id: str) -> Answer:
    """The label of an approved return as a PDF; the return with what was refused. Raises: NotFound, WrongCell."""
    found = queries.of_order(order.order_id, return_id)
    try:
        return to_file(visitor, return_labels.print_label(order, found).document.url)
    except Problem as refusal:
        return show(visitor, order, return_id, refusal=refusal)


def _choose(_: Call, order: Order, found: DeviceReturn, fields: Fields) -> None:
    asked: Choice = convert({"wish": first(fields, "wish")}, Choice)
    buyer_steps.choose(order, found.return_id, asked.wish)


def _send(_: Call, __: Order, found: DeviceReturn, fields: Fields) -> None:
    sent: SentParcel = convert({name: first(fields, name) for name in ("carrier", "tracking_number")}, SentParcel)
    parcels.send(found.return_id, Identifiers(carrier=sent.carrier, tracking_number=sent.tracking_number))


def _call_off(_: Call, __: Order, found: DeviceReturn, ___: Fields) -> None:
    buyer_steps.call_off(found.return_id)


def _appeal(_: Call, __: Order, found: DeviceReturn, fields: Fields) -> None:
    why: Explained = convert(forms.filled(fields, "explanation"), Explained)
    buyer_steps.appeal(found.return_id, why.explanation)


def _write(call: Call, _: Order, found: DeviceReturn, fields: Fields) -> None:
    asked: MessageRequest = convert(message_of(fields), MessageRequest)
    message_posts.post(shown_returns.parties_of(found), "BUYER", asked, _keyed(call, fields, asked))


_STEPS: dict[BuyerStep, Callable[[Call, Order, DeviceReturn, Fields], None]] = {
    "choice": _choose,
    "dispatch": _send,
    "cancellation": _call_off,
    "appeal": _appeal,
    "messages": _write,
}


def _ask_reason(visitor: Visitor, order: Order, options: ShownReturnOptions, *, reason: str) -> Answer:
    now = clock.timestamp()
    return page(
        visitor,
        "return_reason.html",
        order_id=order.order_id,
        line=orders.line(order, options["line_id"]),
        rights=[
            (each["right"], case_places.last_day(order, each["ends_at"]))
            for each in options["rights"]
            if now < each["ends_at"]
        ],
        reasons=[each["reason"] for each in options["reasons"]],
        faults=FAULTS,
        chosen=reason,
        lacks_fault=reason.startswith("FAULTY"),
    )


def _ask_wish(
    visitor: Visitor,
    order: Order,
    line_id: str,
    *,
    chosen: ReasonChoices,
    fields: Fields,
    refusal: Problem | None = None,
) -> Answer:
    return page(
        visitor,
        "return_wish.html",
        status=200 if refusal is None else refusal.status,
        order_id=order.order_id,
        line=orders.line(order, line_id),
        reason=chosen["reason"],
        choices=chosen["choices"],
        fault=first(fields, "fault"),
        key=first(fields, "key") or forms.new_idempotency_key(),
        typed={name: first(fields, name) for name in ("wish", "description")},
        refusal=told(visitor.language, refusal),
    )


def _chosen(options: ShownReturnOptions, reason: str, fault: Fault | None) -> ReasonChoices | None:
    """What may be chosen for a reason; None for no reason, one that is not open, and a faulty device without fault."""
    if reason.startswith("FAULTY") and fault is None:
        return None
    return next((each for each in options["reasons"] if each["reason"] == reason), None)


def _fault(typed: str) -> Fault | None:
    return next((each for each in FAULTS if each == typed), None)


def _asked(fields: Fields) -> dict[str, Any]:
    return forms.filled(fields, "line_id", "reason", "wish", "fault", "description")


def _keyed(call: Call, fields: Fields, body: object) -> idempotency.Request:
    """The request under the form's key, of the browser that has the order's token."""
    holder = cookies.received(call.headers)[ORDER_COOKIE]
    return call.keyed(key=idempotency.require_key(first(fields, "key")), principal=holder, body=body)
