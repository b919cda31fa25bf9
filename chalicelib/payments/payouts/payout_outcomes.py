"""Outcomes of payouts: what Stripe and the bank made of each is stored once per change, in whatever order it is heard.

What did not reach the bank, even after it was reported as paid, is added to the seller's funds again.
"""

import msgspec

from chalicelib.facts.payments import PayoutFailed, PayoutPaid
from chalicelib.gateways import stripe, stripe_connect
from chalicelib.gateways.stripe_connect import StripePayout
from chalicelib.kernel.fact_store import Fact, record_act
from chalicelib.kernel.runtime import log
from chalicelib.kernel.storage import transactions
from chalicelib.payments.money_worker import UnknownStripeObject
from chalicelib.payments.operations import stripe_operations
from chalicelib.payments.operations.execution import execute
from chalicelib.payments.operations.stripe_operations import StripeOperation
from chalicelib.payments.payouts import funds, payout_lifecycle, payout_operations, queries
from chalicelib.payments.payouts.payout import Payout
from chalicelib.payments.payouts.payout_lifecycle import NEXT, RETURNED, PayoutState


class PayoutMismatch(Exception):
    """Stripe paid out another amount or currency than was asked for, or made a second payout for one operation."""


class PayoutOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a payout; Stripe's id, the day it arrives and the bank's reference as far as Stripe has it."""

    state: PayoutState
    stripe_id: str | None = None
    arrives_on: str | None = None
    bank_reference: str | None = None
    code: str | None = None


def finish(operation: StripeOperation) -> None:
    """Carry out a payout, or find what became of it, and store it. Again is a no-op.

    Raises: OutcomeUnknown for the sweeper to ask again, PayoutMismatch.
    """
    if operation.state != "STARTED":
        return None
    metadata = operation.parameters["metadata"]
    payout = queries.payout(metadata["seller_id"], metadata["payout_id"])
    try:
        found = execute(operation, payout_operations.PAYOUT)
    except stripe.StripeRefused as refusal:
        log.write("payout-refused", seller_id=payout.seller_id, payout_id=payout.payout_id, code=refusal.code)
        return _record(payout, PayoutOutcome(state=PayoutState.ABORTED, code=refusal.code))
    return _follow(payout, found)


def follow_payout(account_id: str, stripe_id: str) -> None:
    """Store what a payout at Stripe has become. Older news changes nothing.

    Raises: UnknownStripeObject for one that was not made here, PayoutMismatch.
    """
    try:
        found = stripe_connect.payout(account_id, stripe_id)
    except stripe.StripeRefused as refusal:
        raise UnknownStripeObject(stripe_id) from refusal
    payout = queries.find(found.seller_id, found.payout_id) if found.seller_id and found.payout_id else None
    if payout is None or payout.account_id != account_id:
        raise UnknownStripeObject(stripe_id)
    if payout.state is PayoutState.PROCESSING:
        payout_operations.postpone_look(payout)
    _follow(payout, found)


def _follow(payout: Payout, found: StripePayout) -> None:
    if (found.amount_minor, found.currency) != (payout.amount_minor, payout.currency):
        raise PayoutMismatch(found.id)
    if payout.stripe_id not in (None, found.id):
        raise PayoutMismatch(found.id)
    target = payout_lifecycle.after(payout.state, found.status)
    if target is None:
        return
    outcome = PayoutOutcome(
        state=target,
        stripe_id=found.id,
        arrives_on=found.arrives_on,
        bank_reference=found.trace_id or None,
        code=found.failure_code or None,
    )
    _record(payout, outcome)


def _record(payout: Payout, outcome: PayoutOutcome) -> None:
    """Move a payout to its next state, with funds and fact, once. Raises: Conflict if one of them kept changing."""
    transactions.retry_on_conflict(lambda: _move(payout.seller_id, payout.payout_id, outcome))


def _move(seller_id: str, payout_id: str, outcome: PayoutOutcome) -> None:
    payout = queries.payout(seller_id, payout_id)
    if outcome.state not in NEXT[payout.state]:
        return
    changes = {
        name: value for name, value in msgspec.structs.asdict(outcome).items() if name != "state" and value is not None
    }
    acts = [payout_operations.move_act(payout, outcome.state, **changes), *_resolve_acts(payout, outcome)]
    if outcome.state in RETURNED:
        acts += _returned_acts(payout, outcome)
        acts.append(record_act(_failed(payout, outcome)))
    if outcome.state is PayoutState.PAID:
        acts.append(record_act(_paid(payout)))
    transactions.commit(acts)


def _resolve_acts(payout: Payout, outcome: PayoutOutcome) -> list[transactions.Act]:
    asked = stripe_operations.find(payout.seller_id, payout.operation_id)
    if asked is None or asked.state != "STARTED":
        return []
    if outcome.stripe_id is None:
        return [stripe_operations.resolve_act(asked, "REFUSED", refusal_code=outcome.code or "refused")]
    return [stripe_operations.resolve_act(asked, "OK", stripe_id=outcome.stripe_id)]


def _returned_acts(payout: Payout, outcome: PayoutOutcome) -> list[transactions.Act]:
    stripe_id = {"stripe_id": outcome.stripe_id} if outcome.stripe_id else {}
    entry = funds.entry("PAYOUT_RETURNED", payout.amount_minor, payout_id=payout.payout_id, **stripe_id)
    failed = payout.payout_id if outcome.state is PayoutState.FAILED else None
    return funds.take_back_acts(funds.read(payout.seller_id, payout.currency), entry, failed_payout_id=failed)


def _paid(payout: Payout) -> Fact:
    return PayoutPaid(
        payout_id=payout.payout_id,
        seller_id=payout.seller_id,
        currency=payout.currency,
        amount_minor=payout.amount_minor,
        version=payout.version + 1,
    )


def _failed(payout: Payout, outcome: PayoutOutcome) -> Fact:
    return PayoutFailed(
        payout_id=payout.payout_id,
        seller_id=payout.seller_id,
        currency=payout.currency,
        amount_minor=payout.amount_minor,
        version=payout.version + 1,
        code=outcome.code or "returned",
    )
