"""Delivering: each message of a seller's sales arrives, in order, signed, and nothing holds up anybody else."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook

from chalicelib.facts.boxes import BuyBoxChanged
from chalicelib.facts.offers import OfferSoldOut
from chalicelib.gateways.http_client import Answered
from chalicelib.kernel import fact_store
from chalicelib.kernel.runtime.version import VERSION
from chalicelib.webhooks import delivery_queues, delivery_worker, endpoints, queries, redelivery, signing
from tests.webhooks.post_office import Post, PostOffice, taken
from tests.webhooks.sales import (
    LIFE,
    LIFE_TYPES,
    ONE,
    ORDER,
    OTHER,
    PRODUCT,
    accepted,
    cancelled,
    paid,
    shipped,
)

HERE, THERE = "erp.one.example.com", "erp.other.example.com"


def types_of(posts: list[Post]) -> list[str]:
    return [post.said["type"] for post in posts]


def test_each_seller_hears_of_the_own_lines_and_of_nobody_elses(office: PostOffice) -> None:
    office.an_endpoint(ONE, HERE)
    office.an_endpoint(OTHER, THERE)
    office.hear(office.happen(paid(), accepted("1", 1)))
    office.work()
    (sale, step), (others,) = office.sent_to(HERE), office.sent_to(THERE)
    assert [line["line_id"] for line in sale.said["data"]["lines"]] == ["1", "2"]
    assert [line["line_id"] for line in others.said["data"]["lines"]] == ["9"]
    assert step.said["data"] == {
        "order_id": ORDER,
        "path": f"/v1/seller/orders/{ORDER}",
        "line_id": "1",
        "product_id": PRODUCT,
        "ship_by": "2026-11-27",
    }
    assert sale.id != others.id
    assert "." not in sale.id


def test_a_seller_without_an_endpoint_costs_no_write(office: PostOffice) -> None:
    recorded = office.happen(*LIFE)
    written = len(office.world.dynamodb.stream("rebound-eu-facts", 0))
    calls: list[str] = []
    office.world.on_call = lambda call: calls.append(call.operation)
    office.hear(recorded)
    assert len(office.world.dynamodb.stream("rebound-eu-facts", 0)) == written
    assert set(calls) == {"Query"}


@pytest.mark.parametrize("seed", range(20))
def test_order_is_kept_and_each_message_sent_once_however_facts_come(office: PostOffice, seed: int) -> None:
    office.an_endpoint(ONE, HERE)
    recorded = office.happen(*LIFE) * 2
    rng = random.Random(seed)
    rng.shuffle(recorded)
    for fact in recorded:
        office.hear([fact])
        if rng.random() < 0.5:
            office.work()
    office.work()
    assert types_of(office.sent_to(HERE)) == LIFE_TYPES
    assert len({post.id for post in office.posts}) == len(LIFE_TYPES)


def test_only_what_was_asked_for_and_happened_since_is_sent(office: PostOffice) -> None:
    early = office.happen(paid())
    office.an_endpoint(ONE, HERE, "line.shipped", "order.paid")
    office.hear([*early, *office.happen(accepted("1", 1), shipped("1", 2))])
    office.work()
    assert types_of(office.posts) == ["line.shipped"]


def test_an_order_is_cancelled_for_a_seller_with_the_last_of_the_own_lines(office: PostOffice) -> None:
    office.an_endpoint(ONE, HERE)
    office.hear(office.happen(paid(), cancelled("2", 1), cancelled("1", 2)))
    office.work()
    assert types_of(office.posts) == ["order.paid", "line.cancelled", "line.cancelled", "order.cancelled"]


def test_boxes_and_sold_out_offers_are_told_to_whom_they_concern(office: PostOffice) -> None:
    office.an_endpoint(ONE, HERE)
    office.an_endpoint(OTHER, THERE)
    passed = BuyBoxChanged(
        product_id=PRODUCT,
        market="FR",
        grade="GOOD",
        won_offer_id="off_eu_1",
        won_seller_id=ONE,
        lost_offer_id="off_eu_2",
        lost_seller_id=OTHER,
    )
    office.hear(office.happen(passed, OfferSoldOut(offer_id="off_eu_2", product_id=PRODUCT, seller_id=OTHER)))
    office.work()
    assert types_of(office.sent_to(HERE)) == ["offer.box_won"]
    assert sorted(types_of(office.sent_to(THERE))) == ["offer.box_lost", "offer.sold_out"]
    assert office.sent_to(HERE)[0].said["data"]["offer_id"] == "off_eu_1"


def test_a_receiver_sees_which_release_calls(office: PostOffice) -> None:
    office.an_endpoint(ONE, HERE)
    office.hear(office.happen(paid()))
    office.work()
    assert office.posts[0].headers["User-Agent"] == f"Rebound-Webhooks/{VERSION}"


def test_every_message_is_signed_by_standard_webhooks_and_during_a_rotation_by_both_secrets(office: PostOffice) -> None:
    endpoint = office.an_endpoint(ONE, HERE)
    first = signing.secret(endpoint.endpoint_id, 1)
    _, second = endpoints.rotate_secret(ONE, endpoint.endpoint_id, office.key("rotation"))
    assert second is not None
    office.hear(office.happen(paid()))
    office.work()
    _fits(office.posts[0], first)
    _fits(office.posts[0], second)
    office.clock.advance(hours=25)
    office.hear(office.happen(accepted("1", 1)))
    office.work()
    _fits(office.posts[1], second)
    assert len(office.posts[1].headers["webhook-signature"].split()) == 1


def _fits(post: Post, secret: str) -> None:
    webhook = Webhook(secret)
    stamp = int(post.headers["webhook-timestamp"])
    wanted = {each.split(",")[1] for each in post.headers["webhook-signature"].split()}

    assert webhook.sign(post.id, datetime.fromtimestamp(stamp, UTC), post.body.decode()).split(",")[1] in wanted


def test_at_most_three_messages_of_an_endpoint_are_under_way_and_one_of_a_slow_one(office: PostOffice) -> None:
    ordering_keys = [delivery_queues.OrderingKey(ONE, "whe_eu_1", f"ord_eu_{number}") for number in range(100)]
    delivery_queues.enqueue(ordering_keys)
    queue = office.world.queue("rebound-eu-webhooks.fifo")
    under_way = [queue.take(1)["Records"] for _ in range(10)]
    assert sum(map(bool, under_way)) == 3
    for ordering_key in ordering_keys:
        delivery_queues.enqueue_slow(ordering_key)
    queue = office.world.queue("rebound-eu-slow_webhooks.fifo")
    assert [bool(queue.take(1)["Records"]) for _ in range(3)] == [True, False, False]


def test_two_workers_on_one_lane_keep_its_order(office: PostOffice) -> None:
    office.an_endpoint(ONE, HERE)
    office.hear(office.happen(*LIFE))
    other_at_work = False

    def while_sending(_: Post) -> Answered:
        nonlocal other_at_work
        if not other_at_work:
            other_at_work = True
            for fact in fact_store.story(ORDER):
                office.hear([fact])
            event = office.world.queue("rebound-eu-webhooks.fifo").take(1)
            ordering_key = delivery_queues.OrderingKey(ONE, queries.endpoints_of(ONE)[0].endpoint_id, ORDER)

            delivery_worker.look_at(ordering_key, delivery_worker.LIMITS, serves_slow=False)
            assert event is not None
        return Answered(status=200)

    office.answers[HERE] = while_sending
    office.work()
    firsts = list(dict.fromkeys(post.id for post in office.posts))
    assert [next(post for post in office.posts if post.id == each).said["type"] for each in firsts] == LIFE_TYPES
    assert {each.state for each in office.log_of(ONE)} == {"DELIVERED"}


def test_an_endpoint_deleted_meanwhile_is_sent_nothing_more(office: PostOffice) -> None:
    endpoint = office.an_endpoint(ONE, HERE)

    def deleting(_: Post) -> Answered:
        endpoints.delete_endpoint(ONE, endpoint.endpoint_id)
        return Answered(status=500)

    office.answers[HERE] = deleting
    office.hear(office.happen(*LIFE))
    office.work()
    office.pass_time(timedelta(minutes=10))
    assert len(office.posts) == 1
    assert {each.state for each in office.log_of(ONE)} == {"DROPPED"}


def test_what_waited_for_an_endpoint_that_was_off_is_dropped_when_it_is_deleted(office: PostOffice) -> None:
    endpoint = office.an_endpoint(ONE, HERE)
    endpoints.change_endpoint(ONE, endpoint.endpoint_id, endpoints.EndpointRequest(state="DISABLED"))
    office.hear(office.happen(*LIFE))
    office.work()
    endpoints.delete_endpoint(ONE, endpoint.endpoint_id)
    office.pass_time(timedelta(minutes=5))
    assert {each.state for each in office.log_of(ONE)} == {"DROPPED"}
    assert office.posts == []


def test_two_workers_on_the_lane_of_a_deleted_endpoint_drop_each_message_once(office: PostOffice) -> None:
    endpoint = office.an_endpoint(ONE, HERE)
    office.hear(office.happen(*LIFE))
    ordering_key = delivery_queues.OrderingKey(ONE, endpoint.endpoint_id, ORDER)
    endpoints.delete_endpoint(ONE, endpoint.endpoint_id)
    is_other_at_work = False

    def meanwhile(call: Any) -> None:
        nonlocal is_other_at_work
        if call.operation == "UpdateItem" and not is_other_at_work:
            is_other_at_work = True
            delivery_worker.look_at(ordering_key, delivery_worker.LIMITS, serves_slow=False)

    office.world.on_call = meanwhile
    delivery_worker.look_at(ordering_key, delivery_worker.LIMITS, serves_slow=False)
    assert is_other_at_work
    assert {each.state for each in office.log_of(ONE)} == {"DROPPED"}


def test_the_last_answer_is_that_of_the_last_attempt(office: PostOffice) -> None:
    office.an_endpoint(ONE, HERE)
    office.answers[HERE] = lambda _: Answered(status=500, body=b"boom") if len(office.posts) == 1 else taken(_)
    office.hear(office.happen(paid()))
    office.work()
    assert office.log_of(ONE)[0].answer == "boom"
    office.pass_time(timedelta(minutes=1))
    assert (office.log_of(ONE)[0].state, office.log_of(ONE)[0].answer) == ("DELIVERED", "")


def test_the_address_that_was_checked_is_the_one_that_is_called(office: PostOffice) -> None:
    office.an_endpoint(ONE, HERE)
    office.addresses[HERE] = ("203.0.114.7", "2606:4700::1111")
    office.hear(office.happen(paid()))
    office.work()
    assert office.posts[0].address == "203.0.114.7"
    office.addresses[HERE] = ("203.0.114.7", "127.0.0.1")
    office.hear(office.happen(accepted("1", 1)))
    office.work()
    assert len(office.posts) == 1, "one private address among several is enough to send nothing"
    assert [each.outcome for each in office.log_of(ONE)[0].attempts or ()] == ["ADDRESS_REFUSED"]


def test_a_message_is_sent_again_under_its_id_when_its_seller_asks(office: PostOffice) -> None:
    endpoint = office.an_endpoint(ONE, HERE)
    start = office.clock.moment
    office.hear(office.happen(*LIFE))
    office.work()
    redelivery.redeliver(ONE, office.posts[0].id)
    office.work()
    assert office.posts[-1].id == office.posts[0].id
    redelivery.redeliver_since(ONE, endpoint.endpoint_id, start, office.clock.moment)
    office.work()
    assert types_of(office.posts[-6:]) == LIFE_TYPES
    assert [post.id for post in office.posts[-6:]] == [post.id for post in office.posts[:6]]
