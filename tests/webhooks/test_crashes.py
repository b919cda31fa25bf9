"""Crashing: a process that ends at any of its writes loses no message and upsets no order."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.kernel import fact_store
from chalicelib.kernel.http.idempotency import Request
from chalicelib.webhooks import endpoints, queries, redelivery, sweeper
from chalicelib.webhooks.models import SLOTS, EndpointSlots
from tests.webhooks.post_office import PostOffice, opened, refusing, taken
from tests.webhooks.sales import LIFE, LIFE_TYPES, ONE, ORDER

pytestmark = pytest.mark.slow

HERE = "erp.one.example.com"
Act = Callable[[PostOffice], None]


def test_a_crash_at_any_write_loses_no_message_and_keeps_the_order() -> None:

    def life(office: PostOffice) -> None:
        office.hear(office.happen(*LIFE))
        office.work()

    points = 0
    for office, where in _each_crash(_listening, life):
        points += 1
        # Messages come back after their time, the sweeper of facts sends again what was not relayed.
        office.clock.advance(minutes=10)
        office.hear(fact_store.story(ORDER))
        office.pass_time(timedelta(minutes=12))
        told = list(dict.fromkeys((post.id, post.said["type"]) for post in office.posts))
        expected = LIFE_TYPES[: len(fact_store.story(ORDER))]
        assert [kind for _, kind in told] == expected, where
    assert points >= 30


def test_a_crash_while_a_message_is_asked_for_again_leaves_none_waiting_for_ever() -> None:

    def put_off(office: PostOffice) -> None:
        _listening(office)
        office.answers[HERE] = refusing(500)
        office.hear(office.happen(*LIFE[:2]))
        office.pass_time(timedelta(hours=10))
        office.answers[HERE] = taken
        office.posts.clear()

    def ask(office: PostOffice) -> None:
        redelivery.redeliver(ONE, office.log_of(ONE)[-1].delivery_id)
        office.work()

    asked_for = 0
    for office, where in _each_crash(put_off, ask):
        if office.log_of(ONE)[-1].state != "RETRYING":
            asked_for += 1
            office.clock.advance(minutes=10)
            sweeper.sweep_due()
            office.work()
        else:
            office.pass_time(timedelta(hours=12))
        assert list(dict.fromkeys(office.types)) == LIFE_TYPES[:2], where
        assert {each.state for each in office.log_of(ONE)} == {"DELIVERED"}, where
    assert asked_for >= 5


def test_a_crash_while_an_endpoint_is_made_makes_one_and_its_secret_is_shown_once_at_most() -> None:
    request = Request(route="webhook-endpoints", principal=ONE, key="once", fingerprint="")
    wanted = endpoints.EndpointRequest(url=f"https://{HERE}/hook", event_types=("order.paid",))

    def make(_: PostOffice) -> None:
        endpoints.create_endpoint(ONE, wanted, request)

    shown = []
    for _, where in _each_crash(lambda _: None, make):
        was_made = bool(queries.endpoints_of(ONE))
        made, secret = endpoints.create_endpoint(ONE, wanted, request)
        assert (secret is None) is was_made, where
        shown.append(was_made)
        assert [each.endpoint_id for each in queries.endpoints_of(ONE)] == [made.endpoint_id], where
        assert EndpointSlots.get(ONE, SLOTS).slots == 1, where
    assert shown == [False, False, False, True]


def _listening(office: PostOffice) -> None:
    office.an_endpoint(ONE, HERE)


def _each_crash(prepare: Act, act: Act) -> Iterator[tuple[PostOffice, str]]:
    """Post offices in which the process of `act` ended at each of its writes, before and after its effect."""
    for point in _writes(prepare, act):
        for phase in ("before", "after"):
            with opened() as office:
                prepare(office)
                crashing = _Crashing(point, phase)
                office.world.on_call = crashing
                with suppress(_Ended):
                    act(office)
                office.world.on_call = lambda _: None
                assert crashing.is_done, point
                yield office, f"{phase} write {point}"


class _Ended(BaseException):
    """The process is gone."""


class _Crashing:
    """Ends the process at one write, before it or after it had its effect."""

    def __init__(self, point: int, phase: str) -> None:
        self.point, self.phase, self.seen, self.is_done = point, phase, 0, False

    def __call__(self, call: Any) -> None:
        if not _is_write(call) or self.is_done:
            return
        self.seen += call.phase == "before"
        if self.seen == self.point and call.phase == self.phase:
            self.is_done = True
            raise _Ended


def _is_write(call: Any) -> bool:
    return call.operation in ("PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems", "SendMessageBatch")


def _writes(prepare: Act, act: Act) -> range:

    with opened() as office:
        prepare(office)
        counted = _Crashing(0, "before")
        office.world.on_call = counted
        act(office)
        return range(1, counted.seen + 1)
