"""Whatever somebody else does between two steps of a use case, what was read before decides nothing any more."""

from collections import Counter
from functools import partial

import pytest

from chalicelib.kernel import clock, facts, house
from chalicelib.orders import deadlines
from chalicelib.orders.lifecycle import LineState
from chalicelib.orders.moving import load
from tests.journeys.cell import Cell, Reply
from tests.journeys.interrupting import at_every_point, interrupted
from tests.journeys.market_stall import MarketStall, order_id_of

pytestmark = pytest.mark.cloud


@pytest.fixture
def market(cell: Cell) -> MarketStall:
    return MarketStall.opened(cell, stock=40)


def _told(placed: Reply) -> Counter[str]:
    return Counter(fact.name for fact in facts.story(order_id_of(placed)))


def test_a_line_accepted_while_its_deadline_is_looked_at_is_accepted_or_lapsed(market: MarketStall) -> None:
    cell, outcomes = market.cell, Counter[LineState]()

    def scene(point: int) -> bool:
        placed = cell.a_paid_order(market.offer_id)
        _pass_deadline(market, placed)
        with interrupted(point, partial(market.accept, placed)) as accepting:
            cell.watch_deadlines()
        cell.watch_deadlines()
        cell.settle()
        if accepting.happened:
            told, state = _told(placed), market.state(placed)
            assert told["LineAccepted"] + told["LineCancelled"] == 1
            assert state is (LineState.ACCEPTED if accepting.outcome.status == 200 else LineState.CANCELLED)
            assert told["LineRefunded"] == told["LineCancelled"]
            outcomes[state] += 1
        return accepting.happened

    at_every_point(scene)
    assert set(outcomes) == {LineState.ACCEPTED, LineState.CANCELLED}


def _pass_deadline(market: MarketStall, placed: Reply) -> None:
    """Let the time to accept go by, with the schedule running until a moment before its end."""
    _, part = load(order_id_of(placed), market.seller_id)
    accept_by = clock.parse(part.lines[0].accept_by)
    house.item(deadlines.CURSOR, clock.stamp(accept_by.replace(minute=0, second=0, microsecond=0)), None).save()
    market.cell.pass_time(seconds=int((accept_by - clock.now()).total_seconds()) + 1)
