"""A line's life: the table has an end for every beginning, and an order is what its lines are."""

import pytest

from chalicelib.orders.lifecycle import (
    FINAL,
    FIRST,
    NEXT,
    IllegalTransition,
    LineState,
    OrderState,
    order_state,
    require_next,
)

S = LineState


def test_every_state_is_reached_from_the_first() -> None:
    reached, edge = {FIRST}, [FIRST]
    while edge:
        fresh = NEXT[edge.pop()] - reached
        reached |= fresh
        edge += fresh
    assert reached == set(LineState)


def test_only_final_states_lead_nowhere_and_expired_only_back_to_paid() -> None:
    assert {state for state, following in NEXT.items() if not following} == FINAL - {S.EXPIRED}
    assert NEXT[S.EXPIRED] == {S.PAID}


@pytest.mark.parametrize("current", list(LineState))
@pytest.mark.parametrize("target", list(LineState))
def test_a_line_moves_only_where_the_table_leads(current: LineState, target: LineState) -> None:
    if target in NEXT[current]:
        require_next(current, target)
        assert current is not target
    else:
        with pytest.raises(IllegalTransition) as refused:
            require_next(current, target)
        assert refused.value.members == {"state": current}


@pytest.mark.parametrize(
    ("lines", "order"),
    [
        ([S.RESERVED, S.RESERVED], OrderState.AWAITING_PAYMENT),
        ([S.EXPIRED], OrderState.EXPIRED),
        ([S.VOIDED, S.VOIDED], OrderState.VOIDED),
        ([S.PAID, S.PAID], OrderState.PAID),
        ([S.PAID, S.ACCEPTED], OrderState.IN_PREPARATION),
        ([S.ACCEPTED, S.CANCELLED], OrderState.IN_PREPARATION),
        ([S.SHIPPED, S.PAID], OrderState.PARTLY_SHIPPED),
        ([S.DELIVERED, S.ACCEPTED], OrderState.PARTLY_SHIPPED),
        ([S.DELIVERED, S.SHIPPED], OrderState.SHIPPED),
        ([S.DELIVERED, S.CANCELLED], OrderState.DELIVERED),
        ([S.CANCELLED, S.CANCELLED], OrderState.CANCELLED),
    ],
)
def test_an_order_is_what_its_lines_are(lines: list[LineState], order: OrderState) -> None:
    assert order_state(lines) is order
