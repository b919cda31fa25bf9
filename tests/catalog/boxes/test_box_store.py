"""Boxes: a decision replaces the one it was made after, and no other."""

import msgspec
import pytest

from chalicelib.catalog import search_outbox
from chalicelib.catalog.boxes import box_store
from chalicelib.catalog.boxes.box import Box
from chalicelib.catalog.boxes.box_store import BoxOvertaken, StoredBox
from chalicelib.catalog.offers.agreed_terms import AgreedTerms
from chalicelib.kernel.storage import transactions

pytestmark = pytest.mark.usefixtures("tables")
BOX = Box(
    product_id="prd_eu_01JB0000000000000000000000",
    market="FR",
    grade="GOOD",
    offer_id="off_eu_01JB0000000000000000000000",
    seller_id="sel_eu_01JB0000000000000000000000",
    seller_trade_name="Phénix Mobile",
    price_minor=34_900,
    shipping_minor=490,
    terms_version=1,
    terms=AgreedTerms(battery="STANDARD", guarantee_months=24, vat_scheme="MARGINAL"),
    delivery_days=2,
    score_minor=35_890,
    penalty_minor=500,
    runner_up_score_minor=None,
    eligible=1,
    policy="2026-11",
)


def decide(before: dict[str, StoredBox], *decided: Box) -> None:
    found = box_store.differences(before, {box.place: box for box in decided})
    transactions.commit(box_store.store_acts(BOX.product_id, found))


def store(box: Box) -> StoredBox:
    decide(box_store.stored(box.product_id), box)
    return box_store.stored(box.product_id)[box.place]


def test_a_box_is_written_only_where_it_differs() -> None:
    stored = store(BOX)
    assert stored.box == BOX
    assert box_store.differences({BOX.place: stored}, {BOX.place: BOX}) == []


def test_a_box_that_somebody_else_decided_is_not_overwritten_or_emptied() -> None:
    read_by_both = {BOX.place: store(BOX)}
    newer = store(msgspec.structs.replace(BOX, price_minor=33_000))
    for late in ((msgspec.structs.replace(BOX, price_minor=36_000),), ()):
        with pytest.raises(BoxOvertaken):
            decide(read_by_both, *late)
    assert box_store.stored(BOX.product_id) == {"FR#GOOD": newer}


def test_a_box_that_came_back_the_same_is_still_another_decision() -> None:
    first = store(BOX)
    decide({BOX.place: first})
    assert box_store.stored(BOX.product_id) == {}
    second = store(BOX)
    assert first.box == second.box
    with pytest.raises(BoxOvertaken):
        decide({BOX.place: first})


def test_two_first_decisions_do_not_both_count() -> None:
    store(BOX)
    with pytest.raises(BoxOvertaken):
        decide({}, msgspec.structs.replace(BOX, price_minor=1))


def test_of_boxes_decided_together_all_are_stored_or_none() -> None:
    store(BOX)
    german = msgspec.structs.replace(BOX, market="DE")
    with pytest.raises(BoxOvertaken):
        decide({}, msgspec.structs.replace(BOX, price_minor=1), german)
    assert box_store.stored(BOX.product_id).keys() == {"FR#GOOD"}


def test_the_product_is_marked_with_each_box_that_is_stored_or_emptied() -> None:
    stored = {BOX.place: store(BOX)}
    (first,) = search_outbox.pending(10)
    decide(stored)
    (second,) = search_outbox.pending(10)
    assert (first.product_id, second.product_id) == (BOX.product_id, BOX.product_id)
    assert second.mark > first.mark


def test_a_box_is_passed_when_another_offer_holds_it_and_not_when_it_only_looks_otherwise() -> None:
    def passes(before: Box | None, after: Box | None) -> bool:
        stored = {BOX.place: StoredBox(before, "1")} if before else {}
        (change,) = box_store.differences(stored, {BOX.place: after} if after else {})
        return change.is_passed

    assert passes(None, BOX)
    assert passes(BOX, None)
    assert passes(BOX, msgspec.structs.replace(BOX, offer_id="off_eu_01JB0000000000000000000001"))
    assert not passes(BOX, msgspec.structs.replace(BOX, price_minor=1))
