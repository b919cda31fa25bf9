"""Sellers change, accept and cancel while buyers buy and cancel: nobody buys stale terms, money goes back once."""

import itertools
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from random import Random
from typing import Any

import pytest

from chalicelib.catalog.models import OfferVersionItem
from chalicelib.kernel import fact_store
from chalicelib.kernel.deadlines import DeadlinesFailed
from chalicelib.kernel.runtime import clock
from chalicelib.orders.lifecycle import LineState
from chalicelib.orders.line_transitions import order_and_seller_order
from chalicelib.orders.models import OrderItem
from chalicelib.payments import money_commands
from chalicelib.payments.ledger import journals
from chalicelib.payments.models import JournalItem
from chalicelib.payments.operations import stripe_operations
from tests.journeys.cell import CloudCell, Reply
from tests.journeys.races import at_once
from tests.journeys.seller_with_offer import SellerWithOffer, order_id_of

pytestmark = pytest.mark.cloud

BUYERS = 50
RECEIVED = 40
DEVICES = 8
WORKERS = 3
ROUNDS_MAX = 10


@pytest.fixture
def seller(cell: CloudCell) -> SellerWithOffer:
    return SellerWithOffer.opened(cell, stock=RECEIVED)


@pytest.fixture
def rng() -> Random:
    return Random(20261123)


def test_while_the_price_changes_nobody_buys_on_terms_that_are_over(seller: SellerWithOffer) -> None:
    cell, offer_id = seller.cell, seller.offer_id
    ticks = itertools.count()  # an order of what was certainly before what, across threads
    over_at: dict[int, int] = {}
    first_version, first_total = seller.quoted()
    changed_once = threading.Event()

    def change_prices() -> None:
        before = first_version
        for price_minor in (35_900, 33_900, 36_900, 34_900):
            version = seller.price(price_minor)
            over_at[before] = next(ticks)
            before = version
            changed_once.set()

    def buy(number: int) -> tuple[int, int, Reply]:
        """When it was sent, on which terms, and the answer."""
        version, total_minor = first_version, first_total
        if number % 5:
            version, total_minor = seller.quoted()
        else:  # shown the page before the first change, sends the order after it
            assert changed_once.wait(20)
        sent = next(ticks)
        basket = cell.basket(offer_id, terms_version=version, expected_total_minor=total_minor)
        return sent, version, cell.send_order(basket)

    acts: list[Callable[[], Any]] = [change_prices, *[partial(buy, number) for number in range(BUYERS)]]
    bought = at_once(acts)[1:]
    assert {reply.problem for _, _, reply in bought} <= {"", "terms-changed", "offer-sold-out"}
    assert sum(reply.problem == "terms-changed" for _, _, reply in bought) >= BUYERS // 5
    for sent, version, reply in bought:
        if reply.status == 201:
            assert sent < over_at.get(version, sent + 1)
    _require_agreed_prices(seller)
    orders = sum(reply.status == 201 for _, _, reply in bought)
    assert cell.stock(offer_id) == (RECEIVED - orders, orders, 0, 0)


def _require_agreed_prices(seller: SellerWithOffer) -> None:
    """Every order's price is that of the version of terms it names, as the price history has it."""
    history = [item.publication.prices["FR"] for item in OfferVersionItem.query(seller.offer_id)]
    price_of = {price.terms_version: price.price_minor for price in history}
    for order in OrderItem.scan(consistent_read=True):
        for line in order.lines:
            assert line.amounts.price_minor == price_of[line.terms_version]


def test_while_the_seller_counts_down_no_unit_is_lost_or_sold_twice(seller: SellerWithOffer) -> None:
    cell, offer_id = seller.cell, seller.offer_id
    deltas = [-4, -7, 3, -9, -5, 2]

    def take_away() -> list[Reply]:
        return [seller.add_units(delta) for delta in deltas]

    counted, *bought = at_once([take_away, *_buying(seller)])
    assert {reply.problem for reply in counted} <= {"", "units-promised"}
    assert {reply.problem for reply in bought} <= {"", "offer-sold-out"}
    received = RECEIVED + sum(delta for delta, reply in zip(deltas, counted, strict=True) if reply.status == 201)
    orders = sum(reply.status == 201 for reply in bought)
    assert sum(cell.stock(offer_id)) == received
    assert cell.stock(offer_id) == (received - orders, orders, 0, 0)


def _buying(seller: SellerWithOffer) -> list[Callable[[], Any]]:
    """As many buyers as there are, each about to place an order for one device."""
    baskets = [seller.cell.basket(seller.offer_id) for _ in range(BUYERS)]
    return [partial(seller.cell.send_order, basket) for basket in baskets]


def test_a_count_of_what_is_in_hand_never_counts_a_sale_back_in(seller: SellerWithOffer) -> None:
    cell, offer_id = seller.cell, seller.offer_id
    counts = [BUYERS + 40, 5, BUYERS + 20, 5, BUYERS + 10]  # of these only a five can be fewer than are promised

    def count() -> list[Reply]:
        return [seller.patch(stock=units) for units in counts]

    counted, *bought = at_once([count, *_buying(seller)])
    assert {reply.problem for reply in counted[1::2]} <= {"", "units-promised"}
    assert {reply.problem for reply in counted[0::2]} == {""}
    orders = sum(reply.status == 201 for reply in bought)
    assert cell.stock(offer_id) == (counts[-1] - orders, orders, 0, 0)


def test_seller_and_buyer_cancel_one_line_at_once_and_it_is_refunded_once(seller: SellerWithOffer) -> None:
    cell = seller.cell
    placed = seller.paid_orders(DEVICES)
    acts: list[Callable[[], Reply]] = []
    for one in placed:
        acts.append(partial(seller.cancel, one))
        acts.append(partial(seller.cancel_as_buyer, one))
    replies = at_once(acts)
    assert {reply.problem for reply in replies} <= {"", "conflict", "illegal-transition"}
    cell.settle()
    for one, pair in zip(placed, _pairs(replies), strict=True):
        assert 200 in {reply.status for reply in pair}
        told = Counter(fact.name for fact in fact_store.story(order_id_of(one)))
        assert (told["LineCancelled"], told["LineRefunded"]) == (1, 1)
        seller.require_one_refund(one)
    assert cell.stock(seller.offer_id) == (RECEIVED, 0, 0, 0)


def _pairs(replies: list[Reply]) -> list[tuple[Reply, Reply]]:
    return list(zip(replies[0::2], replies[1::2], strict=True))


def _watch_deadlines(cell: CloudCell) -> None:
    """A run that meets others twice at the same line fails, and the next one looks again."""
    with suppress(DeadlinesFailed):
        cell.watch_deadlines()


def test_a_line_is_accepted_or_its_deadline_lapses_never_both(seller: SellerWithOffer) -> None:
    cell = seller.cell
    placed = seller.paid_orders(DEVICES)
    first, last = placed[0], placed[-1]
    _, seller_order = order_and_seller_order(order_id_of(last), seller.seller_id)
    cell.watch_deadlines()  # as the schedule has done all the time until shortly before
    cell.pass_time(seconds=_seconds_until(seller_order.lines[0].accept_by) - 60)
    cell.watch_deadlines()
    cell.pass_time(seconds=120)
    seller.accept(first)
    acts: list[Callable[[], Any]] = [partial(_watch_deadlines, cell), partial(_watch_deadlines, cell)]
    acts += [partial(seller.accept, one) for one in placed[1:-1]]
    accepted = at_once(acts)[2:]
    assert {reply.problem for reply in accepted} <= {"", "conflict", "illegal-transition"}
    for _ in range(2):  # a deadline that met somebody else's step is looked at again
        cell.watch_deadlines()
        cell.settle()
    assert seller.state(first) is LineState.ACCEPTED
    assert seller.state(last) is LineState.CANCELLED
    for one, reply in zip(placed[1:-1], accepted, strict=True):
        assert seller.state(one) is (LineState.ACCEPTED if reply.status == 200 else LineState.CANCELLED)
    for one in placed:
        told = Counter(fact.name for fact in fact_store.story(order_id_of(one)))
        assert told["LineAccepted"] + told["LineCancelled"] == 1
        if seller.state(one) is LineState.CANCELLED:
            seller.require_one_refund(one)
    lapsed = sum(seller.state(one) is LineState.CANCELLED for one in placed)
    assert len(cell.stripe.made("refund")) == lapsed
    assert cell.stock(seller.offer_id) == (RECEIVED - DEVICES + lapsed, DEVICES - lapsed, 0, 0)


def _seconds_until(stamped: str) -> int:
    return int((clock.parse(stamped) - clock.now()).total_seconds())


def test_several_workers_carry_out_one_refund_once(seller: SellerWithOffer, rng: Random) -> None:
    cell = seller.cell
    placed = seller.paid_orders(DEVICES)
    at_once([partial(seller.cancel_as_buyer, one) for one in placed])
    for one in placed:  # the sweeper asks for what the cancellation asked for already
        money_commands.send(money_commands.ResolveOperation(order_id_of(one), "refund#1-1#1"))
    # Stripe takes its time over some, and answers others never: their key is in use, or the effect stands unseen.
    cell.stripe.inject("delay", method="POST", path="/v1/refunds", times=3, seconds=4)
    cell.stripe.inject("timeout_after", method="POST", path="/v1/refunds", times=2)
    cell.stripe.inject("error_after", method="POST", path="/v1/refunds", times=1)
    for _ in range(ROUNDS_MAX):
        if cell.money.deliver_concurrently(WORKERS, rng) == (0, 0):
            break
    cell.settle()
    for one in placed:
        seller.require_one_refund(one)
        operation = stripe_operations.find(order_id_of(one), "refund#1-1#1")
        assert operation is not None
        assert operation.state == "OK"
    assert len(cell.stripe.made("refund")) == DEVICES
    assert len(list(JournalItem.scan(consistent_read=True))) == 2 * DEVICES
    assert [int(balance.owed_minor) for balance in journals.balances_of(seller.seller_id)] == [0]


def test_a_refund_that_stripe_made_and_answers_for_with_an_error_is_found(seller: SellerWithOffer) -> None:
    cell = seller.cell
    (placed,) = seller.paid_orders(1)
    cell.stripe.inject("error_after", method="POST", path="/v1/refunds")
    assert seller.cancel_as_buyer(placed).status == 200
    cell.settle()
    seller.require_one_refund(placed)
