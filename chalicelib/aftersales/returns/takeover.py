"""Takeover: the platform acts in the seller's place, because the operators decided so or a time limit passed."""

from typing import Literal

from chalicelib.aftersales.returns import return_steps
from chalicelib.aftersales.returns.device_return import DeviceReturn
from chalicelib.aftersales.returns.return_lifecycle import FINAL, IllegalReturnStep
from chalicelib.aftersales.returns.return_steps import Step
from chalicelib.facts.aftersales import ReturnTakenOver
from chalicelib.kernel.runtime import clock

Cause = Literal["OPERATORS", "NO_ANSWER", "NO_RESOLUTION", "NO_PARCEL", "NOT_SENT", "NOT_SENT_BACK"]


def take_over(return_id: str, cause: Cause) -> DeviceReturn:
    """Put a return on the operators' list; idempotent.

    Raises: NotFound, IllegalReturnStep for a return that ended, Conflict.
    """
    return return_steps.carry_out(return_id, lambda found: takeover_step(found, cause))


def takeover_step(found: DeviceReturn, cause: Cause) -> Step | None:
    """The step that takes a return over; None for one that was taken over before."""
    if found.state in FINAL:
        raise IllegalReturnStep("The return ended", state=found.state)
    if found.taken_over_at is not None:
        return None
    return Step(
        changes={"taken_over_at": clock.timestamp()},
        fact=lambda after: ReturnTakenOver(**return_steps.names(after), cause=cause),
    )
