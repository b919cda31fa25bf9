"""How a claim is met: the money, another device of the same seller, or a return of the device that came."""

import msgspec

from chalicelib.aftersales.cases import open_cases
from chalicelib.aftersales.cases.line_refunds import plan_refund
from chalicelib.aftersales.cases.reasons import ReturnReason
from chalicelib.aftersales.cases.refund_parts_policy import EVERYTHING
from chalicelib.aftersales.claims import claim as claims
from chalicelib.aftersales.claims import claim_steps
from chalicelib.aftersales.claims.claim import Claim, ClaimCause, ClaimRemedy
from chalicelib.aftersales.claims.claim_lifecycle import ClaimState, IllegalClaimStep
from chalicelib.aftersales.claims.claim_steps import ClaimStep
from chalicelib.aftersales.exchanges import like_units
from chalicelib.aftersales.messages.message_posts import note_acts
from chalicelib.aftersales.returns import queries as return_queries
from chalicelib.aftersales.returns import return_steps
from chalicelib.aftersales.returns.buyer_rights import Right
from chalicelib.aftersales.returns.device_return import DeviceReturn, Exchange
from chalicelib.aftersales.returns.return_lifecycle import ReturnState
from chalicelib.aftersales.returns.return_requests import new_return, with_due_time
from chalicelib.aftersales.returns.stored_items import store_act
from chalicelib.catalog.stock import stock_acts
from chalicelib.catalog.stock.stock_acts import NoUnitsLeft
from chalicelib.catalog.stock.unit_moves import Move, move_acts
from chalicelib.facts.aftersales import ReturnOpened
from chalicelib.kernel.fact_store import record_act
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values import ids
from chalicelib.kernel.values.problems import Conflict
from chalicelib.orders import queries as order_queries
from chalicelib.orders.fulfilment import serial_numbers
from chalicelib.people.device_identifiers import seal_identifiers_act
from chalicelib.people.person import Identifiers

_RETURN_REASONS = {
    "DAMAGED_IN_TRANSIT": ReturnReason.DAMAGED_IN_TRANSIT,
    "WRONG_DEVICE": ReturnReason.WRONG_DEVICE,
}
_MET = frozenset({ClaimState.REPLACING, ClaimState.REPLACED, ClaimState.REFUNDED, ClaimState.RETURNED})
# What a remedy may have led to: a replacement becomes a refund where there is no like unit, or it is not sent in time.
_LED_TO: dict[ClaimRemedy, frozenset[ClaimState]] = {
    "REFUND": frozenset({ClaimState.REFUNDED}),
    "REPLACEMENT": frozenset({ClaimState.REPLACING, ClaimState.REPLACED, ClaimState.REFUNDED}),
    "RETURN": frozenset({ClaimState.RETURNED}),
}


def meet(claim_id: str, remedy: ClaimRemedy, cause: ClaimCause, *, explanation: str | None = None) -> Claim:
    """Meet a claim; idempotent. A replacement that the seller does not have becomes a refund.

    The explanation of the operators becomes a message in the thread.

    Raises: NotFound, IllegalClaimStep, Conflict.
    """

    def decide(found: Claim) -> ClaimStep | None:
        if found.state in _LED_TO[remedy]:
            return None
        if found.state in _MET:
            raise IllegalClaimStep("The claim was met in another way", state=found.state)
        if remedy not in claims.remedies(found.kind):
            raise IllegalClaimStep(f"A claim of the kind {found.kind} is not met by {remedy}", state=found.state)
        step = _STEPS[remedy](found, cause)
        note = note_acts(found.person_id, claim_id, explanation, author="PLATFORM")
        return msgspec.structs.replace(step, changes={**step.changes, "cause": cause}, acts=(*step.acts, *note))

    def attempt() -> Claim:
        try:
            return claim_steps.carry_out(claim_id, decide)
        except NoUnitsLeft as sold:
            raise Conflict() from sold  # the last unit was sold meanwhile: look for another one

    return transactions.retry_on_conflict(attempt)


def refund_lapsed(claim_id: str) -> Claim:
    """Refund a claim whose replacement was not shipped in time; idempotent.

    Raises: NotFound, IllegalClaimStep, Conflict.
    """

    def decide(found: Claim) -> ClaimStep | None:
        if found.state is not ClaimState.REPLACING:
            return None
        step = _refunding(found)
        return msgspec.structs.replace(step, changes={**step.changes, "cause": "NOT_SHIPPED"})

    return claim_steps.carry_out(claim_id, decide)


def ship_replacement(claim_id: str, parcel: Identifiers) -> Claim:
    """Ship the replacement; its serial number is the line's from then on. `parcel.serial` is as the seller wrote it.

    Raises: NotFound, InvalidRequest for an impossible serial number, SerialNumberAlreadySold, FiscalRecordErased,
    IllegalClaimStep, Conflict.
    """

    def decide(found: Claim) -> ClaimStep | None:
        if found.exchange is None:
            raise IllegalClaimStep("No replacement is reserved", state=found.state)
        line = order_queries.line(order_queries.order(found.order_id), found.line_id)
        number = serial_numbers.normal_serial(line.identifier_kind, parcel.serial)
        sealed = msgspec.structs.replace(parcel, serial_kind=line.identifier_kind, serial=number)
        shipped = msgspec.structs.replace(found.exchange, shipped_at=clock.timestamp())
        return ClaimStep(
            target=ClaimState.REPLACED,
            changes={"exchange": shipped},
            acts=(
                stock_acts.ship(shipped.offer_id),
                *serial_numbers.sell_serial_act(line.identifier_kind, number, f"{found.order_id}/{found.line_id}"),
                seal_identifiers_act(found.person_id, found.line_id, sealed),
            ),
        )

    return claim_steps.carry_out(claim_id, decide)


def _refunding(found: Claim, _: ClaimCause | None = None) -> ClaimStep:
    planned = plan_refund(found.order_id, found.line_id, found.kind, EVERYTHING)
    released = ((found.exchange.offer_id, Move.RELEASE),) if found.exchange else ()
    return ClaimStep(
        target=ClaimState.REFUNDED,
        changes={"refund_id": planned.refund_id},
        acts=(*planned.acts, *move_acts(found.product_id, released)),
        commands=planned.commands,
    )


def _replacing(found: Claim, _: ClaimCause) -> ClaimStep:
    line = order_queries.line(order_queries.order(found.order_id), found.line_id)
    offers = like_units.like_offers(line)
    if not offers:
        return _refunding(found)
    chosen = offers[0].publication
    exchange = Exchange(offer_id=chosen.offer_id, grade=chosen.grade, reserved_at=clock.timestamp())
    return ClaimStep(
        target=ClaimState.REPLACING,
        changes={"exchange": exchange},
        acts=tuple(move_acts(found.product_id, ((chosen.offer_id, Move.RESERVE),))),
    )


def _returning(found: Claim, cause: ClaimCause) -> ClaimStep:
    """A return of the line, approved at once, takes the claim's place."""
    opened = _return_of(found, cause)
    fact = ReturnOpened(**return_steps.names(opened), reason=opened.reason, wish=opened.wish)
    return ClaimStep(
        target=ClaimState.RETURNED,
        changes={"return_id": opened.return_id},
        acts=(store_act(opened), return_steps.due_act(opened), record_act(fact)),
    )


def _return_of(found: Claim, cause: ClaimCause) -> DeviceReturn:
    order = order_queries.order(found.order_id)
    line = order_queries.line(order, found.line_id)
    begun = new_return(
        order,
        line,
        open_cases.history_of(found.order_id, found.line_id),
        return_id=ids.derived_id(return_queries.RETURN, "claim", found.claim_id),
        reason=_RETURN_REASONS[found.kind],
        right=Right.LEGAL_GUARANTEE,
    )
    answered_by = "SELLER" if cause == "SELLER_ACCEPTED" else "PLATFORM"
    approved = msgspec.structs.replace(begun, state=ReturnState.APPROVED, answered_by=answered_by, wish=found.wish)
    return with_due_time(approved)


_STEPS = {"REFUND": _refunding, "REPLACEMENT": _replacing, "RETURN": _returning}
