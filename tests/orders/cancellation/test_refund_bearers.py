"""What a refund that somebody decides costs whom: by part, by bearer, as a dry run, and of a seller itself."""

import msgspec
import pytest

from chalicelib.kernel.values.problems import NotFound
from chalicelib.orders import queries
from chalicelib.orders.cancellation import cancelling, refund_decisions
from chalicelib.orders.cancellation.refunding import RefundTooLarge
from chalicelib.orders.order import Order
from chalicelib.orders.payloads import LineRefundRequest, RefundAmount, SellerRefundRequest
from chalicelib.payments import refund_queries
from chalicelib.payments.ledger.accounts import Account
from chalicelib.payments.refund import Refund
from chalicelib.payments.refund_parts import Parts
from tests.orders.cancellation.refund_steps import MISTAKE, booked, paid_with, state
from tests.orders.cancellation.test_refund_decisions import balance, part, refund, under
from tests.orders.conftest import Shop


def test_all_that_is_left_of_the_named_parts_goes_back_without_an_amount(shop: Shop) -> None:
    order = paid_with(shop, "pm_card_visa")
    sold = balance(shop)
    wanted = LineRefundRequest(line_id="1", parts=("SHIPPING", "SERVICE_FEE"), reason="LATE_DELIVERY")
    decided = refund_decisions.refund_line(order.order_id, wanted, under("k"))
    assert decided.refund.parts == Parts(shipping_minor=490, service_fee_minor=499)
    shop.cell.settle()
    assert state(order) == ("SUCCEEDED", 0, 989)
    # Of 4.90 shipping the seller had 0.49 commission and 0.10 VAT on it to pay; the fee is the platform's.
    assert sold - balance(shop) == 431
    with pytest.raises(RefundTooLarge) as refusal:
        refund_decisions.refund_line(order.order_id, wanted, under("again"))
    assert refusal.value.members["left"].amount_minor == 0


def test_an_amount_is_taken_from_the_goods_then_the_shipping_then_the_fee(shop: Shop) -> None:
    order = paid_with(shop, "pm_card_visa")
    assert refund(order, 34_000, "most of the goods").parts == Parts(goods_minor=34_000)
    assert refund(order, 1_400, "the rest and more").parts == Parts(
        goods_minor=900, shipping_minor=490, service_fee_minor=10
    )
    shop.cell.settle()
    assert state(order, "1-2") == ("SUCCEEDED", 0, 35_400)


def goodwill(order: Order, amount_minor: int | None, key: str) -> Refund:
    amount = None if amount_minor is None else RefundAmount(amount_minor=amount_minor, currency="EUR")
    wanted = LineRefundRequest(line_id="1", amount=amount, reason="GOODWILL")
    return refund_decisions.refund_line(order.order_id, wanted, under(key)).refund


def test_goodwill_is_the_platforms_expense_and_leaves_the_sellers_share(shop: Shop) -> None:
    order = paid_with(shop, "pm_card_visa")
    sold, before = balance(shop), booked(order)
    assert goodwill(order, 2_500, "k").bearer == "PLATFORM"
    shop.cell.settle()
    assert state(order) == ("SUCCEEDED", 0, 2_500)
    after = booked(order)
    assert (balance(shop), after.pop(Account.GOODWILL)) == (sold, 2_500)
    assert after == before | {Account.STRIPE: before[Account.STRIPE] - 2_500}


def test_a_bearer_that_is_named_outranks_the_policy(shop: Shop) -> None:
    order = paid_with(shop, "pm_card_visa")
    wanted = LineRefundRequest(
        line_id="1", amount=RefundAmount(amount_minor=100, currency="EUR"), reason="DEFECT", bearer="PLATFORM"
    )
    assert refund_decisions.refund_line(order.order_id, wanted, under("k")).postings == {
        Account.STRIPE: -100,
        Account.GOODWILL: 100,
    }


def test_a_cancelled_line_leaves_its_seller_nothing_of_what_goodwill_had_paid(shop: Shop) -> None:
    order = paid_with(shop, "pm_card_visa")
    goodwill(order, 5_000, "k")
    cancelling.cancel_line(order.order_id, "1", MISTAKE)
    shop.cell.settle()
    assert state(order, "1-2") == ("SUCCEEDED", 0, order.total_minor)
    assert (booked(order), balance(shop)) == ({}, 0)


def test_a_line_that_goodwill_paid_whole_is_undone_without_money_when_it_is_cancelled(shop: Shop) -> None:
    order = paid_with(shop, "pm_card_visa")
    goodwill(order, None, "k")
    shop.cell.settle()
    assert balance(shop) > 0
    cancelling.cancel_line(order.order_id, "1", MISTAKE)
    shop.cell.settle()
    assert state(order, "1-2") == ("SUCCEEDED", 0, order.total_minor)
    assert refund_queries.find(order.order_id, "1-2").amount_minor == 0
    assert (booked(order), balance(shop)) == ({}, 0)


def test_a_dry_run_says_what_each_account_gives_and_stores_nothing(shop: Shop) -> None:
    order = paid_with(shop, "pm_card_visa")
    wanted = msgspec.structs.replace(part(3_589), dry_run=True)
    decided = refund_decisions.refund_line(order.order_id, wanted, under("k", wanted))
    assert (decided.is_dry_run, decided.refund.refund_id) == (True, "1-1")
    assert decided.postings == {
        Account.STRIPE: -3_589,
        Account.COMMISSION: 359,
        Account.COMMISSION_VAT: 72,
        f"seller:{shop.seller.seller_id}": 3_158,
    }
    assert refund_queries.of_order(order.order_id) == []
    assert queries.order(order.order_id) == order
    assert refund(order, 3_589, "k").refund_id == "1-1", "the key of a dry run is not used up"


def test_a_seller_refunds_its_own_line_and_bears_it(shop: Shop) -> None:
    order = paid_with(shop, "pm_card_visa")
    sold = balance(shop)
    wanted = SellerRefundRequest(reason="GOODWILL")
    decided = refund_decisions.refund_own_line(order.order_id, "1", wanted, under("k"), seller_id=shop.seller.seller_id)
    assert (decided.refund.bearer, decided.refund.amount_minor) == ("SELLER", 35_390)
    shop.cell.settle()
    assert (state(order), sold - balance(shop), balance(shop)) == (("SUCCEEDED", 0, 35_390), sold, 0)


def test_a_seller_refunds_no_line_of_another(shop: Shop) -> None:
    order = paid_with(shop, "pm_card_visa")
    wanted = SellerRefundRequest(reason="DEFECT")
    with pytest.raises(NotFound):
        refund_decisions.refund_own_line(order.order_id, "1", wanted, under("k"), seller_id="sel_eu_other")
    assert refund_queries.of_order(order.order_id) == []
