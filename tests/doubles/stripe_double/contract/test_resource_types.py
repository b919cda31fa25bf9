"""Every route of the double answers what the types of Stripe's library declare, and the check finds what does not."""

import copy
from collections.abc import Callable

import pytest

from doubles.stripe_double.contract import resource_types
from doubles.stripe_double.contract.exchanges import Exchange
from doubles.stripe_double.routes import NAMES
from doubles.stripe_double.wire import Json
from tests.doubles.stripe_double.contract.every_route import every_route


@pytest.fixture(scope="module")
def answers() -> dict[str, list[Exchange]]:
    return every_route()


@pytest.mark.parametrize("route", sorted(NAMES))
def test_each_route_answers_what_the_library_declares(answers: dict[str, list[Exchange]], route: str) -> None:
    succeeded = [exchange for exchange in answers[route] if exchange.status == 200]
    assert succeeded, f"{route} never succeeded: every_route makes no fitting call"
    found = [complaint for exchange in answers[route] for complaint in resource_types.violations(exchange.body)]
    assert found == []


def test_the_walk_also_sees_errors_and_events_of_each_kind(answers: dict[str, list[Exchange]]) -> None:
    exchanges = [exchange for found in answers.values() for exchange in found]
    assert {400, 402, 403, 404} <= {exchange.status for exchange in exchanges}
    listed = [event for exchange in answers["events.list"] for event in exchange.body["data"]]
    kinds = {event["data"]["object"]["object"] for event in listed}
    assert {"payment_intent", "charge", "refund", "dispute", "transfer"} <= kinds


PLANTED: dict[str, tuple[str, Callable[[Json], object]]] = {
    "a field Stripe does not have": ("refund.colour: no such field", lambda one: one.update(colour="red")),
    "a field of another type": ("refund.amount: str where int is declared", lambda one: one.update(amount="4000")),
    "a truth value for a number": ("refund.amount: bool where int is declared", lambda one: one.update(amount=True)),
    "a reason outside the declared ones": (
        "refund.reason: 'regret' is none of",
        lambda one: one.update(reason="regret"),
    ),
    "a field that is always there left out": ("refund.id: missing", lambda one: one.pop("id")),
    "a part of another shape": (
        "refund.destination_details.card.type: 1 is none of",
        lambda one: one["destination_details"]["card"].update(type=1),
    ),
    "a mapping of other values": ("refund.metadata.line: int where str", lambda one: one["metadata"].update(line=1)),
    "a resource of no name": ("no resource is named 'refunds'", lambda one: one.update(object="refunds")),
}


@pytest.mark.parametrize("planted", PLANTED)
def test_an_answer_that_contradicts_the_library_is_found(answers: dict[str, list[Exchange]], planted: str) -> None:
    expected, spoil = PLANTED[planted]
    refund = copy.deepcopy(answers["refunds.create"][0].body)
    assert resource_types.violations(refund) == []
    spoil(refund)
    assert [complaint for complaint in resource_types.violations(refund) if expected in complaint]


def test_what_lies_in_lists_events_and_expanded_fields_is_checked_too(answers: dict[str, list[Exchange]]) -> None:
    listed = copy.deepcopy(answers["refunds.list"][0].body)
    listed["data"][0]["amount"] = None
    assert resource_types.violations(listed) == ["list.data[0].amount: NoneType where int is declared"]

    event = copy.deepcopy(answers["events.retrieve"][0].body)
    kind = event["data"]["object"]["object"]
    event["data"]["object"]["livemode"] = "no"
    assert resource_types.violations(event) == [f"event.data.object({kind}).livemode: str where bool is declared"]

    expanded = copy.deepcopy(answers["payment_intents.retrieve"][-1].body)
    expanded["latest_charge"]["paid"] = 1
    assert resource_types.violations(expanded) == ["payment_intent.latest_charge.paid: int where bool is declared"]


def test_an_error_of_another_shape_is_found() -> None:
    assert resource_types.violations({"error": {"type": "card_error", "message": "No.", "code": 7}}) == [
        "error.code: int where str is declared"
    ]
    assert resource_types.violations({"error": {"message": "No."}}) == ["error.type: missing"]
