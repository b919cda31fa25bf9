"""What is news of a dispute: statuses in any order, movements booked once, holds and what it waits for."""

from typing import Any

import msgspec
import pytest

from chalicelib.gateways.stripe_disputes import DisputeMovement, StripeDispute
from chalicelib.payments.disputes.dispute import Dispute, Movement
from chalicelib.payments.disputes.dispute_lifecycle import DisputeState
from chalicelib.payments.disputes.dispute_news import as_found

TAKEN = DisputeMovement(transaction_id="txn_1", amount_minor=-9_000, fee_minor=2_000)
GIVEN_BACK = DisputeMovement(transaction_id="txn_2", amount_minor=9_000, fee_minor=0)
NOON, LATER = "2026-11-30T12:00:00Z", "2026-11-30T13:00:00Z"


def at_stripe(status: str = "needs_response", *movements: DisputeMovement, **changed: Any) -> StripeDispute:
    plain = StripeDispute(
        id="du_1",
        status=status,
        reason="fraudulent",
        amount_minor=9_000,
        currency="EUR",
        payment_intent_id="pi_1",
        opened_at="2026-11-29T12:00:00Z",
        answer_by="2026-12-08T12:00:00Z",
        submissions=0,
        movements=movements,
    )
    return msgspec.structs.replace(plain, **changed)


def heard(*told: StripeDispute) -> Dispute:
    """The dispute after several answers of Stripe, in this order."""
    found = as_found(None, told[0], order_id="ord_1", now=NOON)
    for one in told[1:]:
        found = as_found(found, one, order_id="ord_1", now=LATER)
    return found


def test_a_new_dispute_is_stored_as_it_is() -> None:
    found = heard(at_stripe("needs_response", TAKEN))
    assert (found.state, found.version, found.is_held, found.closed_at) == (DisputeState.NEEDS_RESPONSE, 1, True, None)
    assert (found.withdrawn_minor, found.fees_minor, found.left_minor) == (9_000, 2_000, 9_000)
    assert (found.opened_at, found.answer_by) == ("2026-11-29T12:00:00Z", "2026-12-08T12:00:00Z")


def test_the_same_answer_again_is_no_news() -> None:
    found = heard(at_stripe("needs_response", TAKEN))
    assert as_found(found, at_stripe("needs_response", TAKEN), order_id="ord_1", now=LATER) is found


def test_a_movement_that_was_booked_stays_though_stripe_does_not_list_it() -> None:
    found = heard(at_stripe("needs_response", TAKEN), at_stripe("won", GIVEN_BACK))
    assert [one.transaction_id for one in found.moved] == ["txn_1", "txn_2"]
    assert (found.withdrawn_minor, found.fees_minor, found.version, found.closed_at) == (0, 2_000, 2, LATER)


@pytest.mark.parametrize(
    ("told", "state"),
    [
        (("needs_response", "under_review"), DisputeState.UNDER_REVIEW),
        (("under_review", "needs_response"), DisputeState.UNDER_REVIEW),
        (("warning_needs_response", "warning_under_review"), DisputeState.WARNING_UNDER_REVIEW),
        (("warning_closed", "needs_response"), DisputeState.NEEDS_RESPONSE),
        (("lost", "under_review"), DisputeState.LOST),
        (("lost", "won"), DisputeState.WON),
        (("won", "lost"), DisputeState.LOST),
        (("won", "needs_response"), DisputeState.WON),
        (("prevented",), DisputeState.WARNING_CLOSED),
    ],
)
def test_a_state_follows_the_table_and_nothing_older(told: tuple[str, ...], state: DisputeState) -> None:
    assert heard(*(at_stripe(status) for status in told)).state is state


def test_what_is_stored_of_a_movement_is_what_stripe_said() -> None:
    assert heard(at_stripe("lost", TAKEN)).moved == (
        Movement(transaction_id="txn_1", amount_minor=-9_000, fee_minor=2_000),
    )
