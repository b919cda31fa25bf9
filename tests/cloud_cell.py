"""A cell in a local cloud that really refuses the second of two writers, for races within one process."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from chalicelib.kernel.runtime import aws
from testing.aws_in_process import every_table
from tests.local_cloud import ministack


@contextmanager
def empty_cell() -> Iterator[None]:
    """Every table of this process's cell in a ministack of its own, with a client that threads may share."""
    with ministack() as address, pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", address)
        aws.client.cache_clear()
        for table in every_table():
            table.create_table(billing_mode="PAY_PER_REQUEST", wait=True)
        aws.client("dynamodb")  # made before the threads: each of them would make its own
        yield
    aws.client.cache_clear()
