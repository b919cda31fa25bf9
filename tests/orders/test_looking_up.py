"""Looking up: who knows order and address gets the link by mail, everybody else the same silence."""

import pytest

from chalicelib.kernel import facts
from chalicelib.kernel.errors import NotFound, WrongCell
from chalicelib.orders import looking_up
from chalicelib.orders.payloads import LookupRequest
from chalicelib.people.order_tokens import order_token
from tests.orders.conftest import Shop

ABSENT = "ord_eu_00000000000000000000000000"


def _asked(order_id: str) -> int:
    return [fact.name for fact in facts.story(order_id)].count("OrderLinkRequested")


def test_the_address_that_placed_the_order_is_sent_its_link(shop: Shop) -> None:
    order_id = shop.desk.place(shop.offer_id).order.order_id
    looking_up.request_link(LookupRequest(order_id=order_id, mail=" ZOE@example.org"))
    assert _asked(order_id) == 1


@pytest.mark.parametrize("mail", ["else@example.org", "zoe+1@example.org"])
def test_another_address_gets_nothing_and_learns_nothing(shop: Shop, mail: str) -> None:
    order_id = shop.desk.place(shop.offer_id).order.order_id
    looking_up.request_link(LookupRequest(order_id=order_id, mail=mail))
    assert _asked(order_id) == 0


@pytest.mark.parametrize("order_id", [ABSENT, ABSENT.replace("eu", "us"), "💥", ""])
def test_an_order_that_is_not_here_is_the_same_silence(shop: Shop, order_id: str) -> None:
    looking_up.request_link(LookupRequest(order_id=order_id, mail="zoe@example.org"))
    assert shop.desk.stock(shop.offer_id) == (5, 0, 0, 0)


def test_a_token_opens_its_own_order_only(shop: Shop) -> None:
    mine, theirs = (shop.desk.place(shop.offer_id).order.order_id for _ in range(2))
    assert looking_up.order_for_token(mine, order_token(mine, 0)).order_id == mine
    for order_id, token in (
        (mine, order_token(theirs, 0)),
        (mine, order_token(mine, 1)),
        (ABSENT, order_token(mine, 0)),
    ):
        with pytest.raises(NotFound):
            looking_up.order_for_token(order_id, token)
    with pytest.raises(WrongCell):
        looking_up.order_for_token(mine.replace("eu", "us"), order_token(mine, 0))
