"""From which states a delivery may reach another."""

import pytest

from chalicelib.webhooks.lifecycle import FINAL, NEXT, OPEN, DeliveryState, before

WAITING, RETRYING = DeliveryState.WAITING, DeliveryState.RETRYING


@pytest.mark.parametrize(
    ("target", "states"),
    [
        (WAITING, {RETRYING, DeliveryState.DELIVERED, DeliveryState.EXHAUSTED}),
        (RETRYING, {WAITING, RETRYING}),
        (DeliveryState.DELIVERED, {WAITING, RETRYING}),
        (DeliveryState.EXHAUSTED, {RETRYING}),
        (DeliveryState.DROPPED, {WAITING, RETRYING}),
    ],
)
def test_a_state_is_reached_from_those_the_table_names_and_no_other(
    target: DeliveryState, states: set[DeliveryState]
) -> None:
    assert before(target) == states


def test_a_delivery_is_open_until_it_has_ended() -> None:
    assert {WAITING, RETRYING} == OPEN
    assert set(NEXT) == OPEN | FINAL
