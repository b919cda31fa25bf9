"""What happens when the time of a return's state is over: silence never leaves a buyer or the money waiting."""

from collections.abc import Callable

from chalicelib.aftersales.cases.reasons import ReturnReason
from chalicelib.aftersales.returns import due_times, queries, refund_steps, return_steps
from chalicelib.aftersales.returns.device_return import DeviceReturn
from chalicelib.aftersales.returns.return_lifecycle import ReturnState
from chalicelib.aftersales.returns.return_steps import Step
from chalicelib.aftersales.returns.seller_answers import approval
from chalicelib.aftersales.returns.takeover import Cause, takeover_step
from chalicelib.facts.aftersales import ReturnDueSoon, ReturnToSendBack
from chalicelib.kernel.deadlines import Deadline
from chalicelib.kernel.runtime import clock


def act_on_lapse(deadline: Deadline) -> None:
    """Do what follows from a return's passed time; nothing if the return moved on."""
    return_id = deadline.payload["return_id"]
    if queries.find(return_id) is not None:
        return_steps.carry_out(return_id, _lapse)


def _lapse(found: DeviceReturn) -> Step | None:
    if found.due_by is None:
        return None
    if clock.timestamp() < found.due_by:
        return _remind(found, found.due_by)
    return LAPSES[found.state](found) if found.state in LAPSES else None


def _remind(found: DeviceReturn, due_by: str) -> Step | None:
    """The seller's systems hear once that its time is nearly over; the return is looked at again when it is."""
    at = due_times.reminded_at(found)
    if at is None or clock.timestamp() < at or found.reminded_of == due_by:
        return None
    return Step(
        changes={"reminded_of": due_by},
        fact=lambda after: ReturnDueSoon(**return_steps.names(after), state=after.state, due_by=due_by),
        acts=(return_steps.look_act(found, due_by),),
    )


def _approve(found: DeviceReturn) -> Step | None:
    """The seller did not answer: the buyer may send the device back."""
    return approval(found, "PLATFORM")


def _forget(found: DeviceReturn) -> Step | None:
    """The buyer did not send the device. A withdrawal stays one: operators look at it."""
    if found.reason is ReturnReason.WITHDRAWAL:
        return takeover_step(found, "NOT_SENT")
    return Step(target=ReturnState.CLOSED, changes={"outcome": "NOT_SENT"})


def _look_for_parcel(found: DeviceReturn) -> Step | None:
    return takeover_step(found, "NO_PARCEL")


def _resolve(found: DeviceReturn) -> Step | None:
    """First the platform takes over; at the limit, and after a withdrawal at once, the buyer has the money."""
    if found.taken_over_at is None and found.reason is not ReturnReason.WITHDRAWAL:
        return takeover_step(found, "NO_RESOLUTION")
    return refund_steps.refunding_step(found)


def _let_refusal_stand(found: DeviceReturn) -> Step | None:
    """The buyer did not appeal: a device that is with the seller goes back."""
    if found.received_at is None:
        return Step(target=ReturnState.CLOSED, changes={"outcome": "REFUSED"})
    return Step(
        target=ReturnState.TO_SEND_BACK,
        fact=lambda after: ReturnToSendBack(**return_steps.names(after), send_by=after.due_by),
    )


def _miss_sending_back(found: DeviceReturn) -> Step | None:
    cause: Cause = "NOT_SENT_BACK"
    return takeover_step(found, cause)


LAPSES: dict[ReturnState, Callable[[DeviceReturn], Step | None]] = {
    ReturnState.REQUESTED: _approve,
    ReturnState.APPROVED: _forget,
    ReturnState.IN_TRANSIT: _look_for_parcel,
    ReturnState.RECEIVED: _resolve,
    ReturnState.INSPECTED: _resolve,
    ReturnState.IN_REPAIR: _resolve,
    ReturnState.REPLACING: _resolve,
    ReturnState.REFUSED: _let_refusal_stand,
    ReturnState.TO_SEND_BACK: _miss_sending_back,
}
