"""Each cent of a lost dispute ends in one place; a won one frees the refunds that Stripe refused."""

import pytest

from chalicelib.kernel.storage import transactions
from chalicelib.orders import queries
from chalicelib.orders.cancellation import cancelling, refund_decisions
from chalicelib.orders.cancellation.refunding import RefundTooLarge
from chalicelib.orders.disputes import dispute_settlement
from chalicelib.orders.disputes.dispute_updates import follow_dispute
from chalicelib.orders.order import Order
from chalicelib.orders.payloads import LineRefundRequest, RefundAmount
from chalicelib.payments import money_worker, refund_queries
from chalicelib.payments.disputes import dispute_queries
from chalicelib.payments.disputes.dispute_lifecycle import DisputeState
from chalicelib.payments.money_commands import SettleDisputes
from doubles.stripe_double import disputes as at_stripe
from doubles.stripe_double import refunds as refunds_at_stripe
from tests.orders.cancellation.refund_steps import (
    MISTAKE,
    booked,
    by_hand,
    charge_of,
    kinds,
    let_the_bank_answer,
    lose_events,
    names,
    paid_with,
)
from tests.orders.cancellation.test_refund_decisions import balance, refund, under
from tests.orders.cancellation.test_refund_outcomes import paid_too_late
from tests.orders.conftest import Shop
from tests.orders.disputes.dispute_steps import decide, disputed, holds_of, on_accounts, only, refused_while_disputed

CARD = "pm_card_visa"
BY_SELLER, BY_PLATFORM = "product_not_received", "fraudulent"


def refunds_of(order: Order) -> dict[str, tuple[str, int, str]]:
    """Of each refund its state, amount and reason."""
    found = refund_queries.of_order(order.order_id)
    return {one.refund_id: (str(one.state), one.amount_minor, one.reason) for one in found}


def test_a_loss_that_the_seller_bears_undoes_the_sale_of_each_line(shop: Shop) -> None:
    order = shop.cell.paid_order(shop.offer_id, shop.offer_id)
    decide(shop, disputed(shop, order, reason=BY_SELLER), won=False)
    paid = {line.line_id: line.amounts.paid_minor for line in order.lines}
    assert refunds_of(order) == {
        "1-1": ("SUCCEEDED", paid["1"], "DISPUTE"),
        "2-1": ("SUCCEEDED", paid["2"], "DISPUTE"),
    }
    assert on_accounts(order) == {}
    assert balance(shop) == 0
    assert queries.order(order.order_id).refunded_minor == 0  # nothing was sent through Stripe
    assert (only(order).settled_minor, only(order).loss_minor) == (order.total_minor, 0)
    assert holds_of(order) == [0, 0]


def test_a_loss_that_the_platform_bears_leaves_the_seller_its_share(shop: Shop) -> None:
    order = paid_with(shop, CARD)
    sold = balance(shop)
    decide(shop, disputed(shop, order, reason=BY_PLATFORM), won=False)
    assert refunds_of(order) == {"1-1": ("SUCCEEDED", order.total_minor, "DISPUTE")}
    assert balance(shop) == sold
    # The service fee is the platform's and is undone in any case; the rest is the loss.
    assert on_accounts(order) == {"dispute_losses": order.total_minor - order.lines[0].amounts.fee_minor}


def test_the_buyer_gets_no_second_refund_of_what_was_lost(shop: Shop) -> None:
    order = paid_with(shop, CARD)
    decide(shop, disputed(shop, order, reason=BY_SELLER), won=False)
    with pytest.raises(RefundTooLarge):
        refund(order, 100, "k")
    cancelling.cancel_line(order.order_id, "1", MISTAKE)
    shop.cell.settle()
    assert refunds_of(order) == {"1-1": ("SUCCEEDED", order.total_minor, "DISPUTE")}


def test_a_refund_that_was_refused_because_of_a_dispute_is_closed_by_its_loss(shop: Shop) -> None:
    order = refused_while_disputed(shop)
    assert refunds_of(order) == {"1-1": ("REFUSED", order.total_minor, "CANCELLED")}
    decide(shop, only(order).dispute_id, won=False)
    assert refunds_of(order) == {"1-1": ("SUCCEEDED", order.total_minor, "CANCELLED")}
    assert booked(order) == {"stripe": -2_000, "stripe_fees": 2_000}
    assert on_accounts(order) == {}
    assert refund_queries.count_for_operators() == 0


def test_a_refund_that_was_refused_because_of_a_dispute_is_asked_for_again_once_it_is_won(shop: Shop) -> None:
    order = refused_while_disputed(shop)
    decide(shop, only(order).dispute_id, won=True)
    assert refunds_of(order) == {"1-1": ("SUCCEEDED", order.total_minor, "CANCELLED")}
    found = refund_queries.find(order.order_id, "1-1")
    assert (found.tries, found.paid_from) == (2, None)
    assert on_accounts(order) == {}


def test_a_refund_that_is_refused_again_after_the_dispute_was_won_waits_for_the_operators(shop: Shop) -> None:
    order = refused_while_disputed(shop)
    shop.cell.failed = []
    shop.cell.clock.advance(seconds=1)
    shop.cell.stripe.decide_dispute(only(order).dispute_id, won=True)
    shop.cell.stripe.world.require("charge", charge_of(shop, order))["_dispute_won"] = False
    shop.cell.settle()
    found = refund_queries.find(order.order_id, "1-1")
    assert (found.state, found.tries, refund_queries.count_for_operators()) == ("REFUSED", 2, 1)


def test_a_loss_smaller_than_what_is_owed_splits_the_refund(shop: Shop) -> None:
    order = paid_with(shop, CARD)
    dispute_id = disputed(shop, order, amount=5_000)
    cancelling.cancel_line(order.order_id, "1", MISTAKE)
    shop.cell.failed = []
    shop.cell.settle()
    decide(shop, dispute_id, won=False)
    rest = order.total_minor - 5_000
    assert refunds_of(order) == {"1-1": ("REFUSED", rest, "CANCELLED"), "1-1-1": ("SUCCEEDED", 5_000, "CANCELLED")}
    assert on_accounts(order) == {"owed_back": -rest}


def test_a_loss_of_one_owed_refund_leaves_the_other_owed(shop: Shop) -> None:
    order = shop.cell.paid_order(shop.offer_id, shop.offer_id)
    first, second = (line.amounts.paid_minor for line in order.lines)
    dispute_id = disputed(shop, order, amount=first)
    shop.cell.failed = []
    for line in order.lines:
        cancelling.cancel_line(order.order_id, line.line_id, MISTAKE)
        shop.cell.settle()
        shop.cell.clock.advance(seconds=1)
    decide(shop, dispute_id, won=False)
    assert refunds_of(order) == {
        "1-1": ("SUCCEEDED", first, "CANCELLED"),
        "2-1": ("REFUSED", second, "CANCELLED"),
    }
    assert on_accounts(order) == {"owed_back": -second}


def test_what_the_buyer_had_twice_is_the_platforms_loss_and_rings(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    order = paid_with(shop, CARD)
    refund(order, 10_000, "k")
    shop.cell.settle()
    decide(shop, disputed(shop, order, amount=int(order.total_minor), reason=BY_SELLER), won=False)
    rest = order.total_minor - 10_000
    assert refunds_of(order) == {"1-1": ("SUCCEEDED", 10_000, "DEFECT"), "1-2": ("SUCCEEDED", rest, "DISPUTE")}
    assert on_accounts(order) == {"dispute_losses": 10_000}
    assert (only(order).loss_minor, names(order).count("DisputeLossBooked")) == (10_000, 1)
    assert '"disputes_exceeding_orders":10000' in capsys.readouterr().out


def test_a_refund_that_fails_after_the_loss_was_booked_is_paid_by_it_after_all(shop: Shop) -> None:
    order = paid_with(shop, CARD)
    stripe_id = by_hand(order, 10_000)
    shop.cell.settle()
    decide(shop, disputed(shop, order, amount=int(order.total_minor), reason=BY_SELLER), won=False)
    assert on_accounts(order) == {"dispute_losses": 10_000}
    refunds_at_stripe.fail(shop.cell.stripe.world, stripe_id)
    shop.cell.settle()
    assert refunds_of(order)["1-1"] == ("SUCCEEDED", 10_000, "DASHBOARD")
    assert on_accounts(order) == {}
    assert (only(order).loss_minor, only(order).left_minor, kinds(order).count("dispute_loss")) == (0, 0, 2)


def test_a_loss_waits_for_a_refund_under_way_and_pays_it_if_it_is_refused(shop: Shop) -> None:
    order = paid_with(shop, CARD)
    dispute_id = disputed(shop, order, reason=BY_SELLER)
    wanted = LineRefundRequest(
        line_id="1", amount=RefundAmount(amount_minor=10_000, currency=order.currency), reason="DEFECT"
    )
    refund_decisions.refund_line(order.order_id, wanted, under("k"))  # its command waits in the queue
    shop.cell.stripe.decide_dispute(dispute_id, won=False)
    follow_dispute(dispute_id)
    dispute_settlement.settle(SettleDisputes(order.order_id))
    assert (only(order).left_minor, refunds_of(order)["1-1"][0]) == (10_000, "REQUESTED")
    assert holds_of(order) == [1]
    shop.cell.failed = []
    shop.cell.settle()
    assert (only(order).left_minor, only(order).loss_minor) == (0, 0)
    assert {state for state, _, _ in refunds_of(order).values()} == {"SUCCEEDED"}
    assert (on_accounts(order), holds_of(order)) == ({}, [0])


def test_late_money_that_is_disputed_ends_with_the_buyer_having_it(shop: Shop) -> None:
    order = paid_too_late(shop, "pm_card_refundFail")
    let_the_bank_answer(shop)
    order = queries.order(order.order_id)
    assert refunds_of(order)["late-1"][0] == "FAILED"
    decide(shop, disputed(shop, order), won=False)
    assert refunds_of(order) == {"late-1": ("SUCCEEDED", order.total_minor, "LATE_MONEY")}
    assert (on_accounts(order), holds_of(order)) == ({}, [])


def test_a_loss_beside_a_refund_on_suspense_leaves_that_its_line(shop: Shop) -> None:
    order = shop.cell.paid_order(shop.offer_id, shop.offer_id)
    by_hand(order, 5_000)
    shop.cell.settle()
    assert refunds_of(order) == {"suspense-1": ("SUCCEEDED", 5_000, "DASHBOARD")}
    decide(shop, disputed(shop, order, amount=int(order.total_minor), reason=BY_SELLER), won=False)
    taken = sum(minor for _, minor, reason in refunds_of(order).values() if reason == "DISPUTE")
    assert (taken, only(order).loss_minor) == (order.total_minor - 5_000, 5_000)
    assert on_accounts(order) == {"dispute_losses": 5_000}


def test_a_settlement_whose_command_failed_is_begun_again_by_the_next_look(shop: Shop) -> None:
    order = paid_with(shop, CARD)
    dispute_id = disputed(shop, order, reason=BY_SELLER)
    shop.cell.stripe.decide_dispute(dispute_id, won=False)
    follow_dispute(dispute_id)  # its facts are not relayed yet
    lose_events(shop)
    shop.cell.clock.advance(hours=7)
    assert money_worker.sweep_operations() == 1
    shop.cell.work("money")
    shop.cell.work("money")
    assert only(order).left_minor == 0


def test_a_dispute_that_is_won_after_its_loss_was_settled_waits_for_the_operators(shop: Shop) -> None:
    order = paid_with(shop, CARD)
    dispute_id = disputed(shop, order, reason=BY_SELLER)
    decide(shop, dispute_id, won=False)
    at_stripe.overturned(shop.cell.stripe.world, dispute_id)
    shop.cell.settle()
    assert (only(order).state, only(order).left_minor) == (DisputeState.WON, -order.total_minor)
    assert on_accounts(order) == {"disputed": -order.total_minor}
    assert dispute_queries.count_for_operators() == 1


def test_a_loss_of_the_platform_is_taken_back_where_the_bank_decides_otherwise(shop: Shop) -> None:
    order = paid_with(shop, CARD)
    refund(order, int(order.total_minor), "k")
    shop.cell.settle()
    dispute_id = disputed(shop, order, amount=5_000)
    decide(shop, dispute_id, won=False)
    assert on_accounts(order) == {"dispute_losses": 5_000}
    at_stripe.overturned(shop.cell.stripe.world, dispute_id)
    shop.cell.settle()
    assert (on_accounts(order), only(order).settled_minor, dispute_queries.count_for_operators()) == ({}, 0, 0)


def test_settling_again_or_an_open_dispute_changes_nothing(shop: Shop) -> None:
    order = paid_with(shop, CARD)
    dispute_id = disputed(shop, order, reason=BY_SELLER)
    dispute_settlement.settle(SettleDisputes(order.order_id))
    assert (refunds_of(order), holds_of(order)) == ({}, [1])
    decide(shop, dispute_id, won=False)
    before = only(order)
    dispute_settlement.settle(SettleDisputes(order.order_id))
    assert only(order) == before
    assert transactions.ITEMS_MAX >= 5 * dispute_settlement.REFUNDS_AT_ONCE_MAX + 3
