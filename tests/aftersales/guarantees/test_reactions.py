"""A delivered line gets its guarantee once, and a repair lengthens it once."""

import pytest

from chalicelib.aftersales.guarantees import issuance, queries, reactions
from chalicelib.aftersales.guarantees.extensions import extension_acts
from chalicelib.aftersales.guarantees.models import GuaranteeItem
from chalicelib.facts.aftersales import GuaranteeExtended, GuaranteeIssued
from chalicelib.facts.orders import LineDelivered
from chalicelib.kernel import fact_store
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values.problems import Conflict
from testing.cell import Cell
from tests.aftersales.sales import deliver, delivered, ship, sold


def facts_named(order_id: str, name: str) -> list[str]:
    return [fact.body for fact in fact_store.story(order_id) if fact.name == name]


def test_each_delivered_device_of_an_order_gets_a_guarantee_of_its_own(cell: Cell) -> None:
    order = sold(cell, "DE", devices=2)
    ship(cell, order)
    assert queries.of_order(order.order_id) == []
    deliver(cell, order, "1")
    cell.clock.advance(days=3)
    deliver(cell, order, "2")
    first, second = queries.of_order(order.order_id)
    assert (first.line_id, second.line_id) == ("1", "2")
    assert first.delivered_at < second.delivered_at
    assert len(facts_named(order.order_id, GuaranteeIssued.__name__)) == 2


def test_a_delivery_told_twice_is_one_guarantee(cell: Cell) -> None:
    order = delivered(cell)
    (told,) = [fact for fact in fact_store.story(order.order_id) if fact.name == LineDelivered.__name__]
    line = order.lines[0]
    again = LineDelivered(
        order_id=order.order_id, line_id="1", seller_id=line.seller_id, product_id=line.product_id, proof="CARRIER"
    )
    before = queries.of_order(order.order_id)
    cell.clock.advance(days=9)
    reactions.issue_guarantee(told, again)
    assert queries.of_order(order.order_id) == before
    assert len(facts_named(order.order_id, GuaranteeIssued.__name__)) == 1


def test_a_line_that_was_not_delivered_gets_none(cell: Cell) -> None:
    order = sold(cell)
    ship(cell, order)
    with pytest.raises(issuance.NotDelivered):
        issuance.issue(order.order_id, "1")
    assert queries.find(order.order_id, "1") is None


def test_a_repair_lengthens_the_guarantee_once_in_the_transaction_of_its_caller(cell: Cell) -> None:
    order = delivered(cell)
    claimed_at = "2026-12-20T10:00:00.000Z"
    ended_on = queries.guarantee(order.order_id, "1").legal_ends_on
    transactions.commit(extension_acts(order.order_id, "1", "ret_1", claimed_at=claimed_at))
    extended = queries.guarantee(order.order_id, "1")
    assert extended.legal_ends_on == f"{int(str(ended_on)[:4]) + 1}{str(ended_on)[4:]}"
    assert extension_acts(order.order_id, "1", "ret_1", claimed_at=claimed_at) == ()
    assert extension_acts(order.order_id, "1", "ret_2", claimed_at=claimed_at) == ()
    (told,) = facts_named(order.order_id, GuaranteeExtended.__name__)
    assert '"cause_id":"ret_1"' in told
    assert '"version":2' in told


def test_two_repairs_at_once_lengthen_it_once(cell: Cell) -> None:
    order = delivered(cell)
    claimed_at = "2026-12-20T10:00:00.000Z"
    first = extension_acts(order.order_id, "1", "ret_1", claimed_at=claimed_at)
    second = extension_acts(order.order_id, "1", "ret_2", claimed_at=claimed_at)
    transactions.commit(first)
    with pytest.raises(Conflict):
        transactions.commit(second)
    assert [one.cause_id for one in queries.guarantee(order.order_id, "1").extensions] == ["ret_1"]


def test_a_repair_that_ends_before_the_delivery_was_noticed_issues_the_guarantee_and_lengthens_it(cell: Cell) -> None:
    order = delivered(cell)
    issued = queries.guarantee(order.order_id, "1")
    transactions.write(transactions.delete(GuaranteeItem(order.order_id, "1")))
    transactions.commit(extension_acts(order.order_id, "1", "ret_1", claimed_at="2026-12-20T10:00:00.000Z"))
    assert queries.guarantee(order.order_id, "1").version == issued.version + 1


def test_the_guarantee_of_a_line_that_was_not_delivered_cannot_be_lengthened(cell: Cell) -> None:
    order = sold(cell)
    ship(cell, order)
    with pytest.raises(issuance.NotDelivered):
        extension_acts(order.order_id, "1", "ret_1", claimed_at="2026-12-20T10:00:00.000Z")
