"""Requests served at once by one application: each one is its own, whoever else is being served."""

import sys
import threading
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from chalice.app import Chalice

from chalicelib.access.api_keys.credentials import identify
from chalicelib.kernel.http.application import Application
from local.gateway import Gateway
from local.proxy_events import Arrived
from tests.journeys.cell import CloudCell, Reply, reply_of
from tests.journeys.races import at_once

ROUNDS = 10


@pytest.fixture
def restless() -> Iterator[None]:
    """Threads that take turns as often as they can."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(usual)


def _who_am_i(application: Any) -> list[str]:
    """What two people learn from a view in which each waits until the other's request has come, too."""
    both_are_in = threading.Barrier(2)

    @application.route("/me", methods=["GET"])  # type: ignore[untyped-decorator]
    def show_myself() -> dict[str, str]:
        both_are_in.wait(10)
        return {"who": application.current_request.headers["authorization"]}

    gateway = Gateway(application)

    def ask(who: str) -> str:
        arrived = Arrived("GET", "/me", "", [("Authorization", who)], b"", "127.0.0.1")
        answered: str = reply_of(gateway.handle(arrived)).body["who"]
        return answered

    return at_once([partial(ask, who) for who in ("zoe", "max")])


def test_in_a_plain_application_two_people_are_taken_for_one() -> None:
    assert len(set(_who_am_i(Chalice("plain")))) == 1


def test_in_the_market_each_of_two_people_is_who_they_are() -> None:
    assert _who_am_i(Application("market", identify)) == ["zoe", "max"]


@pytest.mark.cloud
@pytest.mark.usefixtures("restless")
def test_buyers_and_sellers_served_at_once_see_their_own_orders_only(cell: CloudCell) -> None:
    product = cell.a_product()
    (seller, key), (other_seller, other_key) = cell.a_seller_and_key(), cell.a_seller_and_key()
    offers = [cell.an_offer(one, product, stock=9, sku="OWN") for one in (seller, other_seller)]
    placed = [cell.a_paid_order(offer_id) for offer_id in offers]
    order_ids = [str(one.body["order"]["order_id"]) for one in placed]
    tokens = [str(one.body["access_token"]) for one in placed]

    def as_buyer(mine: int) -> list[Reply]:
        return [cell.ask("GET", f"/v1/orders/{order_id}", key=tokens[mine]) for order_id in order_ids]

    def as_seller(mine: int) -> list[Reply]:
        path = "/v1/seller/orders/"
        return [cell.ask("GET", path + order_id, key=(key, other_key)[mine]) for order_id in order_ids]

    people = [(act, mine) for act in (as_buyer, as_seller) for mine in (0, 1)] * ROUNDS
    found = at_once([partial(act, mine) for act, mine in people])
    assert len(found) == 4 * ROUNDS
    for (_, mine), replies in zip(people, found, strict=True):
        assert [reply.status for reply in replies] == [[200, 404], [404, 200]][mine]
        assert replies[mine].body["order_id"] == order_ids[mine]
        assert order_ids[mine] not in replies[1 - mine].raw.decode()
