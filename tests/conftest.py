"""What every test stands on: the settings of a test cell, empty tables, no real clock where one matters."""

import os

os.environ.setdefault("TEST_CELL", "eu")
os.environ.update(
    STAGE="local",
    CELL=os.environ["TEST_CELL"],
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
    UPLOADS_BUCKET="rebound-eu-uploads",
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
# A process of the other cell is started with TEST_CELL=us.
os.environ.update(
    {
        name: value.replace("rebound-eu", f"rebound-{os.environ['TEST_CELL']}")
        for name, value in os.environ.items()
        if "rebound-eu" in value
    }
)

import gc
import importlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest

from chalicelib.kernel.runtime import background
from testing.aws_in_process import cell_of
from tests.long_report import PROPERTY
from tests.longest_files import LONGEST_FILES

# The rooms whose use cases are tried on moto: what a marketplace is for, and what speaks to AWS itself. Pages, access
# and messages are written with the same tables; a second AWS would tell nothing more of them and takes twice as long.
ROOMS_ON_MOTO = (
    "aftersales",
    "carbon",
    "catalog",
    "gateways",
    "kernel",
    "orders",
    "payments",
    "people",
    "ranking",
    "uploads",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--aws", choices=("memory", "moto"), help="the AWS of every use-case test, whatever its room")


def aws_of(request: pytest.FixtureRequest) -> str:
    """The AWS of a test: as its mark or `--aws` says, else by its room."""
    for kind in ("moto", "memory"):
        if request.node.get_closest_marker(kind) is not None:
            return kind
    room = request.node.nodeid.split("/")[1]
    return str(request.config.getoption("--aws") or ("moto" if room in ROOMS_ON_MOTO else "memory"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Start the longest files first: a long one that starts last keeps one worker busy while the others have ended."""
    places = {name: place for place, name in enumerate(LONGEST_FILES)}
    items.sort(key=lambda item: places.get(item.nodeid.partition("::")[0], len(places)))


def pytest_collection_finish() -> None:
    """Leave what was imported and collected out of each later collection of garbage, which looked at all of it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)


@contextmanager
def cell_in_process(kind: str) -> Iterator[Any]:
    """An empty cell in this process: every table, and clients that no other test has hung anything on."""
    background.use(background.InlineRunner())  # a thread would write into another test's cell
    with cell_of(kind) as cloud:
        yield cloud
    background.use(background.ThreadRunner())


@pytest.fixture
def tables(request: pytest.FixtureRequest) -> Iterator[None]:
    """An empty cell."""
    with cell_in_process(aws_of(request)):
        yield


@pytest.fixture
def api(tables: None) -> Any:  # noqa: ARG001 - a fixture of a fixture
    """`tests.api_client.call`, over an empty cell; imported here, because most tests need no application."""
    return importlib.import_module("tests.api_client").call


CrashPoints = Callable[[str, str, int], None]
LongCounts = Callable[[Mapping[str, int]], None]


@pytest.fixture
def long_counts(record_property: Callable[[str, object], None]) -> LongCounts:
    """Counts what a test lived through, for the summary of the long tests."""
    return lambda counts: record_property(PROPERTY, dict(counts))


@pytest.fixture
def crash_points(record_property: Callable[[str, object], None], long_counts: LongCounts) -> CrashPoints:
    """Says how many crashes of a kind a scene got over: at the end of the run, whichever process it ran in."""

    def count(kind: str, scene: str, points: int) -> None:
        record_property(f"crash points {kind}", f"{points} in {scene!r}")
        long_counts({f"crashes {kind}": points})

    return count


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
