"""The money worker hands each command to whoever finishes it; what it cannot finish is reported until somebody can."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from chalicelib.kernel.runtime.settings import settings
from chalicelib.kernel.storage import transactions
from chalicelib.payments import money_commands as money
from chalicelib.payments import money_worker, refunds, stripe_webhook
from chalicelib.payments.models import InboxEntry
from chalicelib.payments.money_commands import Command, FollowObject, ReleaseOrder, ResolveOperation
from chalicelib.payments.money_worker import Finishers, UnknownStripeObject
from chalicelib.payments.operations import stripe_operations
from chalicelib.payments.operations.stripe_operations import Plan, StripeOperation
from chalicelib.payments.refund_lifecycle import RefundState
from local.places import ROOT
from local.template import merged
from testing.cell import Cell

Take = Callable[[], list[str]]


class Rooms:
    """The rooms above: what they were asked to finish, and what they know of."""

    def __init__(self) -> None:
        self.finished: list[str] = []
        self.known = {"pi_1", "re_1", "ord_1"}

    def follow(self, object_id: str) -> None:
        if object_id not in self.known:
            raise UnknownStripeObject(object_id)
        self.finished.append(object_id)

    def follow_account(self, account: str, object_id: str) -> None:
        self.finished.append(f"{account} {object_id}")

    def finish_operation(self, operation: StripeOperation) -> None:
        self.finished.append(operation.operation_id)

    def release(self, order_id: str) -> None:
        if order_id not in self.known:
            raise KeyError(order_id)
        self.finished.append(order_id)

    def work(self, *commands: Command | str, times: int = 1) -> list[int]:
        """Work through a batch; the places of the commands that failed."""
        bodies = [one if isinstance(one, str) else msgspec.json.encode(one).decode() for one in commands]
        records = [
            {"messageId": str(place), "body": body, "attributes": {"ApproximateReceiveCount": str(times)}}
            for place, body in enumerate(bodies)
        ]
        finishers = Finishers(
            objects={"payment_intent": self.follow, "refund": self.follow},
            account_objects={"payout": self.follow_account},
            operations={"refund": self.finish_operation},
            release_order=self.release,
        )
        failures = money_worker.work({"Records": records}, finishers)["batchItemFailures"]
        return [int(failure["itemIdentifier"]) for failure in failures]


@pytest.fixture
def rooms(cell: Cell) -> Rooms:  # noqa: ARG001 - it stands at the cell
    for event_id in ("evt_1", "evt_2"):
        entry: dict[str, Any] = {"kind": "x", "object_kind": "x", "object_id": "x", "received_at": "2026"}
        InboxEntry(event_id, **entry).save()
    return Rooms()


def follow(object_id: str, event_id: str = "evt_1", kind: str = "payment_intent") -> FollowObject:
    return FollowObject(kind=kind, object_id=object_id, event_id=event_id)


def start(operation_id: str = "refund#1-1#1", kind: str = "refund") -> StripeOperation:
    return stripe_operations.start(Plan(subject="ord_1", operation_id=operation_id, kind=kind, parameters={}))


def test_each_command_goes_to_whoever_finishes_it(rooms: Rooms) -> None:
    start()
    failed = rooms.work(
        follow("pi_1"), follow("re_1", kind="refund"), ReleaseOrder("ord_1"), ResolveOperation("ord_1", "refund#1-1#1")
    )
    assert failed == []
    assert rooms.finished == ["pi_1", "re_1", "ord_1", "refund#1-1#1"]


def test_what_fails_comes_again_alone(rooms: Rooms) -> None:
    robbery = '{"type": "rob_bank"}'
    failed = rooms.work(follow("pi_1"), "not json", ReleaseOrder("ord_9"), robbery, ReleaseOrder("ord_1"))
    assert failed == [1, 2, 3]
    assert rooms.finished == ["pi_1", "ord_1"]


def test_an_operation_with_an_outcome_is_looked_at_again_and_one_that_never_was_is_left_alone(rooms: Rooms) -> None:
    transactions.write(stripe_operations.resolve_act(start(), "OK"))
    assert rooms.work(ResolveOperation("ord_1", "refund#1-1#1"), ResolveOperation("ord_1", "refund#2-1#1")) == []
    assert rooms.finished == ["refund#1-1#1"]


def test_an_operation_nobody_knows_how_to_finish_is_not_dropped(rooms: Rooms) -> None:
    start("transfer#1", "transfer")
    assert rooms.work(ResolveOperation("ord_1", "transfer#1")) == [0]


def test_an_event_about_something_unknown_is_reported_and_tried_again(
    rooms: Rooms, capsys: pytest.CaptureFixture[str]
) -> None:
    assert rooms.work(follow("pi_9"), follow("pi_1", "evt_2")) == [0]
    assert stripe_webhook.unmatched_count() == 1
    logged = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {"event": "event-unmatched", "event_id": "evt_1", "kind": "payment_intent"}.items() <= logged[0].items()


def test_an_event_about_a_kind_of_thing_nobody_follows_is_reported(rooms: Rooms) -> None:
    assert rooms.work(follow("pi_1", kind="charge")) == [0]
    assert stripe_webhook.unmatched_count() == 1
    assert rooms.finished == []


def test_an_object_of_a_connected_account_goes_to_what_finishes_it_for_that_account(rooms: Rooms) -> None:
    payout = FollowObject(kind="payout", object_id="po_1", event_id="evt_1", account="acct_1")
    assert rooms.work(payout, msgspec.structs.replace(payout, kind="payment_intent", object_id="pi_1")) == [1]
    assert rooms.finished == ["acct_1 po_1"]
    assert stripe_webhook.unmatched_count() == 1


def test_the_report_is_taken_back_once_somebody_knows(rooms: Rooms) -> None:
    rooms.work(follow("pi_9"))
    rooms.work(follow("pi_9"), times=2)
    rooms.known.add("pi_9")
    assert rooms.work(follow("pi_9"), times=3) == []
    assert stripe_webhook.unmatched_count() == 0


def test_the_report_is_taken_back_also_by_a_message_that_ops_sent_back(rooms: Rooms) -> None:
    rooms.work(follow("pi_9"), times=8)
    rooms.known.add("pi_9")
    # Out of the failure queue a message is a new one: it was received once.
    assert rooms.work(follow("pi_9"), times=1) == []
    assert stripe_webhook.unmatched_count() == 0


def test_an_event_that_fails_for_another_reason_is_not_called_unmatched(cell: Cell, rooms: Rooms) -> None:
    def break_down(_: str) -> None:
        raise TimeoutError

    broken = Finishers(objects={"payment_intent": break_down}, operations={}, release_order=break_down)
    body = msgspec.json.encode(follow("pi_1")).decode()
    record = {"messageId": "m", "body": body, "attributes": {"ApproximateReceiveCount": "1"}}
    assert money_worker.work({"Records": [record]}, broken) == {"batchItemFailures": [{"itemIdentifier": "m"}]}
    assert stripe_webhook.unmatched_count() == 0
    assert cell.stripe.due_events() == []
    assert rooms.finished == []


def test_an_operation_without_an_outcome_for_two_minutes_is_sent_to_the_worker(
    cell: Cell, rooms: Rooms, commands: Take
) -> None:
    for number in range(13):
        start(f"refund#{number}-1#1")
    cell.clock.advance(minutes=1)
    assert money_worker.sweep_operations() == 0
    start("refund#fresh-1#1")
    cell.clock.moment += money_worker.UNRESOLVED_AFTER - timedelta(minutes=1)
    assert money_worker.sweep_operations() == 13
    sent = commands()
    assert len(sent) == 13
    assert rooms.work(*sent) == []
    assert sorted(rooms.finished) == sorted(f"refund#{number}-1#1" for number in range(13))


def test_commands_are_read_as_they_were_sent(commands: Take, cell: Cell) -> None:
    sent: list[Command] = [follow("pi_1"), ReleaseOrder("ord_1"), ResolveOperation("ord_1", "refund#1-1#1")]
    money.send(*sent)
    read: list[Command] = [msgspec.json.decode(body, type=Command) for body in commands()]
    assert sorted(read, key=str) == sorted(sent, key=str)
    assert cell.stripe.due_events() == []


@pytest.mark.parametrize("failed", [0, 1, 3])
def test_the_failed_refunds_are_measured_where_their_alarm_looks(
    rooms: Rooms, capsys: pytest.CaptureFixture[str], failed: int
) -> None:
    for number in range(failed):
        refund = refunds.late_money_refund(f"ord_{number}", amount_minor=1, currency="EUR")
        transactions.commit(refunds.request_acts(refund, "pi_1"))
        transactions.write(refunds.change_act(refund, RefundState.FAILED))
    money_worker.sweep_operations()
    assert rooms.finished == []
    measured = next(line for line in map(json.loads, capsys.readouterr().out.splitlines()) if "_aws" in line)
    (kept,) = measured["_aws"]["CloudWatchMetrics"]
    template = merged(ROOT / ".chalice" / "template", {"cell": settings.cell})["Resources"]
    alarm = template["RefundsFailedAlarm"]["Properties"]
    assert (alarm["Namespace"], alarm["MetricName"]) == (kept["Namespace"], kept["Metrics"][0]["Name"])
    assert kept["Dimensions"] == [[dimension["Name"] for dimension in alarm["Dimensions"]]]
    assert [measured[each["Name"]] for each in alarm["Dimensions"]] == [each["Value"] for each in alarm["Dimensions"]]
    assert measured[alarm["MetricName"]] == failed
    assert (failed > alarm["Threshold"]) == (failed > 0)
