"""Planning a refund: a room above orders takes a line's refund into its own transaction, within what is left."""

import pytest

from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values.problems import Conflict, NotFound
from chalicelib.orders import queries
from chalicelib.orders.cancellation import refunding
from chalicelib.orders.cancellation.refunding import LineRefund, PlannedRefund, RefundTooLarge
from chalicelib.orders.order import Order
from chalicelib.payments import money_commands, refund_queries
from chalicelib.payments.refund_parts import Part, Parts
from tests.orders.cancellation.refund_steps import names, paid_with, state
from tests.orders.conftest import Shop

GOODS_AND_SHIPPING = (Part.GOODS, Part.SHIPPING)


def commit(order: Order, *planned: PlannedRefund) -> None:
    """What a room above orders does with its plans, beside what it writes of its own."""
    total_minor = sum(each.refund.amount_minor for each in planned)
    transactions.commit([refunding.cap_act(order, total_minor), *(act for each in planned for act in each.acts)])
    money_commands.send(*(refunding.command(each.refund) for each in planned))


def test_goods_and_standard_shipping_of_a_line_go_back(shop: Shop) -> None:
    order = paid_with(shop, "pm_card_visa")
    wanted = LineRefund(line_id="1", reason="WITHDRAWAL", parts=GOODS_AND_SHIPPING, shipping_minor_max=390)
    planned = refunding.plan(order, wanted)
    assert planned.refund.parts == Parts(goods_minor=34_900, shipping_minor=390)
    assert (planned.refund.bearer, sum(planned.postings.values())) == ("SELLER", 0)
    commit(order, planned)
    shop.cell.settle()
    assert state(order) == ("SUCCEEDED", 0, 35_290)
    assert names(order)[-2:] == ["RefundRequested", "LineRefunded"]


@pytest.mark.parametrize(("earlier_minor", "left_minor"), [(100, 290), (390, 0), (490, 0)])
def test_standard_shipping_counts_what_of_the_shipping_went_back_before(
    shop: Shop, earlier_minor: int, left_minor: int
) -> None:
    order = paid_with(shop, "pm_card_visa")
    shipping = LineRefund(line_id="1", reason="LATE_DELIVERY", parts=(Part.SHIPPING,), amount_minor=earlier_minor)
    commit(order, refunding.plan(order, shipping))
    wanted = LineRefund(line_id="1", reason="WITHDRAWAL", parts=GOODS_AND_SHIPPING, shipping_minor_max=390)
    planned = refunding.plan(order, wanted)
    assert planned.refund.parts == Parts(goods_minor=34_900, shipping_minor=left_minor)


def test_several_lines_go_back_in_one_transaction_with_the_fee(shop: Shop) -> None:
    order = shop.cell.paid_order(shop.offer_id, shop.offer_id)
    commit(order, *(refunding.plan(order, LineRefund(line_id=one, reason="WITHDRAWAL")) for one in ("1", "2")))
    shop.cell.settle()
    assert state(order, "2-1") == ("SUCCEEDED", 0, order.total_minor)


def test_of_two_plans_for_one_line_the_second_is_a_conflict(shop: Shop) -> None:
    order = paid_with(shop, "pm_card_visa")
    plans = [refunding.plan(order, LineRefund(line_id="1", reason="RETURN", amount_minor=100)) for _ in range(2)]
    commit(order, plans[0])
    with pytest.raises(Conflict):
        commit(order, plans[1])
    assert len(refund_queries.of_order(order.order_id)) == 1
    assert queries.order(order.order_id).refunding_minor == 100


def test_nothing_is_planned_above_what_is_left_or_for_a_line_that_is_not_there(shop: Shop) -> None:
    order = paid_with(shop, "pm_card_visa")
    with pytest.raises(RefundTooLarge) as refusal:
        refunding.plan(order, LineRefund(line_id="1", reason="RETURN", parts=(Part.SHIPPING,), amount_minor=491))
    assert refusal.value.members["left"].amount_minor == 490
    with pytest.raises(NotFound):
        refunding.plan(order, LineRefund(line_id="7", reason="RETURN"))
    unpaid = shop.cell.place(shop.offer_id).order
    with pytest.raises(RefundTooLarge):
        refunding.plan(unpaid, LineRefund(line_id="1", reason="RETURN"))


def test_a_part_that_goes_back_whole_leaves_the_seller_nothing_of_goodwill_on_it(shop: Shop) -> None:
    order = paid_with(shop, "pm_card_visa")
    commit(order, refunding.plan(order, LineRefund(line_id="1", reason="GOODWILL", amount_minor=1_000)))
    some = refunding.plan(order, LineRefund(line_id="1", reason="RETURN", amount_minor=10_000))
    assert (some.refund.parts, some.refund.reverses) == (Parts(goods_minor=10_000), Parts(goods_minor=10_000))
    goods = refunding.plan(order, LineRefund(line_id="1", reason="RETURN", parts=(Part.GOODS,)))
    assert (goods.refund.parts, goods.refund.reverses) == (Parts(goods_minor=33_900), Parts(goods_minor=34_900))
    assert goods.postings["goodwill"] == -1_000


def test_a_returned_line_that_goodwill_paid_is_undone_without_money_or_mail(shop: Shop) -> None:
    order = paid_with(shop, "pm_card_visa")
    commit(order, refunding.plan(order, LineRefund(line_id="1", reason="GOODWILL")))
    planned = refunding.plan(order, LineRefund(line_id="1", reason="RETURN"))
    assert (planned.refund.amount_minor, planned.refund.reverses.goods_minor) == (0, 34_900)
    commit(order, planned)
    shop.cell.settle()
    assert state(order, "1-2") == ("SUCCEEDED", 0, order.total_minor)
    assert names(order).count("RefundRequested") == 1
    with pytest.raises(RefundTooLarge):
        refunding.plan(order, LineRefund(line_id="1", reason="RETURN"))
