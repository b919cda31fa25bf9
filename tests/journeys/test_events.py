"""Stripe's events come late, twice, in any order and about strangers; money is booked once and nothing is guessed."""

import json
import time
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from random import Random

import pytest

from chalicelib.gateways import stripe
from chalicelib.kernel import fact_store
from chalicelib.kernel.values import ids
from chalicelib.orders.checkout import placing
from chalicelib.orders.models import OrderItem
from chalicelib.payments import money_commands, payment_intents
from chalicelib.payments.models import InboxEntry, JournalItem, SellerBalance
from chalicelib.payments.operations import stripe_operations
from doubles.stripe_double.events import Delivery
from tests.journeys.cell import CloudCell, Reply
from tests.journeys.races import at_once

pytestmark = pytest.mark.cloud

COPIES = 5
WORKERS = 4
ROUNDS_MAX = 10


@pytest.fixture
def rng() -> Random:
    return Random(20261123)


@pytest.fixture
def offer_id(cell: CloudCell) -> str:
    return cell.an_offer(cell.a_seller_and_key()[0], cell.a_product(), stock=30)


def _order_id(placed: Reply) -> str:
    return str(placed.body["order"]["order_id"])


def _flood(cell: CloudCell, rng: Random) -> None:
    """Deliver every due event five times, in any order, over several connections, and work through what they ask."""
    deliveries = cell.take_events() * COPIES
    rng.shuffle(deliveries)
    half = len(deliveries) // 2
    for wave in (deliveries[:half], deliveries[half:]):
        at_once([partial(_receive, cell, wave[start::WORKERS]) for start in range(WORKERS)])
        cell.money.deliver_concurrently(WORKERS, rng)


def _receive(cell: CloudCell, deliveries: list[Delivery]) -> None:
    for delivery in deliveries:
        cell.receive(delivery)


def _flood_until_quiet(cell: CloudCell, rng: Random) -> None:
    for _ in range(ROUNDS_MAX):
        _flood(cell, rng)
        if cell.money.deliver_concurrently(WORKERS, rng) == (0, 0) and not cell.stripe.due_events():
            return
    pytest.fail("events and commands never came to an end")


def _names_of(order_id: str) -> Counter[str]:
    return Counter(fact.name for fact in fact_store.story(order_id))


def _require_books_of_stripe(cell: CloudCell) -> None:
    """One journal for each time money moved at Stripe, over that amount, and no other; balances are their sums."""
    moved = {f"capture#{one['id']}": one["amount_received"] for one in cell.stripe.made("payment_intent")}
    moved |= {f"refund#{one['id']}": -one["amount"] for one in cell.stripe.made("refund")}
    journals = list(JournalItem.scan(consistent_read=True))
    booked = {journal.journal_id: journal.postings["stripe"] for journal in journals}
    assert len(journals) == len(booked)
    assert booked == {journal_id: minor for journal_id, minor in moved.items() if minor}
    assert all(sum(journal.postings.values()) == 0 for journal in journals)
    owed: Counter[str] = Counter()
    for journal in journals:
        owed.update({account: -minor for account, minor in journal.postings.items() if account.startswith("seller:")})
    stored = {f"seller:{item.seller_id}": int(item.owed_minor) for item in SellerBalance.scan(consistent_read=True)}
    assert stored == dict(owed)
    assert sum(int(item.journals) for item in SellerBalance.scan(consistent_read=True)) == len(journals)


def test_every_event_five_times_in_any_order_books_each_payment_and_refund_once(
    cell: CloudCell, offer_id: str, rng: Random
) -> None:
    placed = [cell.send_order(cell.basket(offer_id)) for _ in range(8)]
    paid, declined, second_try, left = placed[:4], placed[4], placed[5], placed[6]
    for one in [declined, second_try]:
        cell.pay_for(one, "pm_card_chargeDeclined")
    for one in [*paid, second_try]:
        cell.pay_for(one)
    cancelled = cell.ask("POST", _path(left), {}, key=left.body["access_token"], Idempotency_Key="left")
    assert cancelled.body["refund_minor"] == 0
    _flood_until_quiet(cell, rng)
    assert [OrderItem.get(_order_id(one)).state for one in placed] == [
        *["PAID"] * 4,
        "RESERVED",
        "PAID",
        "VOIDED",
        "RESERVED",
    ]
    assert cell.stock(offer_id) == (23, 7, 0, 0)
    _require_books_of_stripe(cell)
    refunded = paid[:2]
    at_once([partial(_cancel, cell, one) for one in refunded])
    _flood_until_quiet(cell, rng)
    _require_books_of_stripe(cell)
    assert [_names_of(_order_id(one))["OrderPaid"] for one in placed] == [1, 1, 1, 1, 0, 1, 0, 0]
    assert [_names_of(_order_id(one))["LineRefunded"] for one in paid] == [1, 1, 0, 0]
    assert _names_of(_order_id(declined))["PaymentDeclined"] == 1
    assert _names_of(_order_id(left)) == {"OrderPlaced": 1, "OrderReleased": 1}
    assert cell.stock(offer_id) == (25, 5, 0, 0)


def _path(placed: Reply) -> str:
    return f"/v1/orders/{_order_id(placed)}/cancellation"


def _cancel(cell: CloudCell, placed: Reply) -> None:
    key = placed.body["access_token"]
    assert cell.ask("POST", _path(placed), {}, key=key, Idempotency_Key="back").status == 200


def test_events_about_a_payment_whose_answer_is_still_on_its_way_settle_the_order(
    cell: CloudCell, offer_id: str, rng: Random
) -> None:
    key, basket = str(uuid.uuid4()), cell.basket(offer_id)
    cell.stripe.inject("timeout_after", method="POST", path="/v1/payment_intents")
    cell.stripe_connection.hold()
    with ThreadPoolExecutor(1) as buyer:
        placing_it = buyer.submit(cell.send_order, basket, key)
        assert cell.stripe_connection.waiting.wait(10)
        (intent,) = cell.stripe.made("payment_intent")
        order_id = intent["metadata"]["order_id"]
        _flood_until_quiet(cell, rng)  # that it was created
        assert OrderItem.get(order_id).state == "RESERVED"
        cell.confirm(intent["id"])
        _flood_until_quiet(cell, rng)  # that it succeeded
        operation = stripe_operations.find(order_id, payment_intents.PAY)
        assert operation is not None
        assert (OrderItem.get(order_id).state, operation.state) == ("PAID", "STARTED")
        cell.stripe_connection.release()
    lost = placing_it.result()
    assert (lost.status, lost.problem) == (503, "payment-unavailable")
    cell.pass_time(seconds=11)
    again = cell.send_order(basket, key)
    assert (again.status, again.body["payment"]["payment_intent_id"]) == (201, intent["id"])
    assert len(cell.stripe.made("payment_intent")) == 1
    assert _names_of(order_id)["OrderPaid"] == 1
    _require_books_of_stripe(cell)


def test_events_about_strangers_are_kept_retried_and_reported_until_they_are_known(
    cell: CloudCell, offer_id: str, rng: Random
) -> None:
    cell.a_paid_order(offer_id)
    key = str(uuid.uuid4())
    foreign = {"amount": 5_000, "currency": "eur", "payment_method_types": ["card"]}
    soon = {"metadata": {"order_id": ids.derived_id("ord", placing.ROUTE, "guest", key)}}
    stranger = stripe.create_intent(foreign, "stranger").id
    early = stripe.create_intent(foreign | soon, "early").id
    cell.confirm(stranger)
    cell.confirm(early, "pm_card_chargeDeclined")
    by_hand = stripe.create_refund({"payment_intent": stranger, "amount": 100}, "by-hand").id
    for _ in range(2):
        _flood(cell, rng)
    kept = Counter(entry.object_id for entry in InboxEntry.scan(consistent_read=True))
    assert all(kept[unknown] >= 1 for unknown in (stranger, early, by_hand))
    assert _unmatched_events(cell) == kept[stranger] + kept[early] + kept[by_hand]
    assert cell.counts()["journals"] == 1
    carried_out, waiting = cell.money.deliver_concurrently(WORKERS, rng)
    assert (carried_out, waiting) == (0, COPIES * (kept[stranger] + kept[early] + kept[by_hand]))

    placed = cell.send_order(cell.basket(offer_id), key)
    assert cell.money.deliver_concurrently(WORKERS, rng) == (
        COPIES * kept[early],
        COPIES * (kept[stranger] + kept[by_hand]),
    )
    assert _unmatched_events(cell) == kept[stranger] + kept[by_hand]
    assert _names_of(_order_id(placed)) == {"OrderPlaced": 1, "PaymentDeclined": 1}


def _unmatched_events(cell: CloudCell) -> int:
    count: int = json.loads(cell.ask("GET", "/v1/ops/health", key=cell.an_ops_key()).raw)["unmatched_events"]
    return count


def test_a_buyer_who_pays_while_the_order_expires_has_the_device_or_keeps_the_money(
    cell: CloudCell, offer_id: str, rng: Random
) -> None:
    placed = [cell.send_order(cell.basket(offer_id)) for _ in range(10)]
    cell.pass_time(minutes=16)
    for one in placed:
        money_commands.send(money_commands.ReleaseOrder(_order_id(one)))
    early, late = placed[:2], placed[-2:]
    _pay_one_by_one(cell, early)
    at_once([partial(_release, cell, rng), partial(_pay_one_by_one, cell, placed[2:-2])])
    _pay_one_by_one(cell, late)
    cell.expire_orders()
    _flood_until_quiet(cell, rng)
    outcomes: Counter[tuple[str, str]] = Counter()
    for one in placed:
        intent = stripe.intent(one.body["payment"]["payment_intent_id"])
        outcomes[OrderItem.get(_order_id(one)).state, intent.status] += 1
    assert set(outcomes) <= {("PAID", "succeeded"), ("EXPIRED", "canceled")}
    bought = outcomes["PAID", "succeeded"]
    assert len(early) <= bought <= len(placed) - len(late)
    assert cell.stock(offer_id) == (30 - bought, bought, 0, 0)
    _require_books_of_stripe(cell)


def _pay_one_by_one(cell: CloudCell, placed: list[Reply]) -> None:
    for one in placed:
        time.sleep(0.02)  # about what releasing one takes: who is first shall be open
        cell.pay_for(one)


def _release(cell: CloudCell, rng: Random) -> None:
    cell.money.deliver_concurrently(WORKERS, rng)
