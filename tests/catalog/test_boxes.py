"""Boxes: a decision replaces the one it was made after, and no other."""

import msgspec
import pytest

from chalicelib.catalog import boxes
from chalicelib.catalog.box import Box
from chalicelib.catalog.boxes import BoxOvertaken, StoredBox
from chalicelib.kernel import transactions
from chalicelib.kernel.transactions import Act

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
    delay_days=2,
    guarantee_months=24,
    battery="STANDARD",
    vat_scheme="MARGINAL",
    score_minor=35_890,
    penalty_minor=500,
    runner_up_score_minor=None,
    eligible=1,
    policy="2026-11",
)


def store(box: Box, replaced: StoredBox | None = None) -> StoredBox:
    act = boxes.storing(box, replaced)
    assert isinstance(act, Act)
    transactions.write(act)
    return boxes.stored(box.product_id)[box.place]


def test_a_box_is_written_only_where_it_differs() -> None:
    stored = store(BOX)
    assert stored.box == BOX
    assert boxes.storing(BOX, stored) is None


def test_a_box_that_somebody_else_decided_is_not_overwritten_or_emptied() -> None:
    read_by_both = store(BOX)
    newer = store(msgspec.structs.replace(BOX, price_minor=33_000), read_by_both)
    older = boxes.storing(msgspec.structs.replace(BOX, price_minor=36_000), read_by_both)
    assert older is not None
    for late in (older, boxes.emptying(read_by_both)):
        with pytest.raises(BoxOvertaken):
            transactions.write(late)
    assert boxes.stored(BOX.product_id) == {"FR#GOOD": newer}


def test_a_box_that_came_back_the_same_is_still_another_decision() -> None:
    first = store(BOX)
    transactions.write(boxes.emptying(first))
    second = store(BOX)
    assert first.box == second.box
    with pytest.raises(BoxOvertaken):
        transactions.write(boxes.emptying(first))


def test_two_first_decisions_do_not_both_count() -> None:
    store(BOX)
    late = boxes.storing(msgspec.structs.replace(BOX, price_minor=1), None)
    assert late is not None
    with pytest.raises(BoxOvertaken):
        transactions.write(late)
