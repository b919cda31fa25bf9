"""Replaying: answers of AWS and Stripe recorded once from the doubles and given again for next to nothing.

So a figure holds all that a function does itself (routing, decoding, deciding, encrypting, serialising, signing,
parsing) and nothing of the doubles' own work.
"""

import copy
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import cycle
from typing import Any

import msgspec
import stripe as stripe_library
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.client import BaseClient

from bench.market import SERVICES, Market
from chalicelib.gateways import stripe
from chalicelib.kernel.runtime import aws
from doubles.in_memory_aws.http_messages import RawBody
from doubles.stripe_double.in_process import InProcessHttpClient

StripeAnswer = tuple[str, int, Any]


class AwsAnswer(msgspec.Struct, frozen=True):
    """One answer of AWS as it came over the wire."""

    operation: str
    status: int
    headers: dict[str, str]
    body: bytes


class AwsRequest(msgspec.Struct, frozen=True):
    """One request as it was handed to botocore."""

    service: str
    operation: str
    parameters: dict[str, Any]


class StripeRequest(msgspec.Struct, frozen=True):
    """One request as Stripe's library sent it; `body` is the form it posted."""

    method: str
    path: str
    body: str


class Tape(msgspec.Struct):
    """What one call of a function asked of AWS and Stripe, and what these answered, each in order."""

    aws: list[AwsAnswer] = []
    stripe: list[StripeAnswer] = []
    asked_of_aws: list[AwsRequest] = []
    asked_of_stripe: list[StripeRequest] = []


def record(given: Market, call: Callable[[], Any]) -> Tape:
    """Make a call against the market's doubles and keep every request it made and every answer it got."""
    tape = Tape()

    def keep(response_dict: dict[str, Any], event_name: str, **_: Any) -> None:
        body, operation = response_dict["body"], event_name.rpartition(".")[2]
        headers = dict(response_dict["headers"]) | _front(body)
        tape.aws.append(AwsAnswer(operation, response_dict["status_code"], headers, body))

    def keep_request(params: dict[str, Any], event_name: str, **_: Any) -> None:
        service, operation = event_name.split(".")[1:]
        tape.asked_of_aws.append(AwsRequest(service, operation, copy.deepcopy(params)))

    for service in SERVICES:
        events = aws.client(service).meta.events
        events.register(f"provide-client-params.{service}", keep_request, unique_id="tape-of-requests")
        events.register(f"response-received.{service}", keep, unique_id="tape")
    stripe.use_http_client(_RecordingHttpClient(given.stripe, tape))
    try:
        call()
    finally:
        for service in SERVICES:
            events = aws.client(service).meta.events
            events.unregister(f"provide-client-params.{service}", unique_id="tape-of-requests")
            events.unregister(f"response-received.{service}", unique_id="tape")
        stripe.use_http_client(InProcessHttpClient(given.stripe))
    return tape


def _front(body: bytes) -> dict[str, str]:
    """What AWS's front adds to every answer and the double leaves out: botocore computes the checksum again."""
    return {
        "Server": "Server",
        "Date": "Mon, 23 Nov 2026 09:00:00 GMT",
        "Connection": "keep-alive",
        "Content-Length": str(len(body)),
        "x-amz-crc32": str(zlib.crc32(body)),
    }


@contextmanager
def replay(given: Market, tape: Tape) -> Iterator[None]:
    """Answer every call from the recording, repeatedly, on clients as in production. Then restore the doubles."""
    aws.client.cache_clear()
    answers = cycle(tape.aws)
    for service in SERVICES:
        give_again(aws.client(service), answers)
    stripe.use_http_client(_ReplayingHttpClient(tape))
    try:
        yield
    finally:
        aws.client.cache_clear()
        for service in SERVICES:
            given.world.attach(aws.client(service))
        stripe.use_http_client(InProcessHttpClient(given.stripe))


def give_again(client: BaseClient, answers: Iterator[AwsAnswer]) -> None:
    """Answer a client's calls with the next recorded answer each; AssertionError if another operation is asked."""

    def answer(request: AWSPreparedRequest, event_name: str, **_: Any) -> AWSResponse:
        recorded = next(answers)
        assert event_name.endswith(recorded.operation), f"{event_name} met the answer of {recorded.operation}"
        return _response(recorded, str(request.url))

    service = client.meta.service_model.service_id.hyphenize()
    client.meta.events.register(f"before-send.{service}", answer)  # type: ignore[arg-type]


def replay_us(tape: Tape) -> float:
    """What giving one recorded answer takes: the only work in a figure that is not the function's own."""
    rounds, started = 1_000, time.process_time_ns()
    for _ in range(rounds):
        for recorded in tape.aws:
            _response(recorded, "https://dynamodb.eu-central-1.amazonaws.com/")
    return (time.process_time_ns() - started) / 1000 / rounds / len(tape.aws)


def _response(recorded: AwsAnswer, url: str) -> AWSResponse:
    return AWSResponse(url, recorded.status, recorded.headers, RawBody(recorded.body))  # type: ignore[arg-type]


class _RecordingHttpClient(InProcessHttpClient):
    def __init__(self, double: Any, tape: Tape) -> None:
        super().__init__(double)
        self._tape = tape

    def request(
        self, method: str, url: str, headers: Mapping[str, str] | None, post_data: Any = None, **options: Any
    ) -> StripeAnswer:
        path = url.removeprefix("https://api.stripe.com")
        self._tape.asked_of_stripe.append(StripeRequest(method, path, post_data or ""))
        answer = super().request(method, url, headers, post_data, **options)
        self._tape.stripe.append(answer)
        return answer


class _ReplayingHttpClient(stripe_library.HTTPClient):
    name = "replaying"

    def __init__(self, tape: Tape) -> None:
        super().__init__()
        self._answers = cycle(tape.stripe)

    def request(self, *_: Any, **__: Any) -> StripeAnswer:
        return next(self._answers)

    def close(self) -> None:
        """There is nothing to close."""
