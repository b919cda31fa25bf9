"""An error of AWS that no retry can mend ends the request, or the message, that met it: at once, and in the log."""

import copy
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import msgspec
import pytest

from doubles.in_memory_aws.errors import AwsError
from doubles.in_memory_aws.faults import Fault
from doubles.in_memory_aws.world import Call
from tests.simulation.golden_run import FUNCTIONS, Kept, golden, opened, put_back, run
from tests.simulation.market_world import MarketWorld

WITHIN_SECONDS = 1.0
# What each service says to a caller that may not do what it asks. Nobody is allowed more by asking again.
DENIED = {"s3": ("AccessDenied", 403), "sqs": ("AccessDenied", 400)}
DENIED_ELSE = ("AccessDeniedException", 400)
REQUESTS = (
    "endpoint", "endpoints", "test message", "key", "keys", "stock", "offer", "offers", "competition", "search",
    "category", "product", "ranking", "quote", "order", "unpaid order", "Stripe's event", "paid order", "timeline",
    "carbon", "seller's orders", "seller's order", "acceptance", "shipment", "receipt", "cancellation", "look-up",
    "deliveries", "redelivery", "balance", "trial balance", "seller",
)  # fmt: skip


class Denied(Fault):
    """Refused for who asks."""

    def error(self, service: str, operation: str, items: int) -> AwsError:  # noqa: ARG002
        code, status = DENIED.get(service, DENIED_ELSE)
        return AwsError(code, "not authorized", status=status)


class TookTooLong(BaseException):
    """A second is over. Not an Exception: what loops may well catch those."""


@contextmanager
def within_a_second(world: MarketWorld) -> Iterator[None]:
    """Neither the machine's clock nor the application's may pass a second meanwhile."""

    def stop(_: int, __: FrameType | None) -> None:
        raise TookTooLong

    began, handled_before = world.scheduler.monotonic(), signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, WITHIN_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, handled_before)
    assert world.scheduler.monotonic() - began < WITHIN_SECONDS


def denied_at(world: MarketWorld, kept: Kept, place: int) -> tuple[Any, str, list[dict[str, Any]]]:
    """Make a call again with one of its AWS calls denied: what it answers, which call that was, and what it logs."""
    put_back(world, kept.before)
    met: list[str] = []

    def deny(call: Call) -> None:
        if call.phase == "before":
            met.append(f"{call.service}.{call.operation}")
            if len(met) == place + 1:
                raise Denied

    logged = len(world.log.written)
    world.aws.on_call = deny
    with within_a_second(world):
        answer = run(kept.function, copy.deepcopy(kept.event))
    world.aws.on_call = lambda _: None
    lines = "".join(world.log.written[logged:]).splitlines()
    return answer, met[place], [msgspec.json.decode(line) for line in lines]


@pytest.mark.parametrize("name", REQUESTS)
def test_a_request_that_meets_one_ends_as_an_internal_error(name: str) -> None:
    made = golden()[name]
    assert sum(kept.calls for kept in made) > 0
    with opened(f"again {name}") as world:
        for kept in made:
            for place in range(kept.calls):
                answer, where, logged = denied_at(world, kept, place)
                assert answer["statusCode"] == 500, where
                assert msgspec.json.decode(answer["body"])["type"] == "/problems/internal-error", where
                assert [line["event"] for line in logged if line["event"] == "broken"], where


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_message_that_meets_one_fails_alone_and_comes_again(function: str) -> None:
    made = golden()[function]
    assert sum(kept.calls for kept in made) > 0
    expected = "relay-failed" if function == "relay_facts" else "message-failed"
    with opened(f"again {function}") as world:
        for kept in made:
            for place in range(kept.calls):
                answer, where, logged = denied_at(world, kept, place)
                assert len(answer["batchItemFailures"]) == 1, where
                assert [line["event"] for line in logged if line["event"] == expected], where


def test_no_request_of_the_golden_run_is_left_out_and_together_they_call_every_service() -> None:
    assert set(golden()) == {*REQUESTS, *FUNCTIONS}
    assert all(any(kept.calls for kept in golden()[name]) for name in (*REQUESTS, *FUNCTIONS))
    with opened("services") as world:
        called: set[str] = set()
        world.aws.on_call = lambda call: called.add(call.service)
        for name in ("search", "order", "look-up"):
            put_back(world, golden()[name][0].before)
            run("api_handler", golden()[name][0].event)
        put_back(world, golden()["send_links"][0].before)
        run("send_links", golden()["send_links"][0].event)
    assert called == {"dynamodb", "kms", "s3", "sqs", "sesv2"}
