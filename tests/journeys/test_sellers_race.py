"""Sellers change, accept and cancel while buyers buy and cancel: nobody buys stale terms, money goes back once."""

import itertools
import threading
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from random import Random
from typing import Any

import pytest

from chalicelib.catalog.models import OfferVersionItem
from chalicelib.kernel import clock, facts
from chalicelib.orders import queries
from chalicelib.orders.lifecycle import LineState
from chalicelib.orders.models import Order
from chalicelib.orders.moving import load
from chalicelib.orders.refunding import REFUND_LINE
from chalicelib.payments import attempts, commands, ledger
from chalicelib.payments.models import JournalItem
from tests.catalog import stall
from tests.journeys.cell import Cell, Reply
from tests.journeys.racing import at_once

pytestmark = pytest.mark.cloud

BUYERS = 50
RECEIVED = 40
DEVICES = 8
WORKERS = 3
ROUNDS_MAX = 10


@dataclass
class Stall:
    """A seller, the key, and one offer."""

    cell: Cell
    seller_id: str
    key: str
    offer_id: str

    def patch(self, **changed: Any) -> Reply:
        return self.cell.ask("PATCH", f"/v1/seller/offers/{stall.SKU}", changed, key=self.key)

    def price(self, price_minor: int) -> int:
        """Change the price in FR; the terms version it has from now on."""
        patched = self.patch(prices={"FR": {"amount_minor": price_minor, "currency": "EUR"}})
        assert patched.status == 200, patched.raw
        return int(OfferVersionItem.get(self.offer_id, patched.body["version"]).publication.prices["FR"].terms_version)

    def add_units(self, delta: int) -> Reply:
        path = f"/v1/seller/offers/{stall.SKU}/stock-changes"
        return self.cell.ask("POST", path, {"delta": delta}, key=self.key, Idempotency_Key=str(uuid.uuid4()))

    def on_line(self, placed: Reply, step: str, body: Any = None) -> Reply:
        path = f"/v1/seller/orders/{_order_id(placed)}/lines/1/{step}"
        return self.cell.ask("POST", path, body, key=self.key, Idempotency_Key=str(uuid.uuid4()))


@pytest.fixture
def market(cell: Cell) -> Stall:
    seller, key = cell.a_seller()
    return Stall(cell, seller.seller_id, key, cell.an_offer(seller, cell.a_product(), stock=RECEIVED))


@pytest.fixture
def chance() -> Random:
    return Random(20261123)


def _order_id(placed: Reply) -> str:
    return str(placed.body["order"]["order_id"])


def _state(placed: Reply) -> LineState:
    order = queries.order(_order_id(placed))
    return queries.states(order, queries.parts_of(order).values())["1"]


def _quoted(cell: Cell, offer_id: str) -> tuple[int, int]:
    """(terms version, total in minor units) of one device as the shop shows it now."""
    asked = {"market": "FR", "lines": [{"offer_id": offer_id}], "delivery_country": "FR"}
    quoted = cell.ask("POST", "/v1/quotes", asked).body
    return quoted["lines"][0]["terms_version"], quoted["totals"]["total"]["amount_minor"]


def test_while_the_price_changes_nobody_buys_on_terms_that_are_over(market: Stall) -> None:
    cell, offer_id = market.cell, market.offer_id
    ticks = itertools.count()  # an order of what was certainly before what, across threads
    over_at: dict[int, int] = {}
    first_version, first_total = _quoted(cell, offer_id)
    changed_once = threading.Event()

    def change_prices() -> None:
        before = first_version
        for price_minor in (35_900, 33_900, 36_900, 34_900):
            version = market.price(price_minor)
            over_at[before] = next(ticks)
            before = version
            changed_once.set()

    def buy(number: int) -> tuple[int, int, Reply]:
        """When it was sent, on which terms, and the answer."""
        version, total_minor = first_version, first_total
        if number % 5:
            version, total_minor = _quoted(cell, offer_id)
        else:  # shown the page before the first change, sends the order after it
            assert changed_once.wait(20)
        sent = next(ticks)
        basket = cell.basket(offer_id, terms_version=version, expected_total_minor=total_minor)
        return sent, version, cell.place(basket)

    acts: list[Callable[[], Any]] = [change_prices, *[partial(buy, number) for number in range(BUYERS)]]
    bought = at_once(acts)[1:]
    assert {reply.problem for _, _, reply in bought} <= {"", "terms-changed", "offer-sold-out"}
    assert sum(reply.problem == "terms-changed" for _, _, reply in bought) >= BUYERS // 5
    for sent, version, reply in bought:
        if reply.status == 201:
            assert sent < over_at.get(version, sent + 1)
    _require_agreed_prices(market)
    orders = sum(reply.status == 201 for _, _, reply in bought)
    assert cell.stock(offer_id) == (RECEIVED - orders, orders, 0, 0)


def _require_agreed_prices(market: Stall) -> None:
    """Every order's price is that of the version of terms it names, as the price history has it."""
    history = [item.publication.prices["FR"] for item in OfferVersionItem.query(market.offer_id)]
    price_of = {price.terms_version: price.price_minor for price in history}
    for order in Order.scan(consistent_read=True):
        for line in order.lines:
            assert line.amounts.price_minor == price_of[line.terms_version]


def test_while_the_seller_counts_down_no_unit_is_lost_or_sold_twice(market: Stall) -> None:
    cell, offer_id = market.cell, market.offer_id
    deltas = [-4, -7, 3, -9, -5, 2]

    def take_away() -> list[Reply]:
        return [market.add_units(delta) for delta in deltas]

    counted, *bought = at_once([take_away, *_buying(market)])
    assert {reply.problem for reply in counted} <= {"", "units-promised"}
    assert {reply.problem for reply in bought} <= {"", "offer-sold-out"}
    received = RECEIVED + sum(delta for delta, reply in zip(deltas, counted, strict=True) if reply.status == 201)
    orders = sum(reply.status == 201 for reply in bought)
    assert sum(cell.stock(offer_id)) == received
    assert cell.stock(offer_id) == (received - orders, orders, 0, 0)


def _buying(market: Stall) -> list[Callable[[], Any]]:
    """As many buyers as there are, each about to place an order for one device."""
    baskets = [market.cell.basket(market.offer_id) for _ in range(BUYERS)]
    return [partial(market.cell.place, basket) for basket in baskets]


def test_a_count_of_what_is_in_hand_never_counts_a_sale_back_in(market: Stall) -> None:
    cell, offer_id = market.cell, market.offer_id
    counts = [BUYERS + 40, 5, BUYERS + 20, 5, BUYERS + 10]  # of these only a five can be fewer than are promised

    def count() -> list[Reply]:
        return [market.patch(stock=units) for units in counts]

    counted, *bought = at_once([count, *_buying(market)])
    assert {reply.problem for reply in counted[1::2]} <= {"", "units-promised"}
    assert {reply.problem for reply in counted[0::2]} == {""}
    orders = sum(reply.status == 201 for reply in bought)
    assert cell.stock(offer_id) == (counts[-1] - orders, orders, 0, 0)


def test_seller_and_buyer_cancel_one_line_at_once_and_it_is_refunded_once(market: Stall) -> None:
    cell = market.cell
    placed = _paid(market, DEVICES)
    acts: list[Callable[[], Reply]] = []
    for one in placed:
        acts.append(partial(market.on_line, one, "cancellation", {"reason": "PRICE_MISTAKE"}))
        acts.append(partial(_cancel_as_buyer, cell, one))
    replies = at_once(acts)
    assert {reply.problem for reply in replies} <= {"", "conflict", "illegal-transition"}
    cell.settle()
    for one, pair in zip(placed, _pairs(replies), strict=True):
        assert 200 in {reply.status for reply in pair}
        told = Counter(fact.name for fact in facts.story(_order_id(one)))
        assert (told["LineCancelled"], told["LineRefunded"]) == (1, 1)
        _require_one_refund(cell, one)
    assert cell.stock(market.offer_id) == (RECEIVED, 0, 0, 0)


def _pairs(replies: list[Reply]) -> list[tuple[Reply, Reply]]:
    return list(zip(replies[0::2], replies[1::2], strict=True))


def _paid(market: Stall, count: int) -> list[Reply]:
    cell = market.cell
    placed = [cell.place(cell.basket(market.offer_id)) for _ in range(count)]
    for one in placed:
        cell.pay(one)
    cell.settle()
    assert {_state(one) for one in placed} == {LineState.PAID}
    return placed


def _cancel_as_buyer(cell: Cell, placed: Reply) -> Reply:
    path = f"/v1/orders/{_order_id(placed)}/cancellation"
    return cell.ask("POST", path, {}, key=placed.body["access_token"], Idempotency_Key=str(uuid.uuid4()))


def _require_one_refund(cell: Cell, placed: Reply) -> None:
    """One refund at Stripe over what was paid, one journal for it, the order's total back to the cent."""
    order = Order.get(_order_id(placed), consistent_read=True)
    refunds = [one for one in cell.stripe.made("refund") if one["payment_intent"] == order.payment_intent_id]
    assert [refund["amount"] for refund in refunds] == [order.total_minor]
    booked = {journal.journal_id for journal in ledger.journals_of(order.order_id)}
    assert booked == {f"capture#{order.payment_intent_id}", f"refund#{refunds[0]['id']}"}
    assert order.refunding_minor == order.refunded_minor == order.total_minor


def test_a_line_is_accepted_or_its_deadline_lapses_never_both(market: Stall) -> None:
    cell = market.cell
    placed = _paid(market, DEVICES)
    first, last = placed[0], placed[-1]
    _, steps = load(_order_id(last), market.seller_id)
    cell.watch_deadlines()  # as the schedule has done all the time until shortly before
    cell.pass_time(seconds=_seconds_until(steps.lines[0].accept_by) - 60)
    cell.watch_deadlines()
    cell.pass_time(seconds=120)
    market.on_line(first, "acceptance")
    acts: list[Callable[[], Any]] = [cell.watch_deadlines, cell.watch_deadlines]
    acts += [partial(market.on_line, one, "acceptance") for one in placed[1:-1]]
    accepted = at_once(acts)[2:]
    assert {reply.problem for reply in accepted} <= {"", "conflict", "illegal-transition"}
    for _ in range(2):  # a deadline that met somebody else's step is looked at again
        cell.watch_deadlines()
        cell.settle()
    assert _state(first) is LineState.ACCEPTED
    assert _state(last) is LineState.CANCELLED
    for one, reply in zip(placed[1:-1], accepted, strict=True):
        assert _state(one) is (LineState.ACCEPTED if reply.status == 200 else LineState.CANCELLED)
    for one in placed:
        told = Counter(fact.name for fact in facts.story(_order_id(one)))
        assert told["LineAccepted"] + told["LineCancelled"] == 1
        if _state(one) is LineState.CANCELLED:
            _require_one_refund(cell, one)
    lapsed = sum(_state(one) is LineState.CANCELLED for one in placed)
    assert len(cell.stripe.made("refund")) == lapsed
    assert cell.stock(market.offer_id) == (RECEIVED - DEVICES + lapsed, DEVICES - lapsed, 0, 0)


def _seconds_until(stamped: str) -> int:
    return int((clock.parse(stamped) - clock.now()).total_seconds())


def test_several_workers_carry_out_one_refund_once(market: Stall, chance: Random) -> None:
    cell = market.cell
    placed = _paid(market, DEVICES)
    at_once([partial(_cancel_as_buyer, cell, one) for one in placed])
    for one in placed:  # the sweeper asks for what the cancellation asked for already
        commands.send(commands.ResolveAttempt(_order_id(one), f"{REFUND_LINE}#1"))
    # Stripe takes its time over some, and answers others never: their key is in use, or the effect stands unseen.
    cell.stripe.inject("delay", method="POST", path="/v1/refunds", times=3, seconds=4)
    cell.stripe.inject("timeout_after", method="POST", path="/v1/refunds", times=2)
    cell.stripe.inject("error_after", method="POST", path="/v1/refunds", times=1)
    for _ in range(ROUNDS_MAX):
        if cell.money.race(WORKERS, chance) == (0, 0):
            break
    cell.settle()
    for one in placed:
        _require_one_refund(cell, one)
        attempt = attempts.find(_order_id(one), f"{REFUND_LINE}#1")
        assert attempt is not None
        assert attempt.state == "OK"
    assert len(cell.stripe.made("refund")) == DEVICES
    assert len(list(JournalItem.scan(consistent_read=True))) == 2 * DEVICES
    assert [int(balance.owed_minor) for balance in ledger.balances_of(market.seller_id)] == [0]


def test_a_refund_that_stripe_made_and_answers_for_with_an_error_is_found(market: Stall) -> None:
    cell = market.cell
    (placed,) = _paid(market, 1)
    cell.stripe.inject("error_after", method="POST", path="/v1/refunds")
    assert _cancel_as_buyer(cell, placed).status == 200
    cell.settle()
    _require_one_refund(cell, placed)
