"""Outcomes of payouts: news comes twice, late or of a payout that is not ours, and the books move once."""

import msgspec
import pytest

from chalicelib.gateways import stripe_connect
from chalicelib.kernel.fact_store import story
from chalicelib.payments.money_commands import PayOut
from chalicelib.payments.money_worker import UnknownStripeObject
from chalicelib.payments.operations.stripe_operations import StripeOperation
from chalicelib.payments.payouts import funds, paying_out, payout_outcomes, queries
from chalicelib.payments.payouts.payout import Payout
from chalicelib.payments.payouts.payout_lifecycle import PayoutState
from chalicelib.payments.payouts.payout_outcomes import PayoutMismatch
from tests.payments.due_lines import NET_MINOR, DueLines

DAY = "2026-12-06"
# A new seller leaves a tenth.
AMOUNT_MINOR = NET_MINOR * 9 // 10


def pay_out(lines: DueLines) -> Payout:
    """The seller's first payout, decided and asked of Stripe."""
    on_a_payout_day(lines)
    return payout(lines)


def on_a_payout_day(lines: DueLines, net_minor: int = NET_MINOR) -> None:
    """A line was transferred, and the seller is to be paid out."""
    lines.due_line("ord_eu_due", net_minor)
    lines.settle_line("ord_eu_due")
    lines.clock.moment = lines.clock.moment.replace(month=12, day=6)
    lines.stripe.tick()
    again(lines)


def again(lines: DueLines) -> None:
    paying_out.pay_out(PayOut(day=DAY, seller_id=lines.seller_id, currency="EUR"))


def payout(lines: DueLines) -> Payout:
    return queries.payout(lines.seller_id, f"{DAY}-EUR")


def operation(lines: DueLines) -> StripeOperation:
    return lines.as_started(lines.seller_id, f"payout#{DAY}-EUR")


def facts(lines: DueLines) -> list[str]:
    return [fact.name for fact in story(f"{lines.seller_id}#{DAY}-EUR")]


def test_funds_below_the_minimum_wait_for_more(lines: DueLines) -> None:
    on_a_payout_day(lines, 1_100)
    assert queries.find(lines.seller_id, f"{DAY}-EUR") is None
    assert funds.read(lines.seller_id, "EUR").balance_minor == 1_100


def test_a_payout_that_is_asked_for_twice_is_made_once(lines: DueLines) -> None:
    first = pay_out(lines)
    again(lines)
    payout_outcomes.finish(msgspec.structs.replace(operation(lines), state="OK"))
    payout_outcomes.finish(operation(lines))
    assert (first.amount_minor, payout(lines)) == (AMOUNT_MINOR, first)
    assert len(stripe_connect.payouts_of(lines.account_id)) == 1


def test_a_refusal_that_two_workers_learn_of_returns_the_money_once(lines: DueLines) -> None:
    lines.due_line("ord_eu_first")
    lines.settle_line("ord_eu_first")
    lines.stripe.restrict(lines.account_id, ["external_account"])
    refused = pay_out(lines)
    payout_outcomes.finish(operation(lines))
    assert (refused.state, payout(lines)) == (PayoutState.ABORTED, refused)
    assert funds.read(lines.seller_id, "EUR").balance_minor == NET_MINOR
    assert facts(lines) == ["PayoutCreated", "PayoutFailed"]


def test_news_of_a_payout_that_is_not_ours_is_reported_and_changes_nothing(lines: DueLines) -> None:
    made = pay_out(lines)
    by_hand = lines.ask("/v1/payouts", {"amount": 100, "currency": "eur"}, lines.account_id)
    for stripe_id in ("po_unknown", by_hand["id"]):
        with pytest.raises(UnknownStripeObject):
            payout_outcomes.follow_payout(lines.account_id, stripe_id)
    assert payout(lines) == made


@pytest.mark.parametrize("amount_minor", [AMOUNT_MINOR, 100])
def test_a_second_payout_in_the_name_of_one_of_ours_is_an_alarm(lines: DueLines, amount_minor: int) -> None:
    pay_out(lines)
    lines.due_line("ord_eu_more", 50_000)
    lines.settle_line("ord_eu_more")
    lines.money_arrives()
    metadata = {"metadata[seller_id]": lines.seller_id, "metadata[payout_id]": f"{DAY}-EUR"}
    other = lines.ask("/v1/payouts", {"amount": amount_minor, "currency": "eur"} | metadata, lines.account_id)
    with pytest.raises(PayoutMismatch):
        payout_outcomes.follow_payout(lines.account_id, other["id"])
    assert payout(lines).stripe_id != other["id"]


def test_a_payout_that_arrives_is_paid_once_and_older_news_changes_nothing(lines: DueLines) -> None:
    made = pay_out(lines)
    lines.money_arrives()
    for _ in range(2):
        payout_outcomes.follow_payout(lines.account_id, made.stripe_id or "")
    assert payout(lines).state is PayoutState.PAID
    assert facts(lines) == ["PayoutCreated", "PayoutPaid"]
