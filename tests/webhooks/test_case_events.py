"""Events of cases: each fact is one, with the seller's sku, and no message is sent to who wrote it."""

from typing import Any

import pytest

from chalicelib.facts.aftersales import MessagePosted, ReturnApproved, ReturnClosed, ReturnOpened
from chalicelib.webhooks.case_events import OF_CASES
from chalicelib.webhooks.events import EVENT_TYPES, events
from tests.webhooks.sales import ONE, ORDER, PRODUCT
from tests.webhooks.test_events import announced

NAMED: dict[str, Any] = {"order_id": ORDER, "line_id": "1", "seller_id": ONE, "product_id": PRODUCT, "sku": "A-1"}


def test_steps_of_a_return_are_sent_in_their_order_with_the_sku() -> None:
    closed = ReturnClosed(return_id="ret_1", version=3, outcome="REFUNDED", came_back=True, refund_id="1-1", **NAMED)
    approved = ReturnApproved(return_id="ret_1", version=2, by="SELLER", **NAMED)
    opened = ReturnOpened(return_id="ret_1", version=1, reason="CHANGED_MIND", wish="REFUND", **NAMED)
    found = events(announced(closed, approved, opened))
    assert [event.type for event in found] == ["return.opened", "return.approved", "return.closed"]
    assert {(event.content["sku"], event.content["path"]) for event in found} == {("A-1", "/v1/seller/returns/ret_1")}
    assert found[2].content["refund_id"] == "1-1"


@pytest.mark.parametrize(("author", "sent"), [("BUYER", 1), ("PLATFORM", 1), ("SELLER", 0)])
def test_a_message_is_sent_to_a_seller_that_did_not_write_it(author: Any, sent: int) -> None:
    posted = MessagePosted(case_id="clm_1", message_id="01M", author=author, **NAMED)
    found = events(announced(posted))
    assert len(found) == sent
    assert [event.content["path"] for event in found] == ["/v1/seller/claims/clm_1/messages"] * sent


def test_every_fact_of_a_case_is_an_event_that_can_be_subscribed_to() -> None:
    assert set(OF_CASES.values()) <= set(EVENT_TYPES)
    assert len(OF_CASES) == len(set(OF_CASES.values())) == 21
