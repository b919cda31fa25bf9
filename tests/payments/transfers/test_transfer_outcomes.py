"""Outcomes of transfers: each is booked once, however many workers learn of it, and never for another amount."""

import pytest

from chalicelib.gateways import stripe_connect
from chalicelib.gateways.stripe import OutcomeUnknown
from chalicelib.payments.ledger import journals
from chalicelib.payments.payouts import funds
from chalicelib.payments.transfers import debts, queries, transfer_outcomes
from chalicelib.payments.transfers.transfer_lifecycle import TransferState
from chalicelib.payments.transfers.transfer_outcomes import TransferMismatch
from tests.payments.due_lines import NET_MINOR, DueLines

ORDER = "ord_eu_due"
MADE, TAKEN_BACK = "transfer#1#1", "transfer_reversal#1#2"


def kinds() -> list[str]:
    return [journal.journal_id.partition("#")[0] for journal in journals.journals_of(ORDER)]


def at_stripe(lines: DueLines) -> int:
    return funds.read(lines.seller_id, "EUR").balance_minor


def asked_without_an_answer(lines: DueLines, path: str) -> None:
    """Stripe did not answer, nor the look that followed; its key is forgotten since."""
    lines.stripe.inject("timeout_before", method="POST", path=path)
    with pytest.raises(OutcomeUnknown):
        lines.settle_line(ORDER)
    lines.clock.advance(days=2)
    lines.stripe.tick()


def test_a_transfer_that_two_workers_carry_out_is_booked_once(lines: DueLines) -> None:
    lines.due_line(ORDER)
    lines.settle_line(ORDER)
    transfer_outcomes.finish(lines.as_started(ORDER, MADE))
    assert (kinds(), at_stripe(lines)) == (["transfer"], NET_MINOR)
    assert len(stripe_connect.transfers_of(ORDER)) == 1


def test_nothing_is_asked_of_stripe_for_an_operation_that_has_its_outcome(lines: DueLines) -> None:
    lines.due_line(ORDER)
    lines.settle_line(ORDER)
    lines.stripe.inject("timeout_before", times=9)
    transfer_outcomes.finish(lines.operation(ORDER, MADE))
    assert lines.stripe.faults_taken() == {}


def test_a_transfer_of_another_amount_is_not_booked(lines: DueLines) -> None:
    transfer = lines.due_line(ORDER)
    asked_without_an_answer(lines, "/v1/transfers")
    charge = lines.stripe.world.require("payment_intent", transfer.payment_intent_id)["latest_charge"]
    made = {"amount": NET_MINOR - 1, "currency": "eur", "destination": lines.account_id, "source_transaction": charge}
    lines.ask("/v1/transfers", made | {"transfer_group": ORDER, "metadata[operation_id]": MADE})
    with pytest.raises(TransferMismatch):
        transfer_outcomes.finish(lines.operation(ORDER, MADE))
    assert (kinds(), queries.transfer(ORDER, "1").state) == ([], TransferState.PROCESSING)


def test_a_refusal_that_two_workers_learn_of_is_stored_once(lines: DueLines) -> None:
    transfer = lines.due_line(ORDER)
    charge = lines.stripe.world.require("payment_intent", transfer.payment_intent_id)["latest_charge"]
    drawn = {"amount": 1, "currency": "eur", "destination": lines.account_id, "source_transaction": charge}
    lines.ask("/v1/transfers", drawn)
    lines.settle_line(ORDER)
    refused = queries.transfer(ORDER, "1")
    transfer_outcomes.finish(lines.as_started(ORDER, MADE))
    assert (refused.state, queries.transfer(ORDER, "1")) == (TransferState.FAILED, refused)


def test_a_reversal_that_two_workers_carry_out_is_booked_once(lines: DueLines) -> None:
    lines.due_line(ORDER)
    lines.settle_line(ORDER)
    lines.credit(ORDER, "refund#re_1", -10_000)
    lines.settle_line(ORDER)
    transfer_outcomes.finish(lines.as_started(ORDER, TAKEN_BACK))
    assert (kinds().count("transfer_reversal"), at_stripe(lines)) == (1, NET_MINOR - 10_000)


def test_a_reversal_of_another_amount_is_not_booked(lines: DueLines) -> None:
    lines.due_line(ORDER)
    lines.settle_line(ORDER)
    lines.credit(ORDER, "refund#re_1", -10_000)
    asked_without_an_answer(lines, "/v1/transfers/*/reversals")
    (made,) = stripe_connect.transfers_of(ORDER)
    lines.ask(f"/v1/transfers/{made.id}/reversals", {"amount": 9_999, "metadata[operation_id]": TAKEN_BACK})
    with pytest.raises(TransferMismatch):
        transfer_outcomes.finish(lines.operation(ORDER, TAKEN_BACK))
    assert (kinds().count("transfer_reversal"), at_stripe(lines)) == (0, NET_MINOR)


def test_a_reversal_that_is_refused_to_two_workers_is_one_debt(lines: DueLines) -> None:
    lines.due_line(ORDER)
    lines.settle_line(ORDER)
    lines.empty_account()
    lines.credit(ORDER, "refund#re_1", -10_000)
    lines.settle_line(ORDER)
    transfer_outcomes.finish(lines.as_started(ORDER, TAKEN_BACK))
    assert [debt.owed_minor for debt in debts.debts_of(lines.seller_id, "EUR")] == [10_000]
