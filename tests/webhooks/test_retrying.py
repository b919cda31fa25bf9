"""Retrying: an endpoint that fails, hangs or is gone is tried for three days, set apart or switched off."""

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from chalicelib.gateways.http_client import Answered
from chalicelib.kernel import fact_store
from chalicelib.kernel.runtime import clock
from chalicelib.webhooks import endpoints, queries, redelivery
from chalicelib.webhooks.lifecycle import EndpointState
from chalicelib.webhooks.retry_policy import PAUSES
from tests.webhooks.post_office import Post, PostOffice, hanging, refusing, taken
from tests.webhooks.sales import LIFE, LIFE_TYPES, ONE, accepted, paid

HERE = "erp.one.example.com"


def test_a_message_is_tried_ten_times_over_three_days_and_then_makes_room(office: PostOffice) -> None:
    office.an_endpoint(ONE, HERE)
    office.answers[HERE] = lambda post: Answered(status=500 if post.said["type"] == "order.paid" else 200)
    office.hear(office.happen(paid(), accepted("1", 1)))
    office.work()
    office.pass_time(timedelta(hours=92))
    tried = [post.at for post in office.posts if post.said["type"] == "order.paid"]
    assert len(tried) == len(PAUSES) + 1 == 10
    assert len({post.id for post in office.posts}) == 2
    assert office.types[-1] == "line.accepted"
    assert [each.state for each in office.log_of(ONE)] == ["DELIVERED", "EXHAUSTED"]
    assert len(office.log_of(ONE)[1].attempts or ()) == 10
    gaps = [_seconds(late) - _seconds(early) for early, late in pairwise(tried)]
    for gap, pause in zip(gaps, PAUSES, strict=True):
        # A second more, so that nobody looks a moment too early.
        assert 0.8 * pause.total_seconds() <= gap <= 1.2 * pause.total_seconds() + 5


def _seconds(stamp: str) -> float:

    return clock.parse(stamp).timestamp()


def test_a_busy_receiver_says_when_to_come_again(office: PostOffice) -> None:
    office.an_endpoint(ONE, HERE)
    office.answers[HERE] = refusing(503, retry_after="7200")
    office.hear(office.happen(paid()))
    office.work()
    office.pass_time(timedelta(minutes=119))
    assert len(office.posts) == 1
    office.answers[HERE] = taken
    office.pass_time(timedelta(minutes=4))
    assert len(office.posts) == 2
    assert office.log_of(ONE)[0].state == "DELIVERED"


@pytest.mark.parametrize(
    ("said", "minutes"),
    [
        ("Mon, 23 Nov 2026 10:00:00 GMT", 60),
        ("Mon, 23 Nov 2026 11:00:00 +0100", 60),
        ("Mon, 23 Nov 2026 08:00:00 GMT", 0),
        ("Mon, 23 Nov 2026 11:00:00 -0000", 0),
        ("Fri, 31 Dec 9999 23:59:59 -2359", 24 * 60),
        ("Mon, 01 Jan 2024 00:00:00 +99999999999999999999", 0),
        ("Mon, 99999999999999999999 Jan 2024 00:00:00 GMT", 0),
        ("Mon, 01 Jan 99999999999999999999 00:00:00 GMT", 0),
        ("tomorrow", 0),
        ("9" * 4_000, 24 * 60),
    ],
)
def test_a_busy_receiver_may_say_a_date_and_nonsense_counts_as_nothing(
    office: PostOffice, said: str, minutes: int
) -> None:
    office.an_endpoint(ONE, HERE)
    office.answers[HERE] = refusing(503, retry_after=said)
    office.hear(office.happen(paid()))
    began = office.clock.moment
    office.take_one("webhooks.fifo")
    (delivery,) = office.log_of(ONE)
    assert delivery.state == "RETRYING"
    wait = clock.parse(str(delivery.due_at)) - began
    # The clock has gone on a little since; the shortest pause is five seconds, a fifth more or less.
    assert timedelta(minutes=minutes, seconds=-1) <= wait <= timedelta(minutes=minutes, seconds=7)


def test_a_redirect_is_a_failure_and_is_not_followed(office: PostOffice) -> None:
    office.an_endpoint(ONE, HERE)
    office.answers[HERE] = refusing(302, body=b"over there")
    office.hear(office.happen(paid()))
    office.work()
    assert [post.host for post in office.posts] == [HERE]
    assert office.log_of(ONE)[0].state == "RETRYING"


def test_gone_switches_an_endpoint_off_at_once_and_is_announced_once(office: PostOffice) -> None:
    endpoint = office.an_endpoint(ONE, HERE)
    office.answers[HERE] = refusing(410)
    office.hear(office.happen(*LIFE))
    office.work()
    office.pass_time(timedelta(hours=1))
    assert len(office.posts) == 1
    found = queries.endpoint(ONE, endpoint.endpoint_id)
    assert (found.state, found.disabled_why) == ("DISABLED", "GONE")
    assert [fact.name for fact in fact_store.story(endpoint.endpoint_id)] == ["EndpointDisabled"]


def test_what_waited_for_an_endpoint_goes_out_in_order_when_it_is_on_again(office: PostOffice) -> None:
    endpoint = office.an_endpoint(ONE, HERE)
    office.answers[HERE] = refusing(410)
    office.hear(office.happen(*LIFE))
    office.work()
    office.answers[HERE] = taken
    endpoints.change_endpoint(ONE, endpoint.endpoint_id, endpoints.EndpointRequest(state="ENABLED"))
    office.work()
    office.pass_time(timedelta(minutes=2))
    assert office.types[1:] == LIFE_TYPES


@pytest.mark.parametrize("how", ["by id", "by time", "by switching on", "by switching off and on"])
def test_who_is_well_again_need_not_wait_for_the_next_attempt(office: PostOffice, how: str) -> None:
    endpoint = office.an_endpoint(ONE, HERE)
    start = office.clock.moment
    office.answers[HERE] = refusing(500)
    office.hear(office.happen(*LIFE))
    office.pass_time(timedelta(hours=10))
    sent = len(office.posts)
    office.answers[HERE] = taken
    if how == "by id":
        redelivery.redeliver(ONE, office.posts[0].id)
    elif how == "by time":
        redelivery.redeliver_since(ONE, endpoint.endpoint_id, start, office.clock.moment)
    else:
        states: list[EndpointState] = ["ENABLED"] if how == "by switching on" else ["DISABLED", "ENABLED"]
        for state in states:
            endpoints.change_endpoint(ONE, endpoint.endpoint_id, endpoints.EndpointRequest(state=state))
    office.work()
    assert office.types[sent:] == LIFE_TYPES
    office.pass_time(timedelta(hours=30))
    assert len(office.posts) == sent + len(LIFE_TYPES)


def test_a_message_that_is_asked_for_again_while_it_is_sent_is_tried_from_the_beginning(office: PostOffice) -> None:
    office.an_endpoint(ONE, HERE)

    def asking(post: Post) -> Answered:
        if len(office.posts) == 2:
            redelivery.redeliver(ONE, post.id)
        return Answered(status=500)

    office.answers[HERE] = asking
    office.hear(office.happen(paid()))
    office.work()
    office.pass_time(timedelta(seconds=20))
    (delivery,) = office.log_of(ONE)
    assert (len(office.posts), delivery.state, delivery.tries) == (4, "RETRYING", 2)


def test_switching_on_sends_nothing_again_that_was_taken_or_given_up(office: PostOffice) -> None:
    endpoint = office.an_endpoint(ONE, HERE)
    office.answers[HERE] = lambda post: Answered(status=500 if post.said["type"] == "order.paid" else 200)
    office.hear(office.happen(*LIFE))
    office.work()
    office.pass_time(timedelta(hours=92))
    assert {each.state for each in office.log_of(ONE)} == {"DELIVERED", "EXHAUSTED"}
    sent = len(office.posts)
    endpoints.change_endpoint(ONE, endpoint.endpoint_id, endpoints.EndpointRequest(state="ENABLED"))
    office.pass_time(timedelta(hours=1))
    assert len(office.posts) == sent


def test_what_waited_goes_out_though_the_process_ended_before_it_could_wake_it(office: PostOffice) -> None:
    endpoint = office.an_endpoint(ONE, HERE)
    on, off = endpoints.EndpointRequest(state="ENABLED"), endpoints.EndpointRequest(state="DISABLED")
    endpoints.change_endpoint(ONE, endpoint.endpoint_id, off)
    office.hear(office.happen(*LIFE))
    office.work()

    def end(call: Any) -> None:
        if call.operation == "SendMessageBatch":
            raise _Ended

    office.world.on_call = end
    with pytest.raises(_Ended):
        endpoints.change_endpoint(ONE, endpoint.endpoint_id, on)
    office.world.on_call = lambda _: None
    assert queries.endpoint(ONE, endpoint.endpoint_id).state == "ENABLED"
    endpoints.change_endpoint(ONE, endpoint.endpoint_id, on)
    office.work()
    office.pass_time(timedelta(minutes=3))
    assert office.types == LIFE_TYPES


def test_a_name_that_does_not_resolve_counts_as_letting_us_wait(office: PostOffice) -> None:
    endpoint = office.an_endpoint(ONE, HERE)
    office.addresses[HERE] = ()
    office.hear(office.happen(paid()))
    office.pass_time(timedelta(hours=1))
    (delivery,) = office.log_of(ONE)
    assert {each.outcome for each in delivery.attempts or ()} == {"UNRESOLVED"}
    assert queries.endpoint(ONE, endpoint.endpoint_id).timeouts_in_a_row == delivery.tries > 2
    del office.addresses[HERE]
    office.pass_time(timedelta(hours=3))
    assert office.log_of(ONE)[0].state == "DELIVERED"
    assert queries.endpoint(ONE, endpoint.endpoint_id).timeouts_in_a_row == 0


def test_a_backlog_is_looked_for_again_when_the_index_has_caught_up(office: PostOffice) -> None:
    endpoint = office.an_endpoint(ONE, HERE)
    endpoints.change_endpoint(ONE, endpoint.endpoint_id, endpoints.EndpointRequest(state="DISABLED"))
    endpoints.change_endpoint(ONE, endpoint.endpoint_id, endpoints.EndpointRequest(state="ENABLED"))
    office.work()
    # What the first look could not see: put a moment before, and its own wake spent while the endpoint was off.
    office.hear(office.happen(paid()))
    office.world.queue("rebound-eu-webhooks.fifo").messages.clear()
    office.clock.advance(minutes=3)
    office.work()
    assert office.types == ["order.paid"]


class _Ended(BaseException):
    """The process is gone."""


def test_five_days_of_nothing_but_failure_switch_an_endpoint_off(office: PostOffice) -> None:
    endpoint = office.an_endpoint(ONE, HERE)
    office.answers[HERE] = refusing(500)
    for day in range(6):
        office.hear(office.happen(accepted("1", day + 1, f"ord_eu_01JB000000000000000000000{day}")))
        office.pass_time(timedelta(days=1))
        if day == 3:
            assert queries.endpoint(ONE, endpoint.endpoint_id).state == "ENABLED"
    found = queries.endpoint(ONE, endpoint.endpoint_id)
    assert (found.state, found.disabled_why) == ("DISABLED", "FAILING")
    assert [fact.name for fact in fact_store.story(endpoint.endpoint_id)] == ["EndpointDisabled"]


def test_one_success_in_five_days_keeps_an_endpoint_on(office: PostOffice) -> None:
    endpoint = office.an_endpoint(ONE, HERE)
    for day in range(8):
        office.answers[HERE] = taken if day == 4 else refusing(500)
        office.hear(office.happen(accepted("1", day + 1, f"ord_eu_01JB000000000000000000000{day}")))
        office.pass_time(timedelta(days=1))
    assert queries.endpoint(ONE, endpoint.endpoint_id).state == "ENABLED"


def test_an_endpoint_that_hangs_twice_is_served_apart_until_it_answers(office: PostOffice) -> None:
    endpoint = office.an_endpoint(ONE, HERE)
    office.answers[HERE] = hanging
    orders = [f"ord_eu_01JB000000000000000000000{number}" for number in range(5)]
    office.hear(office.happen(*(accepted("1", 1, order) for order in orders)))
    office.work()
    assert queries.endpoint(ONE, endpoint.endpoint_id).timeouts_in_a_row >= 2
    office.hear(office.happen(accepted("1", 1, "ord_eu_01JB0000000000000000000007")))
    ordering_key = office.world.queue("rebound-eu-webhooks.fifo").take(1)
    assert ordering_key["Records"]
    office.world.queue("rebound-eu-webhooks.fifo").messages[0].visible_at = 0
    before = len(office.posts)
    office.take_one("webhooks.fifo")
    assert len(office.posts) == before, "the quick queue does not wait for a slow endpoint"
    assert office.world.queue("rebound-eu-slow_webhooks.fifo").messages
    office.answers[HERE] = taken
    office.pass_time(timedelta(minutes=10))
    assert queries.endpoint(ONE, endpoint.endpoint_id).timeouts_in_a_row == 0
    assert {each.state for each in office.log_of(ONE)} == {"DELIVERED"}
