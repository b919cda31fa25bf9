"""What the operators decide about a return: an appeal, or a return they took over."""

import msgspec

from chalicelib.aftersales.messages.message_posts import note_acts
from chalicelib.aftersales.returns import refund_steps, return_steps
from chalicelib.aftersales.returns.decision_policy import FITTING, Decision
from chalicelib.aftersales.returns.device_return import DeviceReturn
from chalicelib.aftersales.returns.return_lifecycle import IllegalReturnStep, ReturnState
from chalicelib.aftersales.returns.return_steps import Step
from chalicelib.aftersales.returns.seller_answers import approval
from chalicelib.facts.aftersales import AppealDecided, ReturnToSendBack
from chalicelib.kernel.storage import transactions


def decide(return_id: str, decision: Decision, explanation: str | None) -> DeviceReturn:
    """Carry out a decision of the operators.

    Raises: NotFound, IllegalReturnStep where the decision does not fit the return's state, Conflict.
    """
    return return_steps.carry_out(return_id, lambda found: _step(found, decision, explanation))


def _step(found: DeviceReturn, decision: Decision, explanation: str | None) -> Step | None:
    note = tuple(note_acts(found.person_id, found.return_id, explanation, author="PLATFORM"))
    if decision == "REFUND":
        return _with(refund_steps.refunding_step(found), note)
    if decision == "APPROVE":
        step = _upholding(found) if found.state is ReturnState.APPEALED else approval(found, "PLATFORM")
        return _with(step, note)
    if decision == "REJECT":
        return _with(_rejecting(found), note)
    if found.state not in FITTING["CLOSE"]:
        raise IllegalReturnStep("Only what was not sent or did not arrive is closed", state=found.state)
    is_there = found.state is ReturnState.TO_SEND_BACK
    return Step(target=ReturnState.CLOSED, changes={"outcome": "SENT_BACK" if is_there else "NOT_SENT"}, acts=note)


def _with(step: Step | None, note: tuple[transactions.Act, ...]) -> Step | None:
    return None if step is None else msgspec.structs.replace(step, acts=(*step.acts, *note))


def _upholding(found: DeviceReturn) -> Step | None:
    """As an approval, told as the outcome of the appeal."""
    step = approval(found, "PLATFORM")
    if step is None:
        return None
    return msgspec.structs.replace(step, fact=lambda after: AppealDecided(**return_steps.names(after), is_upheld=True))


def _rejecting(found: DeviceReturn) -> Step:
    if found.state not in FITTING["REJECT"]:
        raise IllegalReturnStep("There is no appeal to reject", state=found.state)
    if found.received_at is None:
        return Step(
            target=ReturnState.CLOSED,
            changes={"outcome": "REFUSED"},
            fact=lambda after: AppealDecided(**return_steps.names(after), is_upheld=False),
        )
    return Step(
        target=ReturnState.TO_SEND_BACK,
        fact=lambda after: ReturnToSendBack(**return_steps.names(after), send_by=after.due_by),
    )
