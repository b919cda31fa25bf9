"""One Idempotency-Key is one order and one payment, however many send it at once."""

import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from tests.journeys.cell import CloudCell, Reply
from tests.journeys.races import at_once

pytestmark = pytest.mark.cloud

PEOPLE = 20


@pytest.fixture
def offer_id(cell: CloudCell) -> str:
    return cell.an_offer(cell.a_seller_and_key()[0], cell.a_product(), stock=PEOPLE)


def _only_refused_in_progress(replies: list[Reply]) -> bool:
    return all(
        (reply.status, reply.problem, reply.headers.get("retry-after")) == (409, "in-progress", "1")
        for reply in replies
        if reply.status != 201
    )


def test_twenty_posts_at_once_under_one_key_are_one_order(cell: CloudCell, offer_id: str) -> None:
    key, basket = str(uuid.uuid4()), cell.basket(offer_id)
    spellings = [key, key.upper()] * (PEOPLE // 2)
    replies = at_once([partial(cell.send_order, basket, spelling) for spelling in spellings])
    placed = [reply for reply in replies if reply.status == 201]
    assert placed
    assert _only_refused_in_progress(replies)
    again = [cell.send_order(basket, key) for _ in replies]  # as a client does that was told to come again
    assert {reply.status for reply in again} == {201}
    assert len({reply.raw for reply in [*placed, *again]}) == 1
    assert [reply.headers.get("idempotent-replayed") for reply in again] == ["true"] * PEOPLE
    assert sum("idempotent-replayed" not in reply.headers for reply in placed) <= 1
    assert len(cell.stripe.made("payment_intent")) == 1
    assert cell.stock(offer_id) == (PEOPLE - 1, 1, 0, 0)
    assert cell.counts()["orders"] == 1


def test_while_stripe_is_asked_the_others_are_told_to_come_again(cell: CloudCell, offer_id: str) -> None:
    key, basket = str(uuid.uuid4()), cell.basket(offer_id)
    cell.stripe.inject("delay", method="POST", path="/v1/payment_intents", seconds=5)
    cell.stripe_connection.hold()
    with ThreadPoolExecutor(1) as first:
        placing = first.submit(cell.send_order, basket, key)
        assert cell.stripe_connection.waiting.wait(10)
        others = at_once([partial(cell.send_order, basket, key)] * (PEOPLE - 1))
        cell.stripe_connection.release()
    assert Counter(reply.problem for reply in others) == {"in-progress": PEOPLE - 1}
    assert _only_refused_in_progress(others)
    placed = placing.result()
    again = at_once([partial(cell.send_order, basket, key)] * (PEOPLE - 1))
    assert {(reply.status, reply.raw) for reply in again} == {(201, placed.raw)}
    assert placed.status == 201
    assert len(cell.stripe.made("payment_intent")) == 1
    assert cell.stock(offer_id) == (PEOPLE - 1, 1, 0, 0)


def test_another_body_under_the_key_is_refused_and_learns_nothing(cell: CloudCell, offer_id: str) -> None:
    key = str(uuid.uuid4())
    baskets = [cell.basket(offer_id), cell.basket(offer_id, offer_id)]
    replies = at_once([partial(cell.send_order, basket, key) for basket in baskets * (PEOPLE // 2)])
    by_body = [replies[0::2], replies[1::2]]
    winner = next(body for body in (0, 1) if any(reply.status == 201 for reply in by_body[body]))
    assert _only_refused_in_progress(by_body[winner])
    for refused in by_body[1 - winner]:
        assert (refused.status, refused.problem) == (422, "idempotency-key-reused")
        assert set(refused.body) == {"type", "title", "status", "instance"}
        assert "idempotent-replayed" not in refused.headers
    assert cell.counts()["orders"] == 1
    assert cell.stock(offer_id)[1] == winner + 1
    assert len(cell.stripe.made("payment_intent")) == 1


def test_two_keys_for_one_basket_are_two_orders(cell: CloudCell, offer_id: str) -> None:
    basket = cell.basket(offer_id)
    keys = [str(uuid.uuid4()), str(uuid.uuid4())]
    first, second = at_once([partial(cell.send_order, basket, key) for key in keys])
    assert (first.status, second.status) == (201, 201)
    assert first.body["order"]["order_id"] != second.body["order"]["order_id"]
    assert first.body["payment"]["payment_intent_id"] != second.body["payment"]["payment_intent_id"]
    assert cell.stock(offer_id) == (PEOPLE - 2, 2, 0, 0)


def test_of_ten_orders_at_once_under_one_mail_address_three_wait_for_payment(cell: CloudCell, offer_id: str) -> None:
    buyer = {"name": "Zoé Müller", "email": "zoe@example.org"}
    baskets = [cell.basket(offer_id, buyer=buyer) for _ in range(10)]
    replies = at_once([partial(cell.send_order, basket) for basket in baskets])
    assert Counter(reply.problem for reply in replies) == {"": 3, "too-many-unpaid-orders": 7}
    assert cell.stock(offer_id) == (PEOPLE - 3, 3, 0, 0)


def test_of_twenty_orders_at_once_from_one_address_ten_are_placed(cell: CloudCell, offer_id: str) -> None:
    baskets = [cell.basket(offer_id) for _ in range(PEOPLE)]
    replies = at_once([partial(cell.send_order, basket, origin="198.51.100.7") for basket in baskets])
    assert Counter(reply.problem for reply in replies) == {"": 10, "too-many-orders": 10}
    assert cell.stock(offer_id) == (PEOPLE - 10, 10, 0, 0)
