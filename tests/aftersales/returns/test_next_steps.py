"""Whose turn it is in each state of a return, and what follows where that party does not act."""

from typing import Any

import msgspec
import pytest

from chalicelib.aftersales.cases.next_step import NextStep
from chalicelib.aftersales.cases.reasons import ReturnReason
from chalicelib.aftersales.returns import due_times
from chalicelib.aftersales.returns.deadline_handlers import LAPSES
from chalicelib.aftersales.returns.next_steps import lapse, next_step
from chalicelib.aftersales.returns.return_lifecycle import FINAL, ReturnState
from chalicelib.markets import directory
from tests.aftersales.returns.test_due_times import FOUND, FRIDAY, WITH_SELLER

STATE = ReturnState
TAKEN = {"taken_over_at": FRIDAY}
WITHDRAWN = {"reason": ReturnReason.WITHDRAWAL}


@pytest.mark.parametrize(
    ("changed", "actor", "follows"),
    [
        ({}, "SELLER", "APPROVED"),
        (TAKEN, "PLATFORM", "APPROVED"),
        ({"state": STATE.APPROVED}, "BUYER", "CLOSED"),
        ({"state": STATE.APPROVED, **WITHDRAWN}, "BUYER", "TAKEN_OVER"),
        ({"state": STATE.APPROVED, **WITHDRAWN, **TAKEN}, "BUYER", None),
        ({"state": STATE.IN_TRANSIT}, "CARRIER", "TAKEN_OVER"),
        ({"state": STATE.IN_TRANSIT, **TAKEN}, "PLATFORM", None),
        ({"state": STATE.RECEIVED, **WITH_SELLER}, "SELLER", "TAKEN_OVER"),
        ({"state": STATE.RECEIVED, **WITH_SELLER, **WITHDRAWN}, "SELLER", "REFUNDED"),
        ({"state": STATE.IN_REPAIR, **WITH_SELLER, **TAKEN}, "PLATFORM", "REFUNDED"),
        ({"state": STATE.REFUSED}, "BUYER", "REFUSAL_STANDS"),
        ({"state": STATE.APPEALED}, "PLATFORM", None),
        ({"state": STATE.TO_SEND_BACK, **WITH_SELLER}, "SELLER", "TAKEN_OVER"),
        ({"state": STATE.TO_SEND_BACK, **WITH_SELLER, **TAKEN}, "PLATFORM", None),
    ],
)
def test_each_state_has_a_party_that_acts_and_what_follows_its_silence(
    changed: dict[str, Any], actor: str, follows: str | None
) -> None:
    found = msgspec.structs.replace(FOUND, **changed)
    found = msgspec.structs.replace(found, due_by=due_times.due_by(found, directory.market("DE")))
    step = next_step(found)
    assert isinstance(step, NextStep)
    assert (step.actor, step.lapse, step.due_by is not None) == (actor, follows, follows is not None)
    assert found.due_by == step.due_by


def test_nothing_follows_by_itself_where_no_time_was_set() -> None:
    assert next_step(FOUND) == NextStep(actor="SELLER")


def test_a_return_that_ended_has_no_next_step() -> None:
    assert {next_step(msgspec.structs.replace(FOUND, state=state)) for state in FINAL} == {None}


def test_what_follows_by_itself_follows_in_the_states_that_a_deadline_acts_in() -> None:
    running = {state for state in STATE if lapse(msgspec.structs.replace(FOUND, state=state))}
    assert running == set(LAPSES)
