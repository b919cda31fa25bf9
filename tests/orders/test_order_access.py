"""Looking up: who knows order and address gets the link by mail, everybody else the same silence."""

from typing import Any

import msgspec
import pytest

from chalicelib.access.order_tokens import order_token
from chalicelib.kernel import fact_store
from chalicelib.kernel.runtime import aws
from chalicelib.kernel.runtime.settings import settings
from chalicelib.kernel.values import ids
from chalicelib.kernel.values.problems import NotFound, WrongCell
from chalicelib.mails import order_links
from chalicelib.orders import order_access, queries
from chalicelib.orders.cancellation import cancelling
from chalicelib.orders.cancellation.cancelling import Cancellation
from chalicelib.orders.checkout import order_limits
from chalicelib.orders.lifecycle import RELEASED
from chalicelib.orders.link_requests import LinkRequest
from chalicelib.orders.models import OrderItem, OrderLimit
from chalicelib.orders.payloads import Buyer, LookupRequest
from chalicelib.orders.payment import reservation_release
from chalicelib.people.registration import mail_key
from tests.mails.conftest import mails_sent
from tests.orders.conftest import Shop

ABSENT = "ord_eu_00000000000000000000000000"
LURE = "Rebound security: your card was charged twice. Confirm at evil.example within 24h"


@pytest.fixture
def mails(shop: Shop) -> list[dict[str, Any]]:  # noqa: ARG001 - SES stands on the cell
    """The mails SES was asked to send."""
    return mails_sent()


def _ask(shop: Shop, order_id: str, mail: str = "zoe@example.org", origin: str = "192.0.2.1") -> None:
    order_access.request_order_link(LookupRequest(order_id=order_id, email=mail), origin)
    shop.cell.settle()


def _links_in(mails: list[dict[str, Any]]) -> int:
    return sum("token=" in str(mail["Content"]) for mail in mails)


def _paid(shop: Shop, mails: list[dict[str, Any]]) -> str:
    order_id: str = shop.cell.paid_order(shop.offer_id).order_id
    mails.clear()
    return order_id


def test_the_address_that_placed_the_order_is_sent_its_link(shop: Shop, mails: list[dict[str, Any]]) -> None:
    order_id = shop.cell.place(shop.offer_id).order.order_id
    _ask(shop, order_id, " ZOE@example.org")
    (mail,) = mails
    assert mail["Destination"]["ToAddresses"] == ["zoe@example.org"]
    assert order_token(order_id, 0) in str(mail)


@pytest.mark.parametrize("mail", ["else@example.org", "zoe+1@example.org"])
def test_another_address_gets_nothing_and_learns_nothing(shop: Shop, mails: list[dict[str, Any]], mail: str) -> None:
    order_id = shop.cell.place(shop.offer_id).order.order_id
    _ask(shop, order_id, mail)
    assert mails == []


@pytest.mark.parametrize("order_id", [ABSENT, ABSENT.replace("eu", "us"), "💥", "x" * 40])
def test_an_order_that_is_not_here_is_the_same_silence(shop: Shop, mails: list[dict[str, Any]], order_id: str) -> None:
    _ask(shop, order_id)
    assert mails == []


def test_a_right_and_a_wrong_address_make_the_same_calls(shop: Shop) -> None:
    """What is not done differently takes no other time."""
    order_id = shop.cell.place(shop.offer_id).order.order_id
    called: list[str] = []
    for service in ("dynamodb", "sqs"):
        aws.client(service).meta.events.register(
            f"before-send.{service}", lambda event_name, **_: called.append(event_name.rpartition(".")[2])
        )
    ways = []
    for asked, mail in ((order_id, "zoe@example.org"), (order_id, "else@example.org"), (ABSENT, "zoe@example.org")):
        called.clear()
        order_access.request_order_link(LookupRequest(order_id=asked, email=mail), "192.0.2.1")
        ways.append(list(called))
    assert ways == [["TransactWriteItems", "SendMessageBatch"]] * 3


@pytest.mark.parametrize(("minutes", "links"), [(0, 1), (4, 1), (6, 4)])
def test_a_link_is_mailed_once_in_five_minutes_wherever_it_is_asked_from(
    shop: Shop, mails: list[dict[str, Any]], minutes: int, links: int
) -> None:
    order_id = _paid(shop, mails)
    for number in range(4):
        _ask(shop, order_id, origin=f"192.0.2.{number}")
        shop.cell.clock.advance(minutes=minutes if number == 0 or links > 1 else 0)
    assert _links_in(mails) == links


def test_a_link_is_mailed_five_times_a_day_and_again_on_the_next(shop: Shop, mails: list[dict[str, Any]]) -> None:
    order_id = _paid(shop, mails)
    for number in range(12):
        _ask(shop, order_id, origin=f"192.0.2.{number}")
        shop.cell.clock.advance(minutes=6)
    assert _links_in(mails) == order_limits.LINKS_PER_ORDER_AND_DAY_MAX == 5
    shop.cell.clock.advance(days=1)
    _ask(shop, order_id)
    assert _links_in(mails) == 6


@pytest.mark.parametrize("is_right", [True, False])
def test_an_origin_asks_for_ten_links_an_hour_right_or_wrong(
    shop: Shop, mails: list[dict[str, Any]], is_right: bool
) -> None:
    order_id = _paid(shop, mails)
    for number in range(order_limits.LINKS_PER_ORIGIN_AND_HOUR_MAX):
        _ask(shop, ABSENT, f"guess-{number}@example.org")
    _ask(shop, order_id if is_right else ABSENT)
    assert _links_in(mails) == 0
    _ask(shop, order_id, origin="192.0.2.2")
    assert _links_in(mails) == 1, "another origin is not in the way of it, nor of it the refused request"


def test_guesses_at_the_address_use_up_nothing_of_the_buyers(shop: Shop, mails: list[dict[str, Any]]) -> None:
    order_id = _paid(shop, mails)
    for number in range(30):
        _ask(shop, order_id, f"guess-{number}@example.org", origin=f"192.0.2.{number}")
    _ask(shop, order_id)
    assert _links_in(mails) == 1


def test_what_is_refused_counts_nowhere_and_what_is_taken_counts_everywhere(shop: Shop) -> None:
    before = {item.key for item in OrderLimit.scan()}
    for _ in range(3):
        order_access.request_order_link(LookupRequest(order_id=ABSENT, email="zoe@example.org"), "192.0.2.1")
    made = [item for item in OrderLimit.scan() if item.key not in before]
    assert sorted((item.key.partition("#")[0], int(item.counted)) for item in made) == [
        ("link_day", 1),
        ("link_origin", 1),
        ("link_pause", 1),
    ]
    assert all(item.expires_epoch for item in made)
    assert not any("zoe" in item.key or ABSENT in item.key or "192.0.2" in item.key for item in made)
    assert shop.cell.stock(shop.offer_id) == (5, 0, 0, 0)


def _expire(shop: Shop, order_id: str) -> None:
    shop.cell.clock.advance(minutes=16)
    reservation_release.release_expired(order_id)


def _cancel(_: Shop, order_id: str) -> None:
    reservation_release.release(queries.order(order_id), "CANCELLED")


@pytest.mark.parametrize("end", [_expire, _cancel])
def test_an_order_that_ended_unpaid_mails_nothing(shop: Shop, mails: list[dict[str, Any]], end: Any) -> None:
    order_id = shop.cell.place(shop.offer_id).order.order_id
    end(shop, order_id)
    assert OrderItem.get(order_id).state in RELEASED
    _ask(shop, order_id)
    assert mails == []


def test_a_paid_order_that_was_cancelled_still_mails_its_link(shop: Shop, mails: list[dict[str, Any]]) -> None:
    order_id = _paid(shop, mails)
    cancelling.cancel_line(order_id, "1", Cancellation(by="SELLER", reason="DEFECTIVE"))
    shop.cell.settle()
    mails.clear()
    _ask(shop, order_id)
    assert _links_in(mails) == 1


@pytest.mark.parametrize("name", [LURE, "Zoé", "http://evil.example/login"])
def test_a_mail_before_payment_holds_nothing_its_sender_typed(
    shop: Shop, mails: list[dict[str, Any]], name: str
) -> None:
    buyer = Buyer(name=name[:100], email="victim@example.org")
    order_id = shop.cell.place(shop.offer_id, buyer=buyer).order.order_id
    _ask(shop, order_id, "victim@example.org")
    (mail,) = mails
    assert mail["Destination"]["ToAddresses"] == ["victim@example.org"]
    assert buyer.name not in str(mail)
    assert "Bonjour," in str(mail)


def test_an_address_is_mailed_five_links_a_day_of_orders_nobody_paid(shop: Shop, mails: list[dict[str, Any]]) -> None:
    paid_id = _paid(shop, mails)
    for number in range(9):
        order_id = shop.cell.place(shop.offer_id).order.order_id
        _ask(shop, order_id, origin=f"192.0.2.{number}")
        _cancel(shop, order_id)
    assert _links_in(mails) == order_limits.LINKS_BEFORE_PAYMENT_AND_DAY_MAX == 5
    _ask(shop, paid_id, origin="192.0.2.99")
    assert _links_in(mails) == 6, "an order that was paid is not in their queue"


def test_a_mail_that_fails_again_and_again_counts_once_and_ends_in_the_failure_queue(
    shop: Shop, mails: list[dict[str, Any]]
) -> None:
    order_id = shop.cell.place(shop.offer_id).order.order_id
    request = LinkRequest(request_id=ids.new_ulid(), order_id=order_id, mail_key=mail_key("zoe@example.org"))
    body = msgspec.json.encode(request).decode()
    message = {"messageId": "1", "body": body, "attributes": {"ApproximateReceiveCount": "1"}}
    ses = aws.client("sesv2")
    ses.delete_email_identity(EmailIdentity=settings.mail_sender)
    for _ in range(order_limits.LINKS_BEFORE_PAYMENT_AND_DAY_MAX + 1):
        assert order_links.send_links({"Records": [message]}) == {"batchItemFailures": [{"itemIdentifier": "1"}]}
    ses.create_email_identity(EmailIdentity=settings.mail_sender)
    mails.clear()
    assert order_links.send_links({"Records": [message]}) == {"batchItemFailures": []}
    assert _links_in(mails) == 1


def test_a_request_for_a_link_is_no_part_of_the_orders_story(shop: Shop, mails: list[dict[str, Any]]) -> None:
    order_id = _paid(shop, mails)
    before = fact_store.story(order_id)
    for number in range(5):
        _ask(shop, order_id, origin=f"192.0.2.{number}")
        shop.cell.clock.advance(minutes=6)
    assert _links_in(mails) == 5
    assert fact_store.story(order_id) == before


def test_a_token_opens_its_own_order_only(shop: Shop) -> None:
    mine, theirs = (shop.cell.place(shop.offer_id).order.order_id for _ in range(2))
    assert order_access.order_for_token(mine, order_token(mine, 0)).order_id == mine
    for order_id, token in (
        (mine, order_token(theirs, 0)),
        (mine, order_token(mine, 1)),
        (ABSENT, order_token(mine, 0)),
    ):
        with pytest.raises(NotFound):
            order_access.order_for_token(order_id, token)
    with pytest.raises(WrongCell):
        order_access.order_for_token(mine.replace("eu", "us"), order_token(mine, 0))
