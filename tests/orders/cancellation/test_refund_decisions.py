"""Refunds that operators and sellers decide: parts of a line go back, together never more than was paid for it."""

from itertools import permutations

import pytest

from chalicelib.carbon import queries as carbon
from chalicelib.kernel.http import idempotency
from chalicelib.kernel.runtime import aws
from chalicelib.kernel.storage.key_value import KeyValueItem
from chalicelib.kernel.values.problems import Conflict, IdempotencyKeyReused, InvalidRequest, NotFound
from chalicelib.orders.cancellation import cancelling, refund_decisions
from chalicelib.orders.cancellation.refunding import RefundTooLarge
from chalicelib.orders.order import Order
from chalicelib.orders.payloads import LineRefundRequest, RefundAmount
from chalicelib.payments import refund_queries
from chalicelib.payments.ledger import journals
from chalicelib.payments.ledger.accounts import Account
from chalicelib.payments.refund import Refund
from chalicelib.payments.refund_lifecycle import RefundState
from doubles.stripe_double import disputes
from doubles.stripe_double import refunds as at_stripe
from tests.orders.cancellation.refund_steps import (
    MISTAKE,
    before_the_next_read_of,
    before_the_next_transaction,
    booked,
    charge_of,
    kinds,
    let_the_bank_answer,
    names,
    paid_with,
    state,
)
from tests.orders.conftest import Shop


def part(amount_minor: int, *, line_id: str = "1", currency: str = "EUR") -> LineRefundRequest:
    return LineRefundRequest(
        line_id=line_id, amount=RefundAmount(amount_minor=amount_minor, currency=currency), reason="DEFECT"
    )


def under(key: str, wanted: object = None) -> idempotency.Request:
    return idempotency.Request(route="refunds", principal="ops", key=key, fingerprint=idempotency.fingerprint(wanted))


def refund(order: Order, amount_minor: int, key: str, *, line_id: str = "1") -> Refund:
    wanted = part(amount_minor, line_id=line_id)
    return refund_decisions.refund_line(order.order_id, wanted, under(key, wanted)).refund


def balance(shop: Shop) -> int:
    """What the platform owes the seller."""
    return sum(each.owed_minor for each in journals.balances_of(shop.seller.seller_id))


def test_a_part_of_a_line_goes_back_and_the_line_stays(shop: Shop) -> None:
    order = paid_with(shop, "pm_card_visa")
    sold = balance(shop)
    requested = refund(order, 3_589, "k")
    assert (requested.refund_id, requested.state, requested.reason) == ("1-1", "REQUESTED", "DEFECT")
    shop.cell.settle()
    assert state(order) == ("SUCCEEDED", 0, 3_589)
    assert kinds(order) == ["capture", "refund"]
    # Of the goods at 349.00 with 34.90 commission and 6.98 VAT on it: 3.59 and 0.72 come back to the seller.
    assert sold - balance(shop) == 3_158
    assert names(order)[-2:] == ["RefundRequested", "LineRefunded"]
    assert shop.cell.stock(shop.offer_id)[1] == 1, "the device is still promised"
    assert [one for one in carbon.records(order.order_id) if one.is_reversal] == []


def test_a_refund_repeated_under_its_key_is_made_once(shop: Shop) -> None:
    order = paid_with(shop, "pm_card_visa")
    assert [refund(order, 100, "k").refund_id for _ in range(2)] == ["1-1", "1-1"]
    shop.cell.settle()
    assert refund(order, 100, "k").state == "SUCCEEDED"
    assert refund(order, 100, "other").refund_id == "1-2"
    with pytest.raises(IdempotencyKeyReused):
        refund(order, 200, "k")
    shop.cell.settle()
    assert state(order, "1-2") == ("SUCCEEDED", 0, 200)


def test_no_more_goes_back_than_was_paid_for_the_line(shop: Shop) -> None:
    order = shop.cell.paid_order(shop.offer_id, shop.offer_id)
    paid_minor = order.lines[0].amounts.paid_minor
    refund(order, paid_minor - 100, "most")
    with pytest.raises(RefundTooLarge) as refusal:
        refund(order, 101, "too much")
    assert refusal.value.members["left"].amount_minor == 100
    refund(order, 100, "rest")
    with pytest.raises(RefundTooLarge):
        refund(order, 1, "more")
    shop.cell.settle()
    assert state(order, "1-2") == ("SUCCEEDED", 0, paid_minor)


def test_nothing_goes_back_of_an_order_nobody_paid_or_of_a_line_it_does_not_have(shop: Shop) -> None:
    unpaid = shop.cell.place(shop.offer_id).order
    with pytest.raises(RefundTooLarge):
        refund(unpaid, 1, "k")
    with pytest.raises(NotFound):
        refund(unpaid, 1, "k", line_id="7")
    assert refund_queries.of_order(unpaid.order_id) == []


def test_a_refund_in_another_currency_is_refused(shop: Shop) -> None:
    order = paid_with(shop, "pm_card_visa")
    with pytest.raises(InvalidRequest):
        refund_decisions.refund_line(order.order_id, part(100, currency="USD"), under("k"))
    assert refund_queries.of_order(order.order_id) == []


@pytest.mark.parametrize("order_of_outcomes", list(permutations(range(3))))
@pytest.mark.parametrize("fails", [set(), {0}, {1, 2}], ids=str)
def test_three_parts_that_end_in_any_order_take_back_exactly_the_whole(
    shop: Shop, order_of_outcomes: tuple[int, ...], fails: set[int]
) -> None:
    order = paid_with(shop, "pm_card_pendingRefund")
    paid_minor = order.lines[0].amounts.paid_minor
    parts = (paid_minor // 3 + 1, 7_777, paid_minor - paid_minor // 3 - 1 - 7_777)
    for number, amount_minor in enumerate(parts):
        refund(order, amount_minor, f"part {number}")
    shop.cell.settle()
    ids = [f"1-{number + 1}" for number in range(3)]
    assert {refund_queries.find(order.order_id, one).state for one in ids} == {RefundState.PENDING}
    for number in order_of_outcomes:
        ends = at_stripe.fail if number in fails else at_stripe.succeed
        ends(shop.cell.stripe.world, refund_queries.find(order.order_id, ids[number]).stripe_id or "")
        shop.cell.settle()
        state(order)
    owed = sum(parts[number] for number in fails)
    assert state(order)[1:] == (owed, paid_minor - owed)
    assert booked(order) == {account: minor for account, minor in _left(owed).items() if minor}
    assert balance(shop) == 0
    assert refund_queries.count_for_operators() == len(fails)


def _left(owed: int) -> dict[str, int]:
    return {Account.STRIPE: owed, Account.OWED_BACK: -owed}


def test_a_part_that_comes_back_after_another_was_booked_leaves_every_share_as_it_is(shop: Shop) -> None:
    order = paid_with(shop, "pm_card_refundFail")
    refund(order, 10_000, "first")
    shop.cell.settle()
    shop.cell.stripe.world.require("charge", charge_of(shop, order))["_does"] = "ok"
    refund(order, 5_000, "second")
    shop.cell.settle()
    before = balance(shop)
    let_the_bank_answer(shop)
    assert state(order) == ("FAILED", 10_000, 5_000)
    assert (state(order, "1-2")[0], balance(shop)) == ("SUCCEEDED", before)
    assert [one.refunded_before_minor for one in refund_queries.of_order(order.order_id)] == [0, 10_000]


def test_cancelling_a_line_returns_what_is_left_of_it(shop: Shop) -> None:
    order = paid_with(shop, "pm_card_visa")
    refund(order, 5_000, "k")
    cancelled = cancelling.cancel_order(order.order_id, (), under("cancel"))
    assert cancelled.refund_minor == int(order.total_minor) - 5_000
    assert cancelling.cancel_order(order.order_id, (), under("cancel")) == cancelled
    shop.cell.settle()
    assert state(order, "1-2") == ("SUCCEEDED", 0, order.total_minor)
    assert (booked(order), balance(shop)) == ({}, 0)
    assert len([one for one in carbon.records(order.order_id) if one.is_reversal]) == 1
    with pytest.raises(RefundTooLarge):
        refund(order, 1, "more")


def test_cancelling_a_line_that_went_back_whole_asks_for_no_refund(shop: Shop) -> None:
    order = paid_with(shop, "pm_card_visa")
    refund(order, int(order.total_minor), "k")
    cancelling.cancel_line(order.order_id, "1", MISTAKE)
    shop.cell.settle()
    assert state(order) == ("SUCCEEDED", 0, order.total_minor)
    assert [one.refund_id for one in refund_queries.of_order(order.order_id)] == ["1-1"]
    assert shop.cell.stock(shop.offer_id) == (5, 0, 0, 0)
    assert len([one for one in carbon.records(order.order_id) if one.is_reversal]) == 1


def test_two_refunds_of_a_line_at_once_are_both_made_where_both_fit(shop: Shop) -> None:
    order = paid_with(shop, "pm_card_visa")
    before_the_next_transaction(lambda: refund(order, 200, "faster"))
    assert refund(order, 100, "slower").refund_id == "1-2"
    shop.cell.settle()
    assert state(order, "1-1")[0] == "SUCCEEDED"
    assert state(order, "1-2") == ("SUCCEEDED", 0, 300)


def test_of_two_refunds_at_once_that_do_not_both_fit_the_second_is_refused(shop: Shop) -> None:
    order = paid_with(shop, "pm_card_visa")
    before_the_next_transaction(lambda: refund(order, int(order.total_minor) - 50, "faster"))
    with pytest.raises(RefundTooLarge) as refusal:
        refund(order, 100, "slower")
    assert refusal.value.members["left"].amount_minor == 50
    shop.cell.settle()
    assert state(order) == ("SUCCEEDED", 0, int(order.total_minor) - 50)


def test_the_same_refund_asked_for_twice_at_once_is_made_once(shop: Shop) -> None:
    order = paid_with(shop, "pm_card_visa")
    before_the_next_transaction(lambda: refund(order, 100, "k"))
    assert refund(order, 100, "k").refund_id == "1-1"
    assert len(refund_queries.of_order(order.order_id)) == 1


def test_the_same_refund_stored_while_its_line_is_read_is_made_once(shop: Shop) -> None:
    order = paid_with(shop, "pm_card_visa")
    before_the_next_read_of("refunded_lines", lambda: refund(order, 100, "k"))
    assert refund(order, 100, "k").refund_id == "1-1"
    assert len(refund_queries.of_order(order.order_id)) == 1


def test_a_refund_keeps_its_key_when_the_key_itself_is_forgotten(shop: Shop) -> None:
    order = paid_with(shop, "pm_card_visa")
    refund(order, 100, "k")
    KeyValueItem(under("k").item_key).delete()
    assert refund(order, 100, "k").refund_id == "1-1"
    KeyValueItem(under("k").item_key).delete()
    with pytest.raises(IdempotencyKeyReused):
        refund(order, 200, "k")
    assert len(refund_queries.of_order(order.order_id)) == 1


def test_a_cancellation_that_meets_a_refund_of_its_line_returns_no_cent_twice(shop: Shop) -> None:
    order = paid_with(shop, "pm_card_visa")
    before_the_next_transaction(lambda: refund(order, 5_000, "faster"))
    with pytest.raises(Conflict):
        cancelling.cancel_line(order.order_id, "1", MISTAKE)
    cancelling.cancel_line(order.order_id, "1", MISTAKE)
    shop.cell.settle()
    assert state(order, "1-2") == ("SUCCEEDED", 0, order.total_minor)
    assert booked(order) == {}


def test_a_line_that_never_stands_still_is_left_to_the_next_request(shop: Shop) -> None:
    order = paid_with(shop, "pm_card_visa")
    events = aws.client("dynamodb").meta.events
    numbers = iter(range(1_000))

    def always_faster(**_: object) -> None:
        events.unregister("provide-client-params.dynamodb.TransactWriteItems", always_faster)
        refund(order, 1, f"faster {next(numbers)}")
        events.register("provide-client-params.dynamodb.TransactWriteItems", always_faster)

    events.register("provide-client-params.dynamodb.TransactWriteItems", always_faster)
    try:
        with pytest.raises(Conflict):
            refund(order, 100, "slower")
    finally:
        events.unregister("provide-client-params.dynamodb.TransactWriteItems", always_faster)
    assert refund(order, 100, "slower").refund_id == "1-5"


def test_two_parts_that_end_at_once_are_booked_one_after_the_other(shop: Shop) -> None:
    order = paid_with(shop, "pm_card_visa")
    refund(order, 10_001, "first")
    refund(order, 20_002, "second")
    before_the_next_transaction(shop.cell.settle)
    shop.cell.settle()
    assert state(order, "1-2") == ("SUCCEEDED", 0, 30_003)
    assert sorted(one.refunded_before_minor or 0 for one in refund_queries.of_order(order.order_id)) in (
        [0, 10_001],
        [0, 20_002],
    )


def test_a_part_that_stripe_refuses_is_owed_with_its_share_alone(shop: Shop) -> None:
    order = paid_with(shop, "pm_card_visa")
    disputes.opened(shop.cell.stripe.world, charge_of(shop, order))
    refund(order, 3_589, "k")
    shop.cell.failed = []
    sold = balance(shop)
    shop.cell.settle()
    assert state(order) == ("REFUSED", 3_589, 0)
    assert (kinds(order), sold - balance(shop)) == (["capture", "dispute", "refund_owed"], 3_158)
