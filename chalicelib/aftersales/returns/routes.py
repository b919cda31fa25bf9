"""The URLs of returns, for buyers, for sellers and for operators."""

from functools import partial
from typing import Any

from chalicelib.aftersales.cases.open_cases import CaseOpen, RefundedBefore, TooManyCases
from chalicelib.aftersales.cases.payloads import Explained, SentParcel, SentReplacement
from chalicelib.aftersales.exchanges import exchange_steps
from chalicelib.aftersales.messages import message_posts
from chalicelib.aftersales.messages import queries as message_queries
from chalicelib.aftersales.messages.answers import ShownMessage
from chalicelib.aftersales.messages.payloads import MessageRequest
from chalicelib.aftersales.messages.shown_messages import shown_message
from chalicelib.aftersales.repairs import repair_steps
from chalicelib.aftersales.returns import (
    answers,
    buyer_steps,
    inspection,
    parcels,
    payloads,
    platform_decisions,
    queries,
    refund_steps,
    return_requests,
    seller_answers,
    sent_back,
    shown_returns,
    takeover,
    views,
)
from chalicelib.aftersales.returns.buyer_rights import NoRightToReturn
from chalicelib.aftersales.returns.device_return import DeviceReturn
from chalicelib.aftersales.returns.remedies import NotTheSoldUnit, WishNotAvailable
from chalicelib.aftersales.returns.return_lifecycle import IllegalReturnStep
from chalicelib.kernel.http import idempotency
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

routes = Routes(__name__)
STEP = (IllegalReturnStep, Conflict)
OF_BUYER = "/orders/{order_id}/returns/{return_id}"
OF_SELLER = "/seller/returns/{return_id}"
OF_OPERATORS = "/ops/returns/{return_id}"
READ, WRITE = seller("returns:read"), seller("returns:write")


@routes.get(
    "/orders/{order_id}/lines/{line_id}/return-options", ORDER_TOKEN, refuses=(return_requests.NothingDelivered,)
)
def show_options(
    call: Call[None, payloads.ReturnOptionsQuery], order_id: str, line_id: str
) -> answers.ShownReturnOptions:
    """The buyer's rights of a device, and what may be chosen for it, with the extension that a repair brings."""
    return shown_returns.options_of(_order(call, order_id), line_id, call.query.fault)


@routes.post(
    "/orders/{order_id}/returns",
    ORDER_TOKEN,
    keyed=True,
    status=201,
    refuses=(
        return_requests.NothingDelivered,
        return_requests.FaultMissing,
        NoRightToReturn,
        WishNotAvailable,
        CaseOpen,
        RefundedBefore,
        TooManyCases,
        Conflict,
    ),
)
def open_return(call: Call[payloads.ReturnRequest], order_id: str) -> Replayable[answers.BuyersReturn]:
    """Ask to send a device back, for the money, a repair or another device."""
    order = _order(call, order_id)
    opened, is_replay = return_requests.request_return(order, call.body, call.keyed())
    return Replayable(body=shown_returns.for_buyer(order, opened), is_replay=is_replay)


@routes.get("/orders/{order_id}/returns", ORDER_TOKEN)
def list_returns(call: Call, order_id: str) -> Items[answers.BuyersReturn]:
    """The returns of an order, oldest first."""
    order = _order(call, order_id)
    return {"items": [shown_returns.for_buyer(order, each) for each in queries.returns_of_order(order.order_id)]}


@routes.get(OF_BUYER, ORDER_TOKEN)
def show_return(call: Call, order_id: str, return_id: str) -> answers.BuyersReturn:
    """A return in its current state, with what may still be chosen."""
    order = _order(call, order_id)
    return shown_returns.for_buyer(order, queries.of_order(order.order_id, return_id))


@routes.post(f"{OF_BUYER}/choice", ORDER_TOKEN, refuses=(WishNotAvailable, *STEP))
def choose(call: Call[payloads.Choice], order_id: str, return_id: str) -> answers.BuyersReturn:
    """Choose otherwise, while nothing was done about the wish."""
    order, found = _buyers(call, order_id, return_id)
    return shown_returns.for_buyer(order, buyer_steps.choose(order, found.return_id, call.body.wish))


@routes.post(f"{OF_BUYER}/dispatch", ORDER_TOKEN, refuses=STEP)
def dispatch(call: Call[SentParcel], order_id: str, return_id: str) -> answers.BuyersReturn:
    """The buyer says that the device was sent, and with which parcel."""
    order, found = _buyers(call, order_id, return_id)
    return shown_returns.for_buyer(order, parcels.send(found.return_id, _parcel(call.body)))


@routes.post(f"{OF_BUYER}/cancellation", ORDER_TOKEN, refuses=STEP)
def call_off(call: Call, order_id: str, return_id: str) -> answers.BuyersReturn:
    """Call a return off before the device was sent; the buyer keeps it."""
    order, found = _buyers(call, order_id, return_id)
    return shown_returns.for_buyer(order, buyer_steps.call_off(found.return_id))


@routes.post(f"{OF_BUYER}/appeal", ORDER_TOKEN, refuses=(buyer_steps.AppealedBefore, *STEP))
def appeal(call: Call[Explained], order_id: str, return_id: str) -> answers.BuyersReturn:
    """Ask the operators to decide about a refusal, once."""
    order, found = _buyers(call, order_id, return_id)
    return shown_returns.for_buyer(order, buyer_steps.appeal(found.return_id, call.body.explanation))


@routes.get(f"{OF_BUYER}/messages", ORDER_TOKEN, refuses=(InvalidCursor,))
def list_messages(call: Call[None, PageRequest], order_id: str, return_id: str) -> Page[ShownMessage]:
    """The thread of a return, oldest first."""
    _, found = _buyers(call, order_id, return_id)
    fetch = partial(message_queries.page_of_case, found.return_id, person_id=found.person_id)
    return paged(call, fetch, shown_message)


@routes.post(f"{OF_BUYER}/messages", ORDER_TOKEN, keyed=True, status=201, refuses=message_posts.REFUSALS)
def post_message(call: Call[MessageRequest], order_id: str, return_id: str) -> ShownMessage:
    """Write to the seller; it is told by mail and webhook, and has one working day to answer."""
    _, found = _buyers(call, order_id, return_id)
    return shown_message(message_posts.post(shown_returns.parties_of(found), "BUYER", call.body, call.keyed()))


@routes.get("/seller/returns", READ, refuses=(InvalidCursor,))
def list_seller_returns(call: Call[None, payloads.ReturnListQuery]) -> Page[answers.SellersReturn]:
    """The seller's returns, in the order of their last change."""
    asked = call.query
    states = (asked.state,) if asked.state else ()
    fetch = partial(queries.page_of_seller, call.principal.id, since=asked.updated_since, states=states)
    return paged(call, fetch, shown_returns.for_seller)


@routes.get(OF_SELLER, READ)
def show_seller_return(call: Call, return_id: str) -> answers.SellersReturn:
    """A return of one of the seller's devices."""
    return shown_returns.for_seller(_sellers(call, return_id))


@routes.post(f"{OF_SELLER}/approval", WRITE, refuses=STEP)
def approve_return(call: Call[payloads.Approval], return_id: str) -> answers.SellersReturn:
    """Let the device come back."""
    _sellers(call, return_id)
    return shown_returns.for_seller(seller_answers.approve(return_id, "SELLER", carrier=call.body.carrier))


@routes.post(f"{OF_SELLER}/refusal", WRITE, refuses=(seller_answers.RefusalNotPermitted, *STEP))
def refuse_return(call: Call[payloads.ReturnRefusal], return_id: str) -> answers.SellersReturn:
    """Refuse a return, before the device was sent or after it was inspected; the buyer may appeal once."""
    _sellers(call, return_id)
    return shown_returns.for_seller(seller_answers.refuse(return_id, call.body.reason, call.body.explanation))


@routes.post(f"{OF_SELLER}/receipt", WRITE, refuses=STEP)
def receive_return(call: Call, return_id: str) -> answers.SellersReturn:
    """The device has arrived; the time to resolve the return begins."""
    _sellers(call, return_id)
    return shown_returns.for_seller(parcels.receive(return_id, "SELLER"))


@routes.post(f"{OF_SELLER}/inspection", WRITE, refuses=(NotTheSoldUnit, *STEP))
def inspect_return(call: Call[payloads.InspectionReport], return_id: str) -> answers.SellersReturn:
    """Compare the serial number with the one that was sold, state what was found, and restock or write off the unit."""
    _sellers(call, return_id)
    return shown_returns.for_seller(inspection.inspect(return_id, call.body))


@routes.post(f"{OF_SELLER}/repair", WRITE, refuses=(NotTheSoldUnit, repair_steps.RepairedBefore, *STEP))
def start_repair(call: Call[payloads.RepairStart], return_id: str) -> answers.SellersReturn:
    """Begin to repair the device."""
    _sellers(call, return_id)
    return shown_returns.for_seller(repair_steps.start(return_id, call.body.fault))


@routes.post(f"{OF_SELLER}/repair-shipment", WRITE, refuses=(repair_steps.RepairNoteMissing, *STEP))
def finish_repair(call: Call[payloads.RepairShipment], return_id: str) -> answers.SellersReturn:
    """Send the repaired device to the buyer, which ends the return."""
    _sellers(call, return_id)
    sent = call.body
    return shown_returns.for_seller(repair_steps.finish(return_id, sent.parts, _parcel(sent), sent.note))


@routes.post(f"{OF_SELLER}/replacement", WRITE, refuses=(NotTheSoldUnit, refund_steps.InspectionNeeded, *STEP))
def replace_device(call: Call[payloads.UnitDecision], return_id: str) -> answers.SellersReturn:
    """Reserve a like unit of the seller for the buyer; where there is none, the line is refunded."""
    _sellers(call, return_id)
    return shown_returns.for_seller(exchange_steps.replace(return_id, call.body.unit))


@routes.post(f"{OF_SELLER}/replacement-shipment", WRITE, refuses=(SerialNumberAlreadySold, *STEP))
def ship_replacement(call: Call[SentReplacement], return_id: str) -> answers.SellersReturn:
    """Ship the reserved unit, which ends the return. No second sale is booked."""
    _sellers(call, return_id)
    parcel = _parcel(call.body, serial=call.body.serial)
    return shown_returns.for_seller(exchange_steps.ship(return_id, parcel))


@routes.post(f"{OF_SELLER}/refund", WRITE, keyed=True, refuses=(refund_steps.InspectionNeeded, *STEP))
def refund_return(call: Call[payloads.RefundDecision], return_id: str) -> answers.ReturnRefund:
    """Refund the line and end the return, or say with `dry_run` what would be refunded and who bears it."""
    found = _sellers(call, return_id)
    if call.body.dry_run:
        return views.refund_view(found, refund_steps.dry_run(found), dry_run=True)
    idempotency.decide(call.keyed(), ())
    ended = refund_steps.refund(return_id, call.body.unit)
    return views.refund_view(ended, shown_returns.refund_made(ended), dry_run=False)


@routes.post(f"{OF_SELLER}/dispatch", WRITE, refuses=STEP)
def send_back(call: Call[SentParcel], return_id: str) -> answers.SellersReturn:
    """Send a device whose refusal stands back to its buyer, which ends the return."""
    _sellers(call, return_id)
    return shown_returns.for_seller(sent_back.send_back(return_id, _parcel(call.body)))


@routes.get(f"{OF_SELLER}/messages", READ, refuses=(InvalidCursor,))
def list_seller_messages(call: Call[None, PageRequest], return_id: str) -> Page[ShownMessage]:
    """The thread of a return, oldest first."""
    found = _sellers(call, return_id)
    fetch = partial(message_queries.page_of_case, found.return_id, person_id=found.person_id)
    return paged(call, fetch, shown_message)


@routes.post(f"{OF_SELLER}/messages", WRITE, keyed=True, status=201, refuses=message_posts.REFUSALS)
def post_seller_message(call: Call[MessageRequest], return_id: str) -> ShownMessage:
    """Write to the buyer; the message is mailed with a link to the thread, without an address."""
    parties = shown_returns.parties_of(_sellers(call, return_id))
    return shown_message(message_posts.post(parties, "SELLER", call.body, call.keyed()))


@routes.get("/ops/returns", ops("returns:read"), refuses=(InvalidCursor,))
def list_operators_returns(call: Call[None, PageRequest]) -> Page[answers.SellersReturn]:
    """The returns that were appealed or taken over, longest waiting first."""
    return paged(call, queries.page_for_operators, shown_returns.for_seller)


@routes.get(OF_OPERATORS, ops("returns:read"))
def show_operators_return(_: Call, return_id: str) -> answers.SellersReturn:
    """A return, as its seller sees it."""
    return shown_returns.for_seller(queries.device_return(return_id))


@routes.post(f"{OF_OPERATORS}/takeover", ops("returns:write"), refuses=STEP)
def take_over_return(_: Call, return_id: str) -> answers.SellersReturn:
    """Act in the seller's place from now on; the return is listed until it ends."""
    return shown_returns.for_seller(takeover.take_over(return_id, "OPERATORS"))


@routes.post(f"{OF_OPERATORS}/decision", ops("returns:write"), refuses=STEP)
def decide_return(call: Call[payloads.Ruling], return_id: str) -> answers.SellersReturn:
    """Decide an appeal, or a return that was taken over."""
    ruled = platform_decisions.decide(return_id, call.body.decision, call.body.explanation)
    return shown_returns.for_seller(ruled)


def _order(call: Call[Any, Any], order_id: str) -> Order:
    return order_access.order_for_token(order_id, call.principal.token)


def _buyers(call: Call[Any, Any], order_id: str, return_id: str) -> tuple[Order, DeviceReturn]:
    order = _order(call, order_id)
    return order, queries.of_order(order.order_id, return_id)


def _sellers(call: Call[Any, Any], return_id: str) -> DeviceReturn:
    return queries.of_seller(return_id, call.principal.id)


def _parcel(sent: SentParcel, *, serial: str | None = None) -> Identifiers:
    return Identifiers(carrier=sent.carrier, tracking_number=sent.tracking_number, serial=serial)
