"""Whatever somebody else does between two steps of a use case, what was read before decides nothing any more."""

import itertools
import uuid
from collections import Counter
from functools import partial

import pytest

from chalicelib.kernel import deadlines, fact_store
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import key_value
from chalicelib.kernel.values import ids
from chalicelib.orders import queries
from chalicelib.orders.cancellation import refund_outcomes
from chalicelib.orders.checkout import placing
from chalicelib.orders.checkout.order_limits import UNPAID_PER_MAIL_MAX
from chalicelib.orders.fulfilment import delay_notice
from chalicelib.orders.lifecycle import LineState
from chalicelib.orders.line_transitions import order_and_seller_order
from chalicelib.orders.models import OrderItem, OrderLimit
from chalicelib.orders.payment import reservation_release, stripe_updates
from chalicelib.payments.ledger import journals
from chalicelib.payments.operations import stripe_operations
from tests.journeys.cell import CloudCell, Reply
from tests.journeys.interruptions import answer_lost, at_every_point, interrupted
from tests.journeys.seller_with_offer import SellerWithOffer, order_id_of

pytestmark = pytest.mark.cloud

UNITS = 40


@pytest.fixture
def seller(cell: CloudCell) -> SellerWithOffer:
    return SellerWithOffer.opened(cell, stock=UNITS)


def _told(placed: Reply) -> Counter[str]:
    return Counter(fact.name for fact in fact_store.story(order_id_of(placed)))


def test_an_order_whose_price_changes_before_it_stands_is_refused(seller: SellerWithOffer) -> None:
    cell, prices, outcomes = seller.cell, itertools.count(30_000), Counter[int]()

    def scene(point: int) -> bool:
        version, total_minor = seller.quoted()
        basket = cell.basket(seller.offer_id, terms_version=version, expected_total_minor=total_minor)
        key = str(uuid.uuid4())
        order_id = ids.derived_id("ord", placing.ROUTE, "guest", key)

        def reprice() -> bool:
            seller.price(next(prices))
            return queries.find_order(order_id) is not None

        with interrupted(point, reprice) as repricing:
            reply = cell.send_order(basket, key)
        if repricing.happened:
            stood_before = repricing.outcome
            assert (reply.status, reply.problem) == ((201, "") if stood_before else (409, "terms-changed"))
            outcomes[reply.status] += 1
        return repricing.happened

    at_every_point(scene)
    assert set(outcomes) == {201, 409}
    orders = cell.counts()["orders"]
    assert cell.stock(seller.offer_id) == (UNITS - orders, orders, 0, 0)


def test_a_key_sent_again_before_its_first_answer_is_the_same_order(seller: SellerWithOffer) -> None:
    cell = seller.cell

    def scene(point: int) -> bool:
        basket, key = cell.basket(seller.offer_id), str(uuid.uuid4())
        with interrupted(point, partial(cell.send_order, basket, key)) as sending_again:
            replies = [cell.send_order(basket, key)]
        if sending_again.happened:
            replies.append(sending_again.outcome)
        assert {reply.problem for reply in replies} <= {"", "in-progress"}
        again = cell.send_order(basket, key)
        assert {reply.raw for reply in replies if reply.status == 201} == {again.raw}
        return sending_again.happened

    interruptions = at_every_point(scene)
    assert cell.counts()["orders"] == len(cell.stripe.made("payment_intent")) == interruptions + 1
    assert cell.stock(seller.offer_id)[1] == interruptions + 1


def test_an_answer_lost_anywhere_while_placing_costs_a_repetition_at_most(seller: SellerWithOffer) -> None:
    cell = seller.cell

    def scene(point: int) -> bool:
        basket, key = cell.basket(seller.offer_id), str(uuid.uuid4())
        with answer_lost(point) as lost:
            reply = cell.send_order(basket, key)
        if lost.operation in ("", "TransactWriteItems", "PutItem", "UpdateItem"):
            # A write is asked again at once; a transaction under its token, so that it is not taken for a repetition.
            assert (reply.status, reply.headers.get("idempotent-replayed")) == (201, None)
        else:
            assert (reply.status, reply.problem) == (503, "unavailable")
            assert int(reply.headers["retry-after"]) > 0
        assert cell.send_order(basket, key).status == 201
        return bool(lost.operation)

    losses = at_every_point(scene)
    assert cell.counts()["orders"] == len(cell.stripe.made("payment_intent")) == losses + 1
    assert cell.stock(seller.offer_id) == (UNITS - losses - 1, losses + 1, 0, 0)


def test_a_sale_during_a_count_is_part_of_the_count(seller: SellerWithOffer) -> None:
    cell, counts = seller.cell, itertools.count(UNITS + 1)

    def scene(point: int) -> bool:
        in_hand = next(counts)
        with interrupted(point, partial(cell.send_order, cell.basket(seller.offer_id))) as selling:
            assert seller.patch(stock=in_hand).status == 200
        available, reserved, _, _ = cell.stock(seller.offer_id)
        assert available + reserved == in_hand
        return selling.happened

    sales = at_every_point(scene)
    assert cell.stock(seller.offer_id)[1] == cell.counts()["orders"] == sales


def test_a_line_accepted_while_its_deadline_is_looked_at_is_accepted_or_lapsed(seller: SellerWithOffer) -> None:
    cell, outcomes = seller.cell, Counter[LineState]()

    def scene(point: int) -> bool:
        (placed,) = seller.paid_orders(1)
        _pass_deadline(seller, placed)
        with interrupted(point, partial(seller.accept, placed)) as accepting:
            cell.watch_deadlines()
        cell.watch_deadlines()
        cell.settle()
        if accepting.happened:
            told, state = _told(placed), seller.state(placed)
            assert told["LineAccepted"] + told["LineCancelled"] == 1
            assert state is (LineState.ACCEPTED if accepting.outcome.status == 200 else LineState.CANCELLED)
            assert told["LineRefunded"] == told["LineCancelled"]
            outcomes[state] += 1
        return accepting.happened

    at_every_point(scene)
    assert set(outcomes) == {LineState.ACCEPTED, LineState.CANCELLED}


def _pass_deadline(seller: SellerWithOffer, placed: Reply) -> None:
    """Let the time to accept go by, with the schedule running until a moment before its end."""
    order, seller_order = order_and_seller_order(order_id_of(placed), seller.seller_id)
    accept_by = clock.parse(seller_order.lines[0].accept_by)
    looked_at = min(accept_by, clock.parse(delay_notice.due_at(order, order.lines[0])))
    key_value.item(
        deadlines.SWEEP.cursor, clock.stamp(looked_at.replace(minute=0, second=0, microsecond=0)), None
    ).save()
    seller.cell.pass_time(seconds=int((accept_by - clock.now()).total_seconds()) + 1)


@pytest.mark.parametrize("first", ["seller", "buyer"])
def test_a_line_cancelled_from_both_sides_is_refunded_once(seller: SellerWithOffer, first: str) -> None:
    cell = seller.cell

    def scene(point: int) -> bool:
        (placed,) = seller.paid_orders(1)
        acts = [partial(seller.cancel, placed), partial(seller.cancel_as_buyer, placed)]
        mine, theirs = acts if first == "seller" else reversed(acts)
        with interrupted(point, theirs) as cancelling:
            reply = mine()
        cell.settle()
        problems = {reply.problem, cancelling.outcome.problem if cancelling.happened else ""}
        assert "" in problems <= {"", "conflict", "illegal-transition"}
        assert _told(placed)["LineCancelled"] == 1
        seller.require_one_refund(placed)
        return cancelling.happened

    at_every_point(scene)
    assert cell.stock(seller.offer_id) == (UNITS, 0, 0, 0)


def test_a_line_cancelled_while_it_is_shipped_is_shipped_or_refunded(seller: SellerWithOffer) -> None:
    cell, numbers, outcomes = seller.cell, itertools.count(1), Counter[LineState]()

    def scene(point: int) -> bool:
        (placed,) = seller.paid_orders(1)
        seller.accept(placed)
        with interrupted(point, partial(seller.cancel_as_buyer, placed)) as cancelling:
            shipped = seller.ship(placed, next(numbers))
        cell.settle()
        if cancelling.happened:
            state = seller.state(placed)
            answers = {LineState.SHIPPED: (200, 409), LineState.CANCELLED: (409, 200)}
            assert (shipped.status, cancelling.outcome.status) == answers[state]
            assert _told(placed)["LineRefunded"] == (state is LineState.CANCELLED)
            outcomes[state] += 1
        return cancelling.happened

    at_every_point(scene)
    assert set(outcomes) == {LineState.SHIPPED, LineState.CANCELLED}
    sold = cell.stock(seller.offer_id)[2]
    assert cell.stock(seller.offer_id) == (UNITS - sold, 0, sold, 0)


def test_an_order_released_from_two_sides_frees_its_stock_once(seller: SellerWithOffer) -> None:
    cell = seller.cell

    def scene(point: int) -> bool:
        buyer = {"name": "Zoé Müller", "email": f"zoe{point}@example.org"}
        mine = [cell.send_order(cell.basket(seller.offer_id, buyer=buyer)) for _ in range(UNPAID_PER_MAIL_MAX)]
        cell.pass_time(minutes=16)
        with interrupted(point, partial(reservation_release.release_expired, order_id_of(mine[0]))) as expiring_it:
            assert seller.cancel_as_buyer(mine[0]).status in (200, 503)
        assert seller.cancel_as_buyer(mine[0]).status == 200
        mail_key = OrderItem.get(order_id_of(mine[0])).mail_key
        assert int(OrderLimit.get(f"mail#{mail_key}").counted) == len(mine) - 1
        assert _told(mine[0])["OrderReleased"] == 1
        for other in mine[1:]:
            assert seller.cancel_as_buyer(other).status == 200
        assert cell.stock(seller.offer_id) == (UNITS, 0, 0, 0)
        return expiring_it.happened

    assert at_every_point(scene) > 3


def test_a_payment_followed_by_two_is_booked_once(seller: SellerWithOffer) -> None:
    cell = seller.cell

    def scene(point: int) -> bool:
        placed = cell.send_order(cell.basket(seller.offer_id))
        cell.pay_for(placed)
        intent_id = placed.body["payment"]["payment_intent_id"]
        with interrupted(point, partial(stripe_updates.follow_intent, intent_id)) as following_too:
            stripe_updates.follow_intent(intent_id)
        assert [journal.journal_id for journal in journals.journals_of(order_id_of(placed))] == [f"capture#{intent_id}"]
        assert _told(placed)["OrderPaid"] == 1
        return following_too.happened

    interruptions = at_every_point(scene)
    (balance,) = journals.balances_of(seller.seller_id)
    assert balance.journals == cell.stock(seller.offer_id)[1] == interruptions + 1


def test_a_refund_carried_out_by_two_is_booked_once(seller: SellerWithOffer) -> None:
    def scene(point: int) -> bool:
        (placed,) = seller.paid_orders(1)
        assert seller.cancel_as_buyer(placed).status == 200
        operation = stripe_operations.find(order_id_of(placed), "refund#1-1#1")
        assert operation is not None
        with interrupted(point, partial(refund_outcomes.finish, operation)) as refunding_too:
            refund_outcomes.finish(operation)
        seller.cell.settle()
        seller.require_one_refund(placed)
        return refunding_too.happened

    assert at_every_point(scene) > 1
    (balance,) = journals.balances_of(seller.seller_id)
    assert balance.owed_minor == 0
