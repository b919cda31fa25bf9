"""A queue and a bucket for re-rankings in moto, and a worker that loses, doubles and dies as it is told."""

import random
from collections.abc import Callable

import pytest

from chalicelib.kernel.runtime import aws
from chalicelib.kernel.runtime.settings import settings
from chalicelib.ranking.nightly import reranking, run_parts
from testing.cell import create_bucket


def open_queue_and_bucket() -> None:
    aws.client("sqs").create_queue(QueueName="rebound-eu-ranking", Attributes={"VisibilityTimeout": "0"})
    create_bucket()


def few_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs of five scans and two shards."""
    monkeypatch.setattr(run_parts, "SEGMENTS", dict.fromkeys(run_parts.SEGMENTS, 1))
    monkeypatch.setattr(run_parts, "SHARDS", 2)


def take() -> list[str]:
    """Every message of the queue, off it."""
    bodies: list[str] = []
    while True:
        found = aws.client("sqs").receive_message(QueueUrl=settings.ranking_queue_url, MaxNumberOfMessages=10)
        messages = found.get("Messages", [])
        if not messages:
            return bodies
        for message in messages:
            bodies.append(message["Body"])
            aws.client("sqs").delete_message(
                QueueUrl=settings.ranking_queue_url, ReceiptHandle=message["ReceiptHandle"]
            )


def carry_out(body: str) -> bool:
    """One message through the worker; whether it succeeded."""
    record = {"messageId": "1", "body": body, "attributes": {"ApproximateReceiveCount": "1"}}
    return reranking.work({"Records": [record]}) == {"batchItemFailures": []}


def work(arriving: Callable[[list[str]], list[str]] = list) -> int:
    """Carry out everything until the queue is empty; `arriving` says what becomes of each handful of messages."""
    carried_out = 0
    while bodies := take():
        for body in arriving(bodies):
            assert carry_out(body), body
            carried_out += 1
    return carried_out


def doubled_and_shuffled(seed: int) -> Callable[[list[str]], list[str]]:
    rng = random.Random(seed)

    def arriving(bodies: list[str]) -> list[str]:
        twice = [*bodies, *bodies]
        rng.shuffle(twice)
        return twice

    return arriving
