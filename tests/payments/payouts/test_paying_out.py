"""Paying out: on the payout days, once per seller and day, and what the bank returns is paid again."""

import pytest

from chalicelib.kernel.fact_store import story
from chalicelib.payments import money_commands
from chalicelib.payments.money_commands import PayOut
from chalicelib.payments.payouts import funds, paying_out, payout_run, queries
from chalicelib.payments.payouts.payout import Payout
from chalicelib.payments.payouts.payout_lifecycle import PayoutState
from chalicelib.payments.payouts.seller_money import money_of, page_of_parts
from tests.payments.paid_sellers import Market, transfer_of

NET_MINOR = 31_143


def payouts(market: Market) -> list[Payout]:
    found, _ = queries.of_seller(market.seller.seller_id, 100, None)
    return found


def parts(payout: Payout, limit: int = 100) -> list[int]:
    found, start = page_of_parts(payout, limit, None)
    while start is not None:
        more, start = page_of_parts(payout, limit, start)
        found += more
    return [part.amount_minor for part in found]


def test_what_was_transferred_goes_to_the_bank_on_the_next_payout_day(market: Market) -> None:
    market.open_account()
    market.transferred_order()
    market.pay_out_everything()
    (payout,) = payouts(market)
    assert (payout.state, payout.amount_minor, payout.payout_id) == (PayoutState.PAID, NET_MINOR, "2026-12-06-EUR")
    assert (market.at_stripe(), funds.read(market.seller.seller_id, "EUR").balance_minor) == (0, 0)
    names = [fact.name for fact in story(f"{market.seller.seller_id}#{payout.payout_id}")]
    assert names == ["PayoutCreated", "PayoutPaid"]


def test_nothing_is_paid_out_on_another_day(market: Market) -> None:
    market.open_account()
    market.transferred_order()
    market.go_to(7)
    assert payout_run.start_run() is False
    paying_out.pay_out(PayOut(day="2026-12-07", seller_id=market.seller.seller_id, currency="EUR"))
    assert payouts(market) == []


def test_a_run_that_comes_twice_pays_once(market: Market) -> None:
    market.open_account()
    market.transferred_order()
    market.go_to(6)
    command = PayOut(day="2026-12-06", seller_id=market.seller.seller_id, currency="EUR")
    for _ in range(3):
        paying_out.pay_out(command)
    market.run_payouts()
    assert len(payouts(market)) == len(list(market.stripe.world.all("payout"))) == 1


def test_the_entries_of_each_payout_add_up_to_it(market: Market) -> None:
    market.open_account()
    market.transferred_order(lines=3)
    market.pay_out_everything()
    order = market.transferred_order(lines=2)
    market.refund(order, 5_000)
    market.pay_out_everything()
    found = payouts(market)
    assert len(found) == 2
    for payout in found:
        assert sum(parts(payout)) == payout.amount_minor
        assert parts(payout, limit=1) == parts(payout)


def test_a_payout_that_the_bank_returns_after_it_was_paid_is_paid_again_with_the_next_one(market: Market) -> None:
    market.open_account()
    market.transferred_order()
    market.pay_out_everything()
    (payout,) = payouts(market)
    market.stripe.fail_payout(payout.stripe_id or "")
    market.settle()
    (failed,) = payouts(market)
    assert (failed.state, failed.code, queries.count_for_operators()) == (PayoutState.FAILED, "account_closed", 1)
    (money,) = money_of(market.seller.seller_id)
    assert money.at_stripe_minor == NET_MINOR
    market.pay_out_everything()
    again, first = payouts(market)
    assert (again.state, again.amount_minor, first.state) == (PayoutState.PAID, NET_MINOR, PayoutState.FAILED)
    assert (queries.count_for_operators(), sum(parts(again))) == (0, NET_MINOR)


def test_an_account_that_may_not_be_paid_out_keeps_its_money(market: Market) -> None:
    account_id = market.open_account()
    market.transferred_order()
    market.stripe.restrict(account_id, ["external_account"])
    market.settle()
    market.pay_out_everything()
    assert (payouts(market), market.at_stripe()) == ([], NET_MINOR)
    market.stripe.onboard(account_id)
    market.pay_out_everything()
    assert [payout.amount_minor for payout in payouts(market)] == [NET_MINOR]


def test_a_payout_that_stripe_refuses_leaves_the_money_for_the_next_one(market: Market) -> None:
    account_id = market.open_account()
    market.transferred_order()
    market.stripe.inject("event_drop", times=9)
    market.stripe.restrict(account_id, ["external_account"])
    market.go_to(6)
    market.run_payouts()
    (payout,) = payouts(market)
    assert (payout.state, payout.code) == (PayoutState.ABORTED, "payouts_not_allowed")
    assert funds.read(market.seller.seller_id, "EUR").balance_minor == NET_MINOR
    market.stripe.clear_faults()
    market.stripe.onboard(account_id)
    market.pay_out_everything()
    assert [each.state for each in payouts(market)] == [PayoutState.PAID, PayoutState.ABORTED]


@pytest.mark.parametrize("fault", ["timeout_after", "timeout_before", "error_after"])
def test_a_payout_whose_answer_is_lost_is_made_once(market: Market, fault: str) -> None:
    market.open_account()
    market.transferred_order()
    market.go_to(6)
    market.failed = []
    market.stripe.inject(fault, method="POST", path="/v1/payouts")
    market.run_payouts()
    market.sweep()
    market.pass_days(3)
    (payout,) = payouts(market)
    assert (payout.state, payout.amount_minor, market.at_stripe()) == (PayoutState.PAID, NET_MINOR, 0)


def test_a_payout_whose_events_are_lost_is_looked_at(market: Market) -> None:
    market.open_account()
    market.transferred_order()
    market.go_to(6)
    market.run_payouts()
    market.stripe.inject("event_drop", event="payout.*", times=9)
    market.pass_days(3)
    (payout,) = payouts(market)
    assert payout.state is PayoutState.PROCESSING
    market.sweep()
    assert [each.state for each in payouts(market)] == [PayoutState.PAID]


def test_a_new_seller_leaves_a_reserve_that_the_next_payout_brings(market: Market) -> None:
    market.seller = market.a_seller()
    market.offer_id = market.an_offer(market.seller, market.a_product(), sku="NEW", stock=20)
    market.open_account()
    market.transferred_order()
    market.pay_out_everything()
    (first,) = payouts(market)
    assert (first.amount_minor, first.kept_minor) == (NET_MINOR - 3_114, 3_114)
    (money,) = money_of(market.seller.seller_id)
    assert money.at_stripe_minor == 3_114
    order = market.transferred_order()
    market.pay_out_everything()
    second, _ = payouts(market)
    assert second.carried_minor == 3_114
    assert sum(parts(second)) == second.amount_minor == 3_114 + transfer_of(order).transferred_minor - second.kept_minor


def test_a_run_is_a_chain_of_pages_each_with_a_message_per_seller(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[money_commands.Command] = []
    monkeypatch.setattr(money_commands, "send", lambda *commands: sent.extend(commands))
    monkeypatch.setattr(payout_run, "SELLERS_AT_ONCE", 3)
    for number in range(24):
        entry = funds.entry("TRANSFER", 5_000)
        found = funds.read(f"sel_eu_{number:026d}", "EUR")
        market.book(funds.add_acts(found, entry))
    market.go_to(6)
    sent.clear()
    payout_run.start_run()
    pages = 0
    while pages < len([one for one in sent if isinstance(one, money_commands.PayFundedSellers)]):
        chain = [one for one in sent if isinstance(one, money_commands.PayFundedSellers)]
        payout_run.pay_funded_sellers(chain[pages])
        pages += 1
    asked = [one.seller_id for one in sent if isinstance(one, PayOut)]
    assert len(asked) == len(set(asked)) == 24
    assert pages > funds.SHARDS
