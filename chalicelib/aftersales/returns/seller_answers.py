"""The seller's answer to a return: approved, or refused with a reason. Where it gives none, the platform answers."""

from typing import get_args

from chalicelib.aftersales.messages.message_posts import note_acts
from chalicelib.aftersales.returns import return_steps
from chalicelib.aftersales.returns.buyer_rights import WITHOUT_REASON
from chalicelib.aftersales.returns.device_return import DeviceReturn, RefusalReason
from chalicelib.aftersales.returns.return_lifecycle import ReturnState
from chalicelib.aftersales.returns.return_steps import Step
from chalicelib.facts.aftersales import By, ReturnApproved, ReturnRefused
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.values.problems import Problem

_DISPUTED = frozenset({ReturnState.REFUSED, ReturnState.APPEALED})
# What nobody can know before the device is there.
_KNOWN_BY_INSPECTION = frozenset({"NO_FAULT_FOUND", "WRONG_UNIT", "DAMAGED_BY_BUYER", "ACCOUNT_LOCKED", "INCOMPLETE"})


class RefusalNotPermitted(Problem):
    """`reasons` says what a refusal needs: an inspection, a unit that is still there, or another reason."""

    slug, status, title = "refusal-not-permitted", 409, "The return cannot be refused now for this reason"


def approve(return_id: str, by: By, *, carrier: str | None = None) -> DeviceReturn:
    """Let the device come back; idempotent.

    Raises: NotFound, IllegalReturnStep, Conflict.
    """

    def decide(found: DeviceReturn) -> Step | None:
        return approval(found, by, carrier=carrier)

    return return_steps.carry_out(return_id, decide)


def approval(found: DeviceReturn, by: By, *, carrier: str | None = None) -> Step | None:
    """The step that approves a return; None for one that was approved before.

    The remedy of a device that was refused after its inspection is decided again.
    """
    is_approved_again = found.state is ReturnState.INSPECTED and found.refusal is not None
    if found.state is ReturnState.APPROVED or is_approved_again:
        return None
    is_there = found.state in _DISPUTED and found.received_at is not None
    return Step(
        target=ReturnState.INSPECTED if is_there else ReturnState.APPROVED,
        changes={
            "answered_by": by,
            "carrier": carrier or found.carrier,
            "resolve_from": clock.timestamp() if is_there else found.resolve_from,
        },
        fact=lambda after: ReturnApproved(
            **return_steps.names(after), by=by, send_by=None if is_there else after.due_by
        ),
    )


def refuse(return_id: str, reason: RefusalReason, explanation: str | None) -> DeviceReturn:
    """Refuse a return, before the device was sent or after it was inspected; idempotent.

    The explanation becomes a message of the seller in the thread.
    Raises: NotFound, RefusalNotPermitted, IllegalReturnStep, Conflict.
    """

    def decide(found: DeviceReturn) -> Step | None:
        if found.state is ReturnState.REFUSED and found.refusal == reason:
            return None
        _require_refusable(found, reason)
        return Step(
            target=ReturnState.REFUSED,
            changes={"refusal": reason, "refused_at": clock.timestamp(), "answered_by": "SELLER"},
            fact=lambda after: ReturnRefused(**return_steps.names(after), reason=reason, appeal_by=after.due_by),
            acts=tuple(note_acts(found.person_id, return_id, explanation, author="SELLER")),
        )

    return return_steps.carry_out(return_id, decide)


def permitted_refusals(found: DeviceReturn) -> tuple[RefusalReason, ...]:
    """The reasons for which a return could be refused now."""
    permitted = []
    for reason in get_args(RefusalReason):
        try:
            _require_refusable(found, reason)
        except RefusalNotPermitted:
            continue
        permitted.append(reason)
    return tuple(permitted)


def _require_refusable(found: DeviceReturn, reason: RefusalReason) -> None:
    """A right without a reason is refused for what an inspection finds alone; a unit that is gone cannot go back."""
    is_inspected = found.inspection is not None
    if reason in _KNOWN_BY_INSPECTION and not is_inspected:
        raise RefusalNotPermitted(reasons=("INSPECTION_NEEDED",))
    if found.right in WITHOUT_REASON and (not is_inspected or reason not in _KNOWN_BY_INSPECTION):
        raise RefusalNotPermitted(reasons=("RIGHT_IN_FORCE",))
    if found.unit is not None:
        raise RefusalNotPermitted(reasons=("UNIT_TAKEN_BACK",))
