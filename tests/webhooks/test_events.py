"""Events: each seller is sent what concerns its own lines and offers, in the order in which it happened."""

from collections.abc import Sequence
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.facts.boxes import BuyBoxChanged
from chalicelib.facts.offers import OfferSoldOut, StockChanged
from chalicelib.facts.payments import DisputeClosed, DisputedLine, DisputeOpened
from chalicelib.kernel.fact_store import Fact
from chalicelib.webhooks.events import AnnouncedFact, Event, events
from tests.webhooks.sales import LIFE, LIFE_TYPES, ONE, ORDER, OTHER, PRODUCT, accepted, cancelled, paid, shipped

AT = "2026-11-23T09:00:00.000Z"


def announced(*facts: Fact) -> list[AnnouncedFact]:
    return [AnnouncedFact(fact_id=f"01M{number:03d}", occurred_at=AT, fact=fact) for number, fact in enumerate(facts)]


def sent_to(seller_id: str, found: Sequence[Event]) -> list[str]:
    return [event.type for event in found if event.seller_id == seller_id]


def test_each_seller_of_a_paid_order_is_sent_its_own_lines_alone() -> None:
    found = events(announced(paid()))
    lines = {event.seller_id: [line["line_id"] for line in event.content["lines"]] for event in found}
    assert lines == {ONE: ["1", "2"], OTHER: ["9"]}
    assert {event.content["path"] for event in found} == {f"/v1/seller/orders/{ORDER}"}


def test_an_order_is_cancelled_for_a_seller_with_the_last_of_its_lines_and_once() -> None:
    story = [paid(), cancelled("1", 1), cancelled("1", 2), accepted("2", 3)]
    assert "order.cancelled" not in sent_to(ONE, events(announced(*story)))
    ended = events(announced(*story, cancelled("2", 4), cancelled("2", 5)))
    assert sent_to(ONE, ended).count("order.cancelled") == 1
    assert sent_to(OTHER, ended) == ["order.paid"]


def test_steps_are_sent_by_their_version_whatever_the_order_they_were_recorded_in() -> None:
    found = events(announced(paid(), shipped("1", 2), accepted("1", 1)))
    assert sent_to(ONE, found) == ["order.paid", "line.accepted", "line.shipped"]


@given(st.permutations(announced(*LIFE)))
def test_a_story_is_told_alike_in_whichever_order_it_is_read(story: list[AnnouncedFact]) -> None:
    found = events(story)
    assert sent_to(ONE, found) == LIFE_TYPES
    assert found == events(announced(*LIFE))


@pytest.mark.parametrize(
    ("won", "lost", "types"),
    [
        ({"won_offer_id": "off_1", "won_seller_id": ONE}, {}, {ONE: "offer.box_won"}),
        ({}, {"lost_offer_id": "off_2", "lost_seller_id": OTHER}, {OTHER: "offer.box_lost"}),
        (
            {"won_offer_id": "off_1", "won_seller_id": ONE},
            {"lost_offer_id": "off_2", "lost_seller_id": OTHER},
            {ONE: "offer.box_won", OTHER: "offer.box_lost"},
        ),
        ({}, {}, {}),
    ],
)
def test_a_box_that_changes_is_told_to_its_winner_and_its_loser(
    won: dict[str, Any], lost: dict[str, Any], types: dict[str, str]
) -> None:
    changed = BuyBoxChanged(product_id=PRODUCT, market="FR", grade="GOOD", **won, **lost)
    assert {event.seller_id: event.type for event in events(announced(changed))} == types


def test_a_seller_that_beats_its_own_offer_is_told_both() -> None:
    changed = BuyBoxChanged(
        product_id=PRODUCT,
        market="FR",
        grade="GOOD",
        won_offer_id="off_1",
        won_seller_id=ONE,
        lost_offer_id="off_2",
        lost_seller_id=ONE,
    )
    offers = {event.type: event.content["offer_id"] for event in events(announced(changed))}
    assert offers == {"offer.box_won": "off_1", "offer.box_lost": "off_2"}


def test_a_message_has_its_type_its_time_and_what_it_is_about() -> None:
    (event,) = events(announced(OfferSoldOut(offer_id="off_1", product_id="prd_1", seller_id=ONE)))
    assert msgspec.json.decode(event.body) == {
        "type": "offer.sold_out",
        "timestamp": AT,
        "data": {"offer_id": "off_1", "product_id": "prd_1"},
    }


def test_each_seller_of_a_disputed_order_is_told_of_its_own_lines_alone() -> None:
    lines = (
        DisputedLine(line_id="1", seller_id=ONE, sku="IP13"),
        DisputedLine(line_id="9", seller_id=OTHER, sku="THEIRS"),
    )
    about: dict[str, Any] = {"order_id": ORDER, "dispute_id": "du_1", "amount_minor": 900, "currency": "EUR"}
    opened = DisputeOpened(**about, reason="general", state="NEEDS_RESPONSE", answer_by=AT, lines=lines)
    closed = DisputeClosed(**about, reason="general", outcome="LOST", bearer="PLATFORM", lines=lines)
    found = events(announced(paid(), opened, closed))
    assert sent_to(ONE, found) == ["order.paid", "dispute.opened", "dispute.closed"]
    told = [event.content for event in found if event.seller_id == OTHER][1:]
    assert [one["lines"] for one in told] == [[{"line_id": "9", "sku": "THEIRS"}]] * 2
    assert (told[0]["state"], told[0]["answer_by"]) == ("NEEDS_RESPONSE", AT)
    assert (told[1]["outcome"], told[1]["bearer"]) == ("LOST", "PLATFORM")


def test_what_is_no_seller_s_business_is_not_sent() -> None:
    assert events(announced(StockChanged(offer_id="off_1", product_id="prd_1"))) == []
