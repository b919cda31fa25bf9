"""The label of a return: asked of the carrier, the same one each time; its parcel is asked for from then on."""

import msgspec

from chalicelib.aftersales.returns import parcels, return_steps
from chalicelib.aftersales.returns.device_return import DeviceReturn
from chalicelib.aftersales.returns.return_lifecycle import IllegalReturnStep, ReturnState
from chalicelib.aftersales.returns.return_steps import Step
from chalicelib.documents import downloads
from chalicelib.documents.download import Download
from chalicelib.gateways import carriers
from chalicelib.orders import queries as order_queries
from chalicelib.orders.order import Order
from chalicelib.people.device_identifiers import seal_identifiers_act
from chalicelib.people.person import Identifiers
from chalicelib.people.queries import identifiers


class PrintedLabel(msgspec.Struct, frozen=True, kw_only=True):
    """A label as a PDF, and the parcel that it is for."""

    parcel: Identifiers
    document: Download


def print_label(order: Order, found: DeviceReturn) -> PrintedLabel:
    """The parcel and the label of an approved return, to the seller's address; nothing is paid by the buyer.

    Raises: IllegalReturnStep for a return that is not approved or that arrived, LabelUnavailable, LabelRefused,
    FiscalRecordErased, Conflict, Unavailable.
    """
    _require_printable(found)
    carrier = found.carrier or order_queries.line(order, found.line_id).carrier
    label = carriers.return_label(carrier, found.return_id, order.delivery_country, found.seller_id)
    parcel = Identifiers(carrier=carrier, tracking_number=label.tracking_number)

    def decide(latest: DeviceReturn) -> Step | None:
        _require_printable(latest)
        if identifiers(latest.person_id, latest.return_id) is not None:
            return None  # printed before, or the buyer stated another parcel
        sealed = seal_identifiers_act(latest.person_id, latest.return_id, parcel)
        return Step(changes={"carrier": carrier}, acts=(sealed, parcels.question_act(latest.return_id)))

    return_steps.carry_out(found.return_id, decide)
    document = downloads.offer(label.document, downloads.PDF, f"label-{found.return_id}.pdf")
    return PrintedLabel(parcel=parcel, document=document)


def _require_printable(found: DeviceReturn) -> None:
    if found.state not in (ReturnState.APPROVED, ReturnState.IN_TRANSIT):
        raise IllegalReturnStep("There is a label once the return is approved", state=found.state)
