"""The steps of a claim: met with a remedy, contested, decided, dropped. Each is committed once with what it causes."""

from collections.abc import Callable
from typing import Any, Literal

import msgspec

from chalicelib.aftersales.cases import open_cases
from chalicelib.aftersales.claims import claim as claims
from chalicelib.aftersales.claims import queries
from chalicelib.aftersales.claims.claim import Claim, ContestReason
from chalicelib.aftersales.claims.claim_lifecycle import FINAL, ClaimState, require_next
from chalicelib.aftersales.claims.stored_items import change_claim_act
from chalicelib.aftersales.messages.message_posts import note_acts
from chalicelib.facts.aftersales import ClaimContested, ClaimFact, ClaimResolved
from chalicelib.kernel import deadlines
from chalicelib.kernel.deadlines import Deadline, Kind
from chalicelib.kernel.fact_store import record_act
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import transactions
from chalicelib.markets import directory
from chalicelib.payments import money_commands

DUE = Kind("aftersales.claim_due")


class ClaimStep(msgspec.Struct, frozen=True, kw_only=True):
    """What is to happen: the next state, None to stay, the members that change, the fact and what else is written.

    `commands` are sent to the money worker after the commit.
    """

    target: ClaimState | None = None
    changes: dict[str, Any] = {}
    fact: Callable[[Claim], ClaimFact] | None = None
    acts: tuple[transactions.Act, ...] = ()
    commands: tuple[money_commands.Command, ...] = ()


# Decides from the claim as it was read; None where there is nothing left to do.
DecideClaim = Callable[[Claim], ClaimStep | None]


def carry_out(claim_id: str, decide: DecideClaim) -> Claim:
    """Decide and commit a step; decided anew if the claim changed meanwhile. Returns the claim as it is then.

    Raises: what `decide` raises, IllegalClaimStep, NotFound, Conflict if it kept changing.
    """
    return transactions.retry_on_conflict(lambda: _attempt(claim_id, decide))


def _attempt(claim_id: str, decide: DecideClaim) -> Claim:
    before = queries.claim(claim_id)
    step = decide(before)
    if step is None:
        return before
    after = _changed(before, step)
    acts = [change_claim_act(before, after), *_caused_acts(before, after)]
    facts = [step.fact(after)] if step.fact is not None else []
    if after.state in FINAL:
        facts.append(_resolved(after))
    transactions.commit([*acts, *step.acts, *(record_act(fact) for fact in facts)])
    if step.commands:
        money_commands.send(*step.commands)
    return after


def _changed(before: Claim, step: ClaimStep) -> Claim:
    """The claim after a step, with the time its new state has. Raises: IllegalClaimStep."""
    now = clock.timestamp()
    changes = {"changed_at": now, "version": before.version + 1} | step.changes
    if step.target is not None:
        require_next(before.state, step.target)
        changes |= {"state": step.target, "state_at": now}
    after = msgspec.structs.replace(before, **changes)
    return msgspec.structs.replace(after, due_by=claims.due_by(after, directory.market(after.market)))


def _caused_acts(before: Claim, after: Claim) -> list[transactions.Act]:
    """The deadline of the new state, and the end of the line's open case; a return that follows takes its place."""
    acts = [due_act(after)] if after.due_by and after.due_by != before.due_by else []
    if after.state not in FINAL:
        return acts
    history = open_cases.history_of(after.order_id, after.line_id)
    if after.return_id is not None:
        return [*acts, *open_cases.pass_on_acts(history, after.return_id)]
    offer_id = after.exchange.offer_id if after.state is ClaimState.REPLACED and after.exchange else history.offer_id
    refunded_by = after.claim_id if after.state is ClaimState.REFUNDED else history.refunded_by
    return [*acts, *open_cases.close_acts(history, offer_id=offer_id, refunded_by=refunded_by)]


def due_act(found: Claim) -> transactions.Act:
    """The act that schedules the deadline of a claim's state."""
    return deadlines.schedule_act(
        Deadline(kind=DUE, subject=found.claim_id, due_at=found.due_by or "", payload={"claim_id": found.claim_id})
    )


def contest(
    claim_id: str, reason: ContestReason, explanation: str | None, *, by: Literal["SELLER", "PLATFORM"]
) -> Claim:
    """Leave a claim to the operators' decision; idempotent. The explanation becomes a message in the thread.

    Raises: NotFound, IllegalClaimStep, Conflict.
    """

    def decide(found: Claim) -> ClaimStep | None:
        if found.state is ClaimState.CONTESTED:
            return None
        return ClaimStep(
            target=ClaimState.CONTESTED,
            changes={"contest_reason": reason},
            fact=lambda after: ClaimContested(**names(after), reason=reason),
            acts=tuple(note_acts(found.person_id, claim_id, explanation, author=by)),
        )

    return carry_out(claim_id, decide)


def drop(claim_id: str) -> Claim:
    """The buyer takes the report back, for example because the parcel came; idempotent.

    Raises: NotFound, IllegalClaimStep, Conflict.
    """
    return carry_out(
        claim_id, lambda found: None if found.state is ClaimState.DROPPED else ClaimStep(target=ClaimState.DROPPED)
    )


def _resolved(after: Claim) -> ClaimResolved:
    return ClaimResolved(
        **names(after),
        outcome=after.state,
        refund_id=after.refund_id,
        return_id=after.return_id,
        cause=after.cause,
    )


def names(found: Claim) -> dict[str, Any]:
    """What every fact of a claim says of it."""
    return {
        "claim_id": found.claim_id,
        "order_id": found.order_id,
        "line_id": found.line_id,
        "seller_id": found.seller_id,
        "product_id": found.product_id,
        "sku": found.sku,
        "version": found.version,
    }
