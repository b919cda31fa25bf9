"""Settling: however often and from wherever the money is noticed, it is booked once and completely."""

import msgspec
import pytest

from chalicelib.carbon import queries as carbon
from chalicelib.facts.orders import OrderPaid, PaymentDeclined
from chalicelib.gateways import stripe
from chalicelib.kernel import fact_store
from chalicelib.kernel.deadlines import DeadlineItem
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values.problems import Conflict
from chalicelib.orders import queries
from chalicelib.orders.checkout.placing import Placed
from chalicelib.orders.fulfilment.line_deadlines import ACCEPTANCE
from chalicelib.orders.lifecycle import LineState
from chalicelib.orders.models import OrderItem, OrderLimit, SellerOrderItem
from chalicelib.orders.payloads import Buyer
from chalicelib.orders.payment import confirmation, reservation_release
from chalicelib.orders.payment.confirmation import MoneyMismatch
from chalicelib.payments.ledger import journals, trial_balance
from chalicelib.payments.models import JournalItem, SellerBalance
from tests.orders.conftest import Shop


def _paid_intent(shop: Shop, placed: Placed) -> stripe.StripeIntent:
    shop.cell.pay(placed)
    return stripe.intent(placed.payment.intent_id)


def test_a_signed_event_pays_the_order_and_everything_that_follows(shop: Shop) -> None:
    order = shop.cell.paid_order(shop.offer_id)
    assert (order.state, int(order.captured_minor), int(order.refunded_minor)) == ("PAID", 35_889, 0)
    (journal,) = journals.journals_of(order.order_id)
    assert journal.postings == {
        "stripe": 35_889,
        f"seller:{shop.seller.seller_id}": -31_143,
        "commission": -3_539,
        "commission_vat": -708,
        "service_fee": -416,
        "service_fee_vat": -83,
    }
    assert [int(balance.owed_minor) for balance in journals.balances_of(shop.seller.seller_id)] == [31_143]
    assert trial_balance.trial_balance("EUR", "2026-11-01", "2026-11-30").accounts["stripe"] == 35_889
    (record,) = carbon.records(order.order_id)
    assert record.saving is not None
    assert record.saving.avoided_grams == 30_000
    assert [deadline.kind for deadline in DeadlineItem.scan()] == [ACCEPTANCE]
    assert {item.key.partition("#")[0]: int(item.counted) for item in OrderLimit.scan()} == {"mail": 0, "origin": 1}
    assert shop.cell.stock(shop.offer_id) == (4, 1, 0, 0)


def test_each_seller_sees_only_a_part_and_is_owed_only_for_it(shop: Shop) -> None:
    other = shop.cell.a_seller(country="DE")
    theirs = shop.cell.an_offer(other, shop.product_id, price_minor=30_000)
    order = shop.cell.paid_order(shop.offer_id, theirs)
    seller_orders = queries.seller_orders_of_order(order)
    assert {
        seller: [line.line_id for line in seller_order.lines] for seller, seller_order in seller_orders.items()
    } == {line.seller_id: [line.line_id] for line in order.lines}
    owed = {balance.seller_id: int(balance.owed_minor) for balance in SellerBalance.scan()}
    assert owed == {line.seller_id: line.amounts.seller_net_minor for line in order.lines}


def test_the_same_event_five_times_is_one_journal_and_one_fact(shop: Shop) -> None:
    placed = shop.cell.place(shop.offer_id)
    shop.cell.stripe.inject("event_duplicate", copies=4, times=10)
    shop.cell.pay(placed)
    shop.cell.settle()
    assert len(list(JournalItem.scan())) == 1
    assert [fact.name for fact in fact_store.story(placed.order.order_id)].count("OrderPaid") == 1


def test_settling_again_changes_nothing(shop: Shop) -> None:
    placed = shop.cell.place(shop.offer_id)
    intent = _paid_intent(shop, placed)
    for _ in range(3):
        confirmation.confirm_payment(placed.order.order_id, intent)
    assert [int(balance.owed_minor) for balance in SellerBalance.scan()] == [31_143]
    assert len(list(SellerOrderItem.scan())) == 1


def test_money_that_is_not_the_order_s_total_is_never_booked(shop: Shop) -> None:
    placed = shop.cell.place(shop.offer_id)
    intent = _paid_intent(shop, placed)
    for wrong in (
        msgspec.structs.replace(intent, received_minor=35_888),
        msgspec.structs.replace(intent, currency="USD"),
    ):
        with pytest.raises(MoneyMismatch):
            confirmation.confirm_payment(placed.order.order_id, wrong)
    assert not list(JournalItem.scan())


def test_a_declined_card_is_told_once_and_another_card_pays_the_same_order(shop: Shop) -> None:
    placed = shop.cell.place(shop.offer_id)
    shop.cell.stripe.inject("event_duplicate", copies=4, times=10)
    assert shop.cell.pay(placed, "pm_card_visa_chargeDeclined") == "requires_payment_method"
    shop.cell.settle()
    declined = [fact for fact in fact_store.story(placed.order.order_id) if fact.name == "PaymentDeclined"]
    assert [msgspec.json.decode(fact.body, type=PaymentDeclined).code for fact in declined] == ["generic_decline"]
    assert OrderItem.get(placed.order.order_id).state == "RESERVED"
    assert shop.cell.pay(placed) == "succeeded"
    shop.cell.settle()
    assert OrderItem.get(placed.order.order_id).state == "PAID"


def test_money_that_comes_after_the_release_buys_the_device_if_it_is_still_there(shop: Shop) -> None:
    placed = shop.cell.place(shop.offer_id)
    intent = _paid_intent(shop, placed)
    _release_behind_stripe(placed)
    confirmation.confirm_payment(placed.order.order_id, intent)
    shop.cell.settle()
    assert OrderItem.get(placed.order.order_id).state == "PAID"
    assert shop.cell.stock(shop.offer_id) == (4, 1, 0, 0)


def test_money_that_comes_too_late_goes_back_by_itself(shop: Shop) -> None:
    scarce = shop.cell.an_offer(shop.seller, shop.product_id, sku="LAST", stock=1)
    placed = shop.cell.place(scarce)
    intent = _paid_intent(shop, placed)
    _release_behind_stripe(placed)
    other = shop.cell.place(scarce, buyer=Buyer(name="Faster", email="faster@example.org"))
    shop.cell.settle()
    order = OrderItem.get(placed.order.order_id)
    assert (order.state, int(order.captured_minor), int(order.refunded_minor)) == ("EXPIRED", 35_889, 35_889)
    assert stripe.refunds_of(intent.id)[0].amount_minor == 35_889
    totals = trial_balance.trial_balance("EUR", "2026-11-01", "2026-11-30")
    assert (totals.journals, totals.accounts["stripe"], totals.accounts["owed_back"]) == (2, 0, 0)
    assert shop.cell.stock(scarce) == (0, 1, 0, 0)
    assert other.order.state == "RESERVED"
    confirmation.confirm_payment(placed.order.order_id, intent)
    assert len(journals.journals_of(placed.order.order_id)) == 2


def test_late_money_of_an_order_the_buyer_cancelled_goes_back_though_the_device_is_there(shop: Shop) -> None:
    placed = shop.cell.place(shop.offer_id)
    intent = _paid_intent(shop, placed)
    _release_behind_stripe(placed, "CANCELLED")
    confirmation.confirm_payment(placed.order.order_id, intent)
    shop.cell.settle()
    assert OrderItem.get(placed.order.order_id).state == "VOIDED"
    assert sum(refund.amount_minor for refund in stripe.refunds_of(intent.id)) == 35_889
    assert shop.cell.stock(shop.offer_id) == (5, 0, 0, 0)


def _release_behind_stripe(placed: Placed, reason: str = "EXPIRED") -> None:
    """Release an order as if its payment had been withdrawn: what only a lost race at Stripe can bring about."""
    transactions.commit(reservation_release._releasing(placed.order, reason, never_charged=False))  # type: ignore[arg-type]


def test_the_fact_of_payment_says_what_its_listeners_need(shop: Shop) -> None:
    order = shop.cell.paid_order(shop.offer_id)
    (paid,) = [fact for fact in fact_store.story(order.order_id) if fact.name == "OrderPaid"]
    told = msgspec.json.decode(paid.body, type=OrderPaid)
    assert told.lines[0].carbon_category == "smartphone"
    assert clock.parse(told.accept_by) > shop.cell.clock.moment
    states = queries.states(order, queries.seller_orders_of_order(order).values())
    assert states == {"1": LineState.PAID}


def test_a_writer_who_keeps_losing_gives_up_instead_of_guessing(shop: Shop) -> None:
    placed = shop.cell.place(shop.offer_id)
    intent = _paid_intent(shop, placed)
    for item in OrderLimit.scan():
        item.delete()
    with pytest.raises(Conflict):
        confirmation.confirm_payment(placed.order.order_id, intent)
    assert not list(JournalItem.scan())


def test_late_money_for_more_than_one_transaction_holds_goes_back(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    placed = shop.cell.place(shop.offer_id)
    intent = _paid_intent(shop, placed)
    _release_behind_stripe(placed)
    # One seller's sale and its new promise are six items; forty sellers' would be more than a hundred.
    monkeypatch.setattr(transactions, "ITEMS_MAX", 5)
    confirmation.confirm_payment(placed.order.order_id, intent)
    shop.cell.settle()
    order = OrderItem.get(placed.order.order_id)
    assert (order.state, int(order.refunded_minor)) == ("EXPIRED", 35_889)
    assert shop.cell.stock(shop.offer_id) == (5, 0, 0, 0)


@pytest.mark.parametrize("declines", [1, confirmation.DECLINES_TOLD_MAX, confirmation.DECLINES_TOLD_MAX + 15])
def test_a_story_tells_of_twenty_declined_cards_and_of_everything_that_follows(shop: Shop, declines: int) -> None:
    placed = shop.cell.place(shop.offer_id)
    for _ in range(declines):
        shop.cell.pay(placed, "pm_card_visa_chargeDeclined")
        shop.cell.settle()
    told = [fact.name for fact in fact_store.story(placed.order.order_id)]
    assert told == ["OrderPlaced", *["PaymentDeclined"] * min(declines, confirmation.DECLINES_TOLD_MAX)]
    shop.cell.pay(placed)
    shop.cell.settle()
    assert [fact.name for fact in fact_store.story(placed.order.order_id)][-1] == "OrderPaid"
