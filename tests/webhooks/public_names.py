"""An internet in which every name leads to one public address, and the queues that registering an endpoint needs."""

from collections.abc import Iterator
from contextlib import contextmanager

from chalicelib.gateways import http_client
from chalicelib.gateways.http_client import Internet
from chalicelib.kernel.runtime import aws
from tests.webhooks.post_office import PUBLIC


class PublicNames(Internet):
    """Every name leads to the same public address."""

    def resolve(self, host: str) -> tuple[str, ...]:
        return (PUBLIC,) if host else ()


@contextmanager
def public_names() -> Iterator[None]:
    """The queues of webhooks, in the tables' moto, and this internet."""
    for name in ("webhooks.fifo", "slow_webhooks.fifo"):
        aws.client("sqs").create_queue(QueueName=f"rebound-eu-{name}", Attributes={"FifoQueue": "true"})
    aws.client("sqs").create_queue(QueueName="rebound-eu-webhook_tasks")
    http_client.use(PublicNames())
    yield
    http_client.use(Internet())
