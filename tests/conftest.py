"""What every test stands on: the settings of a test cell, tables in moto, no real clock where one matters."""

import os

os.environ.update(
    STAGE="local",
    CELL="eu",
    CELL_SECRET="a secret of the test cell",
    PUBLIC_URL="http://127.0.0.1:8000",
    MAIL_SENDER="orders@rebound.example",
    KMS_KEY_ID="alias/rebound-eu",
    REACTIONS_QUEUE_URL="https://sqs.eu-west-3.amazonaws.com/123456789012/rebound-eu-reactions",
    MONEY_QUEUE_URL="https://sqs.eu-west-3.amazonaws.com/123456789012/rebound-eu-money",
    NOTICES_QUEUE_URL="https://sqs.eu-west-3.amazonaws.com/123456789012/rebound-eu-notices",
    STRIPE_WEBHOOK_SECRET="whsec_test",
    STRIPE_PUBLISHABLE_KEY="pk_test_1",
    STRIPE_SECRET_KEY="sk_test_1",
    STRIPE_BASE_URL="http://stripe.test",
    CARRIERS_BASE_URL="http://carriers.test",
    AWS_ACCESS_KEY_ID="test",
    AWS_SECRET_ACCESS_KEY="test",
    AWS_DEFAULT_REGION="eu-west-3",
)

import importlib
import pkgutil
from collections.abc import Iterator

import pytest
from moto import mock_aws

import chalicelib
from chalicelib.kernel import aws
from chalicelib.kernel.tables import Table


def every_table() -> list[type[Table]]:
    """Every table of the application, wherever its model lives."""
    for module in pkgutil.walk_packages(chalicelib.__path__, "chalicelib."):
        if module.name.endswith(".models") or module.name.startswith("chalicelib.kernel."):
            importlib.import_module(module.name)
    return sorted(Table.__subclasses__(), key=lambda table: str(table.Meta.table_name))


@pytest.fixture
def tables() -> Iterator[None]:
    """An empty cell in this process: every table, and clients that know no other endpoint."""
    aws.client.cache_clear()
    aws._session.cache_clear()
    with mock_aws():
        for table in every_table():
            table.create_table(billing_mode="PAY_PER_REQUEST")
        yield
    aws.client.cache_clear()
    aws._session.cache_clear()
