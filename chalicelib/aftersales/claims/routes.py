"""The URLs of claims, for buyers, for sellers and for operators."""

from functools import partial
from typing import Any

from chalicelib.aftersales.cases.answers import ShownFile, UploadForm
from chalicelib.aftersales.cases.case_files import TooManyFiles
from chalicelib.aftersales.cases.open_cases import CaseOpen, RefundedBefore, TooManyCases
from chalicelib.aftersales.cases.payloads import AttachedFile, FileWish, SentReplacement
from chalicelib.aftersales.cases.views import files_view, form_view
from chalicelib.aftersales.claims import (
    answers,
    claim_files,
    claim_remedies,
    claim_requests,
    claim_rulings,
    claim_steps,
    payloads,
    queries,
    shown_claims,
)
from chalicelib.aftersales.claims.claim import Claim
from chalicelib.aftersales.claims.claim_lifecycle import IllegalClaimStep
from chalicelib.aftersales.claims.claim_requests import Report
from chalicelib.aftersales.messages import message_posts
from chalicelib.aftersales.messages import queries as message_queries
from chalicelib.aftersales.messages.answers import ShownMessage
from chalicelib.aftersales.messages.payloads import MessageRequest
from chalicelib.aftersales.messages.shown_messages import shown_message
from chalicelib.kernel.http.answer import Replayable
from chalicelib.kernel.http.auth import ORDER_TOKEN, ops, seller
from chalicelib.kernel.http.call import Call
from chalicelib.kernel.http.pagination import paged
from chalicelib.kernel.http.routes import Routes
from chalicelib.kernel.values.lists import Items, Page, PageRequest
from chalicelib.kernel.values.problems import Conflict, InvalidCursor
from chalicelib.orders import order_access
from chalicelib.orders.fulfilment.serial_numbers import SerialNumberAlreadySold
from chalicelib.orders.order import Order
from chalicelib.people.person import Identifiers
from chalicelib.uploads.uploads import TooManyUploads, UploadNotChecked, UploadRejected, UploadTaken

routes = Routes(__name__)
STEP = (IllegalClaimStep, Conflict)
ATTACHED = (TooManyFiles, UploadNotChecked, UploadRejected, UploadTaken, *STEP)
REPORTED = (
    claim_requests.ClaimTooLate,
    claim_requests.ClaimNotPossible,
    CaseOpen,
    RefundedBefore,
    TooManyCases,
    Conflict,
)
OF_BUYER = "/orders/{order_id}/claims/{claim_id}"
OF_SELLER = "/seller/claims/{claim_id}"
READ, WRITE = seller("returns:read"), seller("returns:write")


@routes.post(
    "/orders/{order_id}/lines/{line_id}/non-receipt",
    ORDER_TOKEN,
    keyed=True,
    status=201,
    refuses=(claim_requests.ParcelNotDue, *REPORTED),
)
def report_non_receipt(call: Call[payloads.NonReceipt], order_id: str, line_id: str) -> Replayable[answers.ShownClaim]:
    """Report that a device has not arrived by its day, or that it was not where the carrier says."""
    wanted = Report(line_id=line_id, kind="NOT_RECEIVED", wish=call.body.wish, description=call.body.description)
    return _reported(call, order_id, wanted)


@routes.post("/orders/{order_id}/claims", ORDER_TOKEN, keyed=True, status=201, refuses=REPORTED)
def report_device(call: Call[payloads.DeviceReport], order_id: str) -> Replayable[answers.ShownClaim]:
    """Report that a device arrived damaged (within three working days) or is another one than was bought."""
    body = call.body
    wanted = Report(line_id=body.line_id, kind=body.kind, wish=body.wish, description=body.description)
    return _reported(call, order_id, wanted)


@routes.get("/orders/{order_id}/claims", ORDER_TOKEN)
def list_claims(call: Call, order_id: str) -> Items[answers.ShownClaim]:
    """The claims of an order, oldest first."""
    order = _order(call, order_id)
    claims = queries.claims_of_order(order.order_id)
    return {"items": [shown_claims.claim_for_buyer(order, each) for each in claims]}


@routes.get(OF_BUYER, ORDER_TOKEN)
def show_claim(call: Call, order_id: str, claim_id: str) -> answers.ShownClaim:
    """A claim in its current state."""
    order = _order(call, order_id)
    return shown_claims.claim_for_buyer(order, queries.of_order(order.order_id, claim_id))


@routes.post(f"{OF_BUYER}/cancellation", ORDER_TOKEN, refuses=STEP)
def drop_claim(call: Call, order_id: str, claim_id: str) -> answers.ShownClaim:
    """Take a report back, for example because the parcel came."""
    order = _order(call, order_id)
    found = queries.of_order(order.order_id, claim_id)
    return shown_claims.claim_for_buyer(order, claim_steps.drop(found.claim_id))


@routes.get(f"{OF_BUYER}/messages", ORDER_TOKEN, refuses=(InvalidCursor,))
def list_claim_messages(call: Call[None, PageRequest], order_id: str, claim_id: str) -> Page[ShownMessage]:
    """The thread of a claim, oldest first."""
    return _thread(call, queries.of_order(_order(call, order_id).order_id, claim_id))


@routes.post(f"{OF_BUYER}/messages", ORDER_TOKEN, keyed=True, status=201, refuses=message_posts.REFUSALS)
def post_claim_message(call: Call[MessageRequest], order_id: str, claim_id: str) -> ShownMessage:
    """Write to the seller; it is told by mail and webhook, and has one working day to answer."""
    parties = shown_claims.parties_of(queries.of_order(_order(call, order_id).order_id, claim_id))
    return shown_message(message_posts.post(parties, "BUYER", call.body, call.keyed()))


@routes.post(f"{OF_BUYER}/uploads", ORDER_TOKEN, status=201, refuses=(TooManyFiles, TooManyUploads, IllegalClaimStep))
def request_claim_upload(call: Call[FileWish], order_id: str, claim_id: str) -> UploadForm:
    """A form that sends one photo of what arrived; attach the file once it was checked, some seconds later."""
    found = queries.of_order(_order(call, order_id).order_id, claim_id)
    return form_view(claim_files.form_for(found, call.body.content_type, belongs_to=call.body.belongs_to))


@routes.post(f"{OF_BUYER}/files", ORDER_TOKEN, refuses=ATTACHED)
def attach_claim_file(call: Call[AttachedFile], order_id: str, claim_id: str) -> Items[ShownFile]:
    """Attach a photo that was uploaded; the answer has every file of the claim."""
    found = queries.of_order(_order(call, order_id).order_id, claim_id)
    return files_view(claim_files.links_to(claim_files.attach(found.claim_id, call.body.upload_id)))


@routes.get(f"{OF_BUYER}/files", ORDER_TOKEN)
def list_claim_files(call: Call, order_id: str, claim_id: str) -> Items[ShownFile]:
    """The files of a claim, each with a link that shows it for five minutes."""
    return files_view(claim_files.links_to(queries.of_order(_order(call, order_id).order_id, claim_id)))


@routes.get("/seller/claims", READ, refuses=(InvalidCursor,))
def list_seller_claims(call: Call[None, payloads.ClaimListQuery]) -> Page[answers.SellersClaim]:
    """The claims about the seller's lines, in the order of their last change."""
    asked = call.query
    states = (asked.state,) if asked.state else ()
    fetch = partial(queries.page_of_seller, call.principal.id, since=asked.updated_since, states=states)
    return paged(call, fetch, shown_claims.claim_for_seller)


@routes.get(OF_SELLER, READ)
def show_seller_claim(call: Call, claim_id: str) -> answers.SellersClaim:
    """A claim about one of the seller's lines."""
    return shown_claims.claim_for_seller(queries.of_seller(claim_id, call.principal.id))


@routes.post(f"{OF_SELLER}/acceptance", WRITE, refuses=STEP)
def accept_claim(call: Call[payloads.ClaimAcceptance], claim_id: str) -> answers.SellersClaim:
    """Meet a claim with a remedy. A replacement that the seller does not have becomes a refund."""
    queries.of_seller(claim_id, call.principal.id)
    return shown_claims.claim_for_seller(claim_remedies.meet(claim_id, call.body.remedy, "SELLER_ACCEPTED"))


@routes.post(f"{OF_SELLER}/contest", WRITE, refuses=STEP)
def contest_claim(call: Call[payloads.ClaimContest], claim_id: str) -> answers.SellersClaim:
    """Contest a claim, for example with the proof of delivery; the operators decide."""
    queries.of_seller(claim_id, call.principal.id)
    contested = claim_steps.contest(claim_id, call.body.reason, call.body.explanation, by="SELLER")
    return shown_claims.claim_for_seller(contested)


@routes.post(f"{OF_SELLER}/replacement-shipment", WRITE, refuses=(SerialNumberAlreadySold, *STEP))
def ship_claim_replacement(call: Call[SentReplacement], claim_id: str) -> answers.SellersClaim:
    """Ship the reserved unit, which ends the claim. No second sale is booked."""
    queries.of_seller(claim_id, call.principal.id)
    body = call.body
    parcel = Identifiers(carrier=body.carrier, tracking_number=body.tracking_number, serial=body.serial)
    return shown_claims.claim_for_seller(claim_remedies.ship_replacement(claim_id, parcel))


@routes.get(f"{OF_SELLER}/messages", READ, refuses=(InvalidCursor,))
def list_seller_claim_messages(call: Call[None, PageRequest], claim_id: str) -> Page[ShownMessage]:
    """The thread of a claim, oldest first."""
    return _thread(call, queries.of_seller(claim_id, call.principal.id))


@routes.post(f"{OF_SELLER}/messages", WRITE, keyed=True, status=201, refuses=message_posts.REFUSALS)
def post_seller_claim_message(call: Call[MessageRequest], claim_id: str) -> ShownMessage:
    """Write to the buyer; the message is mailed with a link to the thread, without an address."""
    parties = shown_claims.parties_of(queries.of_seller(claim_id, call.principal.id))
    return shown_message(message_posts.post(parties, "SELLER", call.body, call.keyed()))


@routes.post(f"{OF_SELLER}/uploads", WRITE, status=201, refuses=(TooManyFiles, TooManyUploads, IllegalClaimStep))
def request_seller_claim_upload(call: Call[FileWish], claim_id: str) -> UploadForm:
    """A form that sends one photo of what was sent; attach the file once it was checked, some seconds later."""
    return form_view(
        claim_files.form_for(
            queries.of_seller(claim_id, call.principal.id), call.body.content_type, belongs_to=call.body.belongs_to
        )
    )


@routes.post(f"{OF_SELLER}/files", WRITE, refuses=ATTACHED)
def attach_seller_claim_file(call: Call[AttachedFile], claim_id: str) -> Items[ShownFile]:
    """Attach a photo that was uploaded; the answer has every file of the claim."""
    queries.of_seller(claim_id, call.principal.id)
    return files_view(claim_files.links_to(claim_files.attach(claim_id, call.body.upload_id)))


@routes.get(f"{OF_SELLER}/files", READ)
def list_seller_claim_files(call: Call, claim_id: str) -> Items[ShownFile]:
    """The files of a claim, each with a link that shows it for five minutes."""
    return files_view(claim_files.links_to(queries.of_seller(claim_id, call.principal.id)))


@routes.get("/ops/claims", ops("returns:read"), refuses=(InvalidCursor,))
def list_operators_claims(call: Call[None, PageRequest]) -> Page[answers.SellersClaim]:
    """The claims that the operators must decide, longest waiting first."""
    return paged(call, queries.page_for_operators, shown_claims.claim_for_seller)


@routes.get("/ops/claims/{claim_id}", ops("returns:read"))
def show_operators_claim(_: Call, claim_id: str) -> answers.SellersClaim:
    """A claim, as its seller sees it."""
    return shown_claims.claim_for_seller(queries.claim(claim_id))


@routes.get("/ops/claims/{claim_id}/files", ops("returns:read"))
def list_operators_claim_files(_: Call, claim_id: str) -> Items[ShownFile]:
    """The files of a claim, each with a link that shows it for five minutes."""
    return files_view(claim_files.links_to(queries.claim(claim_id)))


@routes.post("/ops/claims/{claim_id}/decision", ops("returns:write"), refuses=STEP)
def decide_claim(call: Call[payloads.ClaimRuling], claim_id: str) -> answers.SellersClaim:
    """Decide a claim: a remedy for the buyer, or that it is rejected."""
    ruled = claim_rulings.rule(claim_id, call.body.decision, call.body.explanation)
    return shown_claims.claim_for_seller(ruled)


def _order(call: Call[Any, Any], order_id: str) -> Order:
    return order_access.order_for_token(order_id, call.principal.token)


def _reported(call: Call[Any, Any], order_id: str, wanted: Report) -> Replayable[answers.ShownClaim]:
    order = _order(call, order_id)
    opened, is_replay = claim_requests.report(order, wanted, call.keyed())
    return Replayable(body=shown_claims.claim_for_buyer(order, opened), is_replay=is_replay)


def _thread(call: Call[None, PageRequest], found: Claim) -> Page[ShownMessage]:
    fetch = partial(message_queries.page_of_case, found.claim_id, person_id=found.person_id)
    return paged(call, fetch, shown_message)
