"""What a dispute waits for, whether it holds its lines, and what of it is news for others."""

import msgspec
import pytest

from chalicelib.gateways.stripe_disputes import StripeDispute
from chalicelib.payments.disputes.dispute import Dispute, is_announced, is_closing, needs_hold, waiting_for
from tests.payments.disputes.test_dispute_news import GIVEN_BACK, TAKEN, at_stripe, heard


def settled(told: StripeDispute) -> Dispute:
    """A dispute whose loss was booked whole."""
    return msgspec.structs.replace(heard(told), settled_minor=9_000)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (heard(at_stripe("warning_needs_response")), ("ANSWER", True)),
        (heard(at_stripe("needs_response", TAKEN)), ("ANSWER", True)),
        (heard(at_stripe("under_review", TAKEN)), ("BANK", True)),
        (heard(at_stripe("warning_under_review")), ("BANK", True)),
        (heard(at_stripe("warning_closed")), (None, False)),
        (heard(at_stripe("lost", TAKEN)), ("SETTLEMENT", True)),
        (settled(at_stripe("lost", TAKEN)), (None, False)),
        (settled(at_stripe("lost", TAKEN, GIVEN_BACK)), ("OPERATORS", False)),
        (heard(at_stripe("won", TAKEN)), ("BANK", False)),
        (heard(at_stripe("won", TAKEN, GIVEN_BACK)), (None, False)),
        (settled(at_stripe("won", TAKEN, GIVEN_BACK)), ("OPERATORS", False)),
    ],
)
def test_what_a_dispute_waits_for_and_whether_it_holds_its_lines(
    found: Dispute, expected: tuple[str | None, bool]
) -> None:
    assert (waiting_for(found), needs_hold(found)) == expected


def test_a_dispute_is_announced_when_it_is_new_and_when_an_inquiry_becomes_one() -> None:
    inquiry, dispute = heard(at_stripe("warning_needs_response")), heard(at_stripe("needs_response"))
    lost = heard(at_stripe("lost"))
    assert is_announced(None, inquiry)
    assert is_announced(inquiry, dispute)
    assert not is_announced(dispute, lost)
    assert not is_announced(inquiry, heard(at_stripe("warning_closed")))


def test_a_dispute_is_closing_when_it_takes_on_a_decided_state() -> None:
    dispute, lost = heard(at_stripe("needs_response")), heard(at_stripe("lost"))
    assert is_closing(None, lost)
    assert is_closing(dispute, lost)
    assert not is_closing(lost, lost)
    assert not is_closing(None, dispute)
