"""Which lines of an order may be withdrawn, and until when."""

from typing import Any

import pytest

from chalicelib.aftersales.withdrawals.withdrawal import ends_at, open_lines
from chalicelib.markets.directory import market
from chalicelib.orders.lifecycle import LineState
from chalicelib.orders.order import SellerOrderLine
from tests.aftersales.guarantees.test_guarantee import an_order

NOON = "T12:00:00.000Z"


def step(line_id: str, state: LineState, delivered_on: str | None = None) -> SellerOrderLine:
    delivered_at = None if delivered_on is None else delivered_on + NOON
    return SellerOrderLine(line_id=line_id, sku="sku", state=state, accept_by="", delivered_at=delivered_at)


def opened(at: str, *steps: SellerOrderLine, code: str = "DE", withdrawn: tuple[str, ...] = ()) -> list[str]:
    return list(open_lines(an_order(code, ordered_at="2026-10-30T10:00:00.000Z"), {"sel": steps}, withdrawn, at))


@pytest.mark.parametrize(
    ("on", "is_open"), [("2026-11-02", True), ("2026-11-10", True), ("2026-11-16", True), ("2026-11-17", False)]
)
def test_a_delivered_line_may_be_withdrawn_to_the_end_of_its_fourteenth_day(on: str, is_open: bool) -> None:
    assert opened(on + NOON, step("1", LineState.DELIVERED, "2026-11-02")) == (["1"] if is_open else [])


@pytest.mark.parametrize("state", [LineState.PAID, LineState.ACCEPTED, LineState.SHIPPED])
def test_a_line_that_has_not_arrived_may_be_withdrawn_however_late_it_is(state: LineState) -> None:
    assert opened("2027-03-01" + NOON, step("1", state)) == ["1"]


def test_a_line_stays_open_while_another_one_of_its_seller_is_to_arrive() -> None:
    first, second = step("1", LineState.DELIVERED, "2026-11-02"), step("2", LineState.SHIPPED)
    assert opened("2026-11-30" + NOON, first, second) == ["1", "2"]
    assert ends_at(market("DE"), [first, second]) is None
    arrived = step("2", LineState.DELIVERED, "2026-11-06")
    assert ends_at(market("DE"), [first, arrived]) == "2026-11-21T00:00:00.000Z"
    assert opened("2026-11-21" + NOON, first, arrived) == []


def test_a_cancelled_line_keeps_no_other_one_open() -> None:
    first, second = step("1", LineState.DELIVERED, "2026-11-02"), step("2", LineState.CANCELLED)
    assert opened("2026-11-10" + NOON, first, second) == ["1"]
    assert opened("2026-11-30" + NOON, first, second) == []


def test_a_line_is_withdrawn_once() -> None:
    lines = (step("1", LineState.SHIPPED), step("2", LineState.SHIPPED))
    assert opened("2026-11-10" + NOON, *lines, withdrawn=("1",)) == ["2"]


def test_american_law_opens_nothing() -> None:
    given: dict[str, Any] = {"code": "US"}
    assert opened("2026-11-03" + NOON, step("1", LineState.DELIVERED, "2026-11-02"), **given) == []
