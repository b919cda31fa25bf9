"""The parcel of a return: sent, asked for at its carrier, arrived. Its number is kept with the buyer's identifiers."""

from datetime import timedelta
from typing import Literal

from chalicelib.aftersales.returns import queries, return_steps
from chalicelib.aftersales.returns.device_return import DeviceReturn, ReturnOutcome
from chalicelib.aftersales.returns.return_lifecycle import ReturnState
from chalicelib.aftersales.returns.return_steps import Step
from chalicelib.facts.aftersales import ReturnReceived, ReturnSent
from chalicelib.gateways import carriers
from chalicelib.gateways.carriers import ParcelState
from chalicelib.kernel import deadlines
from chalicelib.kernel.deadlines import Deadline, Kind
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import transactions
from chalicelib.people.device_identifiers import seal_identifiers_act
from chalicelib.people.person import Identifiers
from chalicelib.people.queries import identifiers

PARCEL = Kind("aftersales.return_parcel")
ASKED_EVERY = timedelta(hours=12)
_ON_ITS_WAY = frozenset({ParcelState.IN_TRANSIT, ParcelState.OUT_FOR_DELIVERY})
_ASKED_FOR = frozenset({ReturnState.APPROVED, ReturnState.IN_TRANSIT})


# How the parcels in which a device goes to its buyer are kept, by how the return ends.
_TO_BUYER: dict[str, str] = {"REPAIRED": "repaired", "SENT_BACK": "sent-back"}


def seal_to_buyer_act(found: DeviceReturn, outcome: ReturnOutcome, parcel: Identifiers) -> transactions.Act:
    """The act that keeps the parcel in which the device goes to its buyer. Raises: FiscalRecordErased."""
    return seal_identifiers_act(found.person_id, f"{found.return_id}#{_TO_BUYER[outcome]}", parcel)


def to_buyer(person_id: str, return_id: str, outcome: str | None) -> Identifiers | None:
    """The parcel in which the device went to its buyer; None where it did not, or once the buyer's data was erased.

    Raises: Tampered, Unavailable.
    """
    kept_as = _TO_BUYER.get(outcome or "")
    return None if kept_as is None else identifiers(person_id, f"{return_id}#{kept_as}")


def send(return_id: str, parcel: Identifiers) -> DeviceReturn:
    """The buyer sent the device with this parcel; idempotent for a return that is on its way.

    Raises: NotFound, IllegalReturnStep, FiscalRecordErased, Conflict.
    """

    def decide(found: DeviceReturn) -> Step | None:
        return None if found.state is ReturnState.IN_TRANSIT else _sent_with(found, parcel)

    return return_steps.carry_out(return_id, decide)


def send_if_awaited(return_id: str, parcel: Identifiers) -> DeviceReturn:
    """`send`, for a parcel that was stated elsewhere; nothing where the return does not wait for one.

    Raises: NotFound, FiscalRecordErased, Conflict.
    """

    def decide(found: DeviceReturn) -> Step | None:
        return _sent_with(found, parcel) if found.state is ReturnState.APPROVED else None

    return return_steps.carry_out(return_id, decide)


def _sent_with(found: DeviceReturn, parcel: Identifiers) -> Step:
    acts = (seal_identifiers_act(found.person_id, found.return_id, parcel), question_act(found.return_id))
    return _sending(acts, carrier=parcel.carrier)


def question_act(return_id: str) -> transactions.Act:
    """The act that schedules the next question to the parcel's carrier."""
    due_at = clock.stamp(clock.now() + ASKED_EVERY)
    return deadlines.schedule_act(
        Deadline(kind=PARCEL, subject=return_id, due_at=due_at, payload={"return_id": return_id})
    )


def receive(return_id: str, by: Literal["SELLER", "CARRIER", "PLATFORM"]) -> DeviceReturn:
    """The seller has the device; idempotent. The time to resolve the return begins.

    Raises: NotFound, IllegalReturnStep, Conflict.
    """

    def decide(found: DeviceReturn) -> Step | None:
        if found.state is ReturnState.RECEIVED:
            return None
        now = clock.timestamp()
        return Step(
            target=ReturnState.RECEIVED,
            changes={"received_at": now, "resolve_from": now},
            fact=lambda after: ReturnReceived(**return_steps.names(after), by=by, resolve_by=after.due_by),
        )

    return return_steps.carry_out(return_id, decide)


def ask_carrier(deadline: Deadline) -> None:
    """Ask the carrier for the parcel, follow what it says, and schedule the next question while it is on its way.

    Raises: CarrierUnreachable, CarrierAnswerRefused.
    """
    found = queries.device_return(deadline.payload["return_id"])
    parcel = identifiers(found.person_id, found.return_id)
    if found.state not in _ASKED_FOR or parcel is None:
        return
    said = carriers.status_of(parcel.carrier, parcel.tracking_number)
    if said.status is ParcelState.DELIVERED:
        receive(found.return_id, "CARRIER")
        return
    if said.status in _ON_ITS_WAY and found.state is ReturnState.APPROVED:
        return_steps.carry_out(found.return_id, _seen_on_its_way)
    transactions.write(question_act(found.return_id))


def _seen_on_its_way(found: DeviceReturn) -> Step | None:
    return _sending(()) if found.state is ReturnState.APPROVED else None


def _sending(acts: tuple[transactions.Act, ...], *, carrier: str | None = None) -> Step:
    changes = {"sent_at": clock.timestamp()} | ({"carrier": carrier} if carrier else {})
    return Step(
        target=ReturnState.IN_TRANSIT,
        changes=changes,
        fact=lambda after: ReturnSent(**return_steps.names(after)),
        acts=acts,
    )
