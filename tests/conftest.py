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
    MAILS_QUEUE_URL="https://sqs.eu-west-3.amazonaws.com/123456789012/rebound-eu-mails",
    LINKS_QUEUE_URL="https://sqs.eu-west-3.amazonaws.com/123456789012/rebound-eu-links",
    RANKING_QUEUE_URL="https://sqs.eu-west-3.amazonaws.com/123456789012/rebound-eu-ranking",
    FILES_BUCKET="rebound-eu-files",
    WEBHOOKS_QUEUE_URL="https://sqs.eu-west-3.amazonaws.com/123456789012/rebound-eu-webhooks.fifo",
    SLOW_WEBHOOKS_QUEUE_URL="https://sqs.eu-west-3.amazonaws.com/123456789012/rebound-eu-slow_webhooks.fifo",
    WEBHOOK_TASKS_QUEUE_URL="https://sqs.eu-west-3.amazonaws.com/123456789012/rebound-eu-webhook_tasks",
    STRIPE_WEBHOOK_SECRET="whsec_test",
    STRIPE_PUBLISHABLE_KEY="pk_test_1",
    STRIPE_SECRET_KEY="sk_test_1",
    STRIPE_BASE_URL="http://stripe.test",
    CARRIERS_BASE_URL="http://carriers.test",
    AWS_ACCESS_KEY_ID="test",
    AWS_SECRET_ACCESS_KEY="test",
    AWS_DEFAULT_REGION="eu-west-3",
)

import copy
import importlib
import pkgutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from moto import mock_aws
from moto.core import DEFAULT_ACCOUNT_ID as ACCOUNT
from moto.dynamodb.models import dynamodb_backends

import chalicelib
from chalicelib.kernel.runtime import aws, background
from chalicelib.kernel.storage.tables import Table

_EMPTY: dict[str, Any] = {}


def every_table() -> list[type[Table]]:
    """Every table of the application, wherever its model lives."""
    for module in pkgutil.walk_packages(chalicelib.__path__, "chalicelib."):
        if module.name.endswith(".models") or module.name.startswith("chalicelib.kernel."):
            importlib.import_module(module.name)
    return sorted(Table.__subclasses__(), key=lambda table: str(table.Meta.table_name))


def _empty_tables() -> None:
    """Every table, empty: made once through the API and copied from then on, which saves a test 48 calls."""
    backend = dynamodb_backends[ACCOUNT]["eu-west-3"]
    if not _EMPTY:
        for table in every_table():
            table.create_table(billing_mode="PAY_PER_REQUEST")
        _EMPTY.update(copy.deepcopy(backend.tables))
    backend.tables = copy.deepcopy(_EMPTY)


@contextmanager
def cell_in_process() -> Iterator[None]:
    """An empty cell in this process: every table, and clients that no other test has hung anything on."""
    aws.client.cache_clear()
    background.use(background.InlineRunner())  # a thread would write into another test's cell
    with mock_aws():
        _empty_tables()
        yield
    background.use(background.ThreadRunner())
    aws.client.cache_clear()


@pytest.fixture
def tables() -> Iterator[None]:
    with cell_in_process():
        yield


@pytest.fixture
def api(tables: None) -> Any:  # noqa: ARG001 - a fixture of a fixture
    """`tests.api_client.call`, over an empty cell; imported here, because most tests need no application."""
    return importlib.import_module("tests.api_client").call


CrashPoints = Callable[[str, str, int], None]


@pytest.fixture
def crash_points(record_property: Callable[[str, object], None]) -> CrashPoints:
    """Says how many crashes of a kind a scene got over: at the end of the run, whichever process it ran in."""
    return lambda kind, scene, count: record_property(f"crash points {kind}", f"{count} in {scene!r}")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What a line of dots does not say: what was skipped for want of a browser, and how many crashes were tried."""
    _tell_what_needs_a_browser(terminalreporter)
    _tell_crash_points(terminalreporter)


def _tell_what_needs_a_browser(terminalreporter: pytest.TerminalReporter) -> None:
    unproved = [each for each in terminalreporter.stats.get("skipped", ()) if "NO BROWSER" in str(each.longrepr)]
    if unproved:
        terminalreporter.section("NO BROWSER, NOTHING PROVED: apt-get install chromium", red=True, bold=True)
        for each in unproved:
            terminalreporter.line(each.nodeid)


def _tell_crash_points(terminalreporter: pytest.TerminalReporter) -> None:
    """Their number, which nobody wrote down: the calls are found by looking."""
    totals: Counter[str] = Counter()
    for report in terminalreporter.getreports("passed"):
        for name, told in report.user_properties:
            if name.startswith("crash points "):
                totals[name] += int(told.partition(" ")[0])
                terminalreporter.write_line(f"{name}: {told}")
    for name, total in totals.items():
        terminalreporter.write_line(f"{total} {name}, each crashed at and got over")
