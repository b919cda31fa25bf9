"""A return as somebody is shown it: gathered from the return, its line, its thread and its parcel."""

from chalicelib.aftersales.cases.line_refunds import CaseRefund
from chalicelib.aftersales.cases.reasons import NON_CONFORMITY, Fault, ReturnReason
from chalicelib.aftersales.guarantees import queries as guarantees
from chalicelib.aftersales.guarantees.guarantee import offered_months
from chalicelib.aftersales.messages import queries as message_queries
from chalicelib.aftersales.messages.message import CaseParties
from chalicelib.aftersales.returns import answers, buyer_rights, buyer_steps, parcels, remedies, return_requests, views
from chalicelib.aftersales.returns.device_return import DeviceReturn
from chalicelib.aftersales.returns.return_lifecycle import BEFORE_REMEDY
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.values.money import Money
from chalicelib.markets import directory
from chalicelib.orders import queries as order_queries
from chalicelib.orders.order import Order
from chalicelib.payments import refund_queries
from chalicelib.people.queries import identifiers

# Reasons that a buyer may state by itself.
_STATED = (
    ReturnReason.CHANGED_MIND,
    ReturnReason.FAULTY_ON_ARRIVAL,
    ReturnReason.FAULTY_AT_FIRST_USE,
    ReturnReason.FAULTY_IN_GUARANTEE,
    ReturnReason.NOT_AS_DESCRIBED,
    ReturnReason.OTHER,
)


def options_of(order: Order, line_id: str, fault: Fault | None) -> answers.ShownReturnOptions:
    """What a buyer can do with a device now.

    Raises: NotFound, NothingDelivered.
    """
    known = return_requests.options(order, line_id)
    now = clock.timestamp()
    valid = buyer_rights.in_force(known.rights, now)
    remedied = known.history.remedied(fault)
    reasons = [
        (reason, wishes)
        for reason in _STATED
        if valid and (wishes := remedies.wishes(reason, valid, remedied if reason in NON_CONFORMITY else 0))
    ]
    months = extension_months(order, line_id, claimed_at=now)
    return views.options_view(line_id, known.rights, reasons, extension_months=months, open_case=known.open_case)


def extension_months(order: Order, line_id: str, *, claimed_at: str) -> int:
    """By how many months a repair of a fault claimed then extends the line's legal guarantee; 0 once one did.

    Before the guarantee is issued the law of the day of the contract decides.
    """
    guarantee = guarantees.find(order.order_id, line_id)
    if guarantee is None:
        return directory.market(order.market).repair_extension_months.at(order.created_at)
    return offered_months(guarantee, claimed_at)


def for_buyer(order: Order, found: DeviceReturn) -> answers.BuyersReturn:
    """A return as its buyer sees it, with what may still be chosen."""
    wishes = buyer_steps.available_wishes(order, found) if found.state in BEFORE_REMEDY else ()
    months = extension_months(order, found.line_id, claimed_at=found.opened_at) if "REPAIR" in wishes else 0
    choices = views.choices_view(wishes, months)
    return views.buyers_return(_shown(order, found), choices, _parcels(found))


def for_seller(found: DeviceReturn) -> answers.SellersReturn:
    """A return as its seller sees it."""
    shown = _shown(order_queries.order(found.order_id), found)
    return views.sellers_return(shown, found, _parcels(found))


def _parcels(found: DeviceReturn) -> answers.ReturnParcels:
    """The parcels of a return: the one it comes back in, and the one in which the device goes to its buyer again."""
    return {
        "parcel": identifiers(found.person_id, found.return_id),
        "parcel_to_buyer": parcels.to_buyer(found.person_id, found.return_id, found.outcome),
    }


def _shown(order: Order, found: DeviceReturn) -> answers.ShownReturn:
    line = order_queries.line(order, found.line_id)
    ground = buyer_rights.ground_of(
        found.reason,
        found.right,
        directory.market(found.market),
        ordered_at=found.ordered_at,
        guarantee_months=line.terms.guarantee_months,
    )
    return views.return_view(found, line.title, ground, message_queries.thread(found.return_id))


def refund_made(found: DeviceReturn) -> CaseRefund:
    """The refund that a return ended with, as it was asked for."""
    if found.refund_id is None:
        return CaseRefund(amount=Money(0, order_queries.order(found.order_id).currency))
    made = refund_queries.find(found.order_id, found.refund_id)
    return CaseRefund(amount=Money(made.amount_minor, made.currency), bearer=made.bearer, refund_id=made.refund_id)


def parties_of(found: DeviceReturn) -> CaseParties:
    """Whom the return's thread is between."""
    return CaseParties(
        case_id=found.return_id,
        order_id=found.order_id,
        line_id=found.line_id,
        seller_id=found.seller_id,
        product_id=found.product_id,
        sku=found.sku,
        person_id=found.person_id,
        market=found.market,
    )
