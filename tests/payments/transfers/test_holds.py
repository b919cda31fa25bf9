"""Holds: counted by writes, so that two cases of a line do not lift each other's."""

import pytest

from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values.problems import Conflict, NotFound
from chalicelib.payments.transfers import holds, queries
from tests.payments.due_lines import DueLines
from tests.payments.paid_sellers import Market, transfer_of


def test_each_hold_counts_and_each_release_lifts_one(market: Market) -> None:
    order = market.shipped_order()
    for _ in range(3):
        transactions.write(holds.hold_act(order.order_id, "1"))
    transactions.commit(holds.release_acts(order.order_id, "1"))
    assert transfer_of(order).holds == 2


def test_a_hold_that_is_not_there_cannot_be_lifted(market: Market) -> None:
    order = market.shipped_order()
    with pytest.raises(Conflict):
        transactions.commit(holds.release_acts(order.order_id, "1"))
    assert transfer_of(order).holds == 0


def test_a_hold_changes_the_transfer_that_another_worker_has_read(market: Market) -> None:
    order = market.shipped_order()
    before = transfer_of(order).version
    transactions.write(holds.hold_act(order.order_id, "1"))
    assert transfer_of(order).version == before + 1


def test_a_line_that_is_held_before_it_is_shipped_has_no_transfer_yet(lines: DueLines) -> None:
    transactions.write(holds.hold_act("ord_eu_due", "1"))
    assert (queries.find("ord_eu_due", "1"), queries.of_order("ord_eu_due")) == (None, [])
    with pytest.raises(NotFound):
        queries.transfer("ord_eu_due", "1")
    assert lines.due_line("ord_eu_due").holds == 1
