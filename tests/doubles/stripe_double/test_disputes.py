"""Disputes: the money leaves at once, and comes back only to the winner."""

import pytest
import stripe

from tests.doubles.stripe_double.conftest import Platform, charge_id


def test_a_disputed_card_takes_the_money_and_a_fee_back_and_forbids_a_refund(platform: Platform) -> None:
    paid = platform.pays("pm_card_createDispute")
    platform.pass_days(0.1)

    dispute = platform.stripe.disputes.list({"payment_intent": paid.id}).data[0]
    assert (dispute.amount, dispute.reason, dispute.status) == (10_000, "fraudulent", "needs_response")
    assert platform.double.trial() == {("platform", "eur"): 9_825 - 10_000 - 2_000}
    with pytest.raises(stripe.InvalidRequestError) as refused:
        platform.stripe.refunds.create({"payment_intent": paid.id})
    assert refused.value.code == "charge_disputed"


def test_winning_gives_the_money_back_without_the_fee(platform: Platform) -> None:
    paid = platform.pays()
    dispute = platform.double.dispute(charge_id(paid), amount=3_000)
    won = platform.stripe.disputes.update(dispute, {"evidence": {"uncategorized_text": "winning_evidence"}})
    assert won.status == "won"
    assert platform.double.trial() == {("platform", "eur"): 9_825 - 2_000}
    assert len(platform.events_of("charge.dispute.closed")) == 1


def test_closing_a_dispute_accepts_the_loss_once(platform: Platform) -> None:
    dispute = platform.double.dispute(charge_id(platform.pays()))
    assert platform.stripe.disputes.close(dispute).status == "lost"
    with pytest.raises(stripe.InvalidRequestError, match="already closed"):
        platform.stripe.disputes.close(dispute)
