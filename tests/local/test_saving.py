"""A market is saved as a whole: its servers stand still together, and where one fails the last save stays."""

import json
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from doubles.save_line import Json, NotSaved, Orders, SaveLine, obey
from doubles.stripe_double.server import Desk, Server
from local.received_messages import return_messages
from local.saving import Pace, Saver
from local.snapshots import Snapshots
from tests.doubles.stripe_double.conftest import Platform


@contextmanager
def line_to(orders: Orders) -> Iterator[SaveLine]:
    line = SaveLine("a server")
    obeying = obey(line.theirs.detach(), orders)
    yield line
    line.close()
    obeying.join()


class Cloud:
    """A cloud that has something to say about the moment it is copied at."""

    def __init__(self) -> None:
        self.fails = False
        self.while_copied = threading.Event()

    def orders(self) -> Orders:
        return {"copy": self._copy, "written": lambda _: {"cpu_seconds": 0.1}}

    def _copy(self, order: Json) -> Json:
        if self.fails:
            raise OSError("no space left")
        Path(order["folder"]).mkdir()
        self.while_copied.set()
        time.sleep(0.3)
        return {}


@pytest.fixture
def cloud() -> Cloud:
    return Cloud()


@pytest.fixture
def desk() -> Desk:
    return Desk(Platform().double, state_file=None, webhook_url=None)


@pytest.fixture
def saver(tmp_path: Path, cloud: Cloud, desk: Desk) -> Iterator[Saver]:
    with line_to(cloud.orders()) as cloud_line, line_to(desk.orders()) as stripe_line:
        yield Saver(Snapshots(tmp_path), cloud_line, {"stripe.json": stripe_line})


@pytest.fixture
def stripe(desk: Desk) -> Iterator[str]:
    server = Server(desk, 0)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


def clock_of(stripe: str) -> int:
    with urllib.request.urlopen(f"{stripe}/_double/state", timeout=10) as answer:
        offset: int = json.load(answer)["clock_offset_seconds"]
    return offset


def move_clock(stripe: str) -> None:
    body = json.dumps({"offset_seconds": 60}).encode()
    request = urllib.request.Request(f"{stripe}/_double/clock", body, {"Content-Type": "application/json"})
    urllib.request.urlopen(request, timeout=10).close()


def test_what_reaches_stripe_while_the_cloud_is_copied_is_not_in_that_snapshot(
    tmp_path: Path, saver: Saver, cloud: Cloud, stripe: str
) -> None:
    saving = threading.Thread(target=saver.save)
    saving.start()
    assert cloud.while_copied.wait(10)
    move_clock(stripe)
    saving.join()
    newest = Snapshots(tmp_path).newest()
    assert newest is not None
    assert json.loads((newest / "stripe.json").read_bytes())["clock_offset_seconds"] == 0
    assert clock_of(stripe) == 60


def test_a_failed_save_leaves_the_last_one_and_lets_everybody_go_on(
    tmp_path: Path, saver: Saver, cloud: Cloud, stripe: str
) -> None:
    saver.save()
    before = Snapshots(tmp_path).newest()
    cloud.fails = True
    with pytest.raises(NotSaved, match="no space left"):
        saver.save()
    assert Snapshots(tmp_path).newest() == before
    assert clock_of(stripe) == 0
    cloud.fails = False
    saver.save()
    assert Snapshots(tmp_path).newest() != before


def test_a_server_that_has_ended_is_named() -> None:
    line = SaveLine("Stripe's double")
    line.hand_over()
    with pytest.raises(NotSaved, match="Stripe's double"):
        line.order("hold")
    line.close()


def test_a_market_is_saved_as_often_as_a_twentieth_of_a_core_allows() -> None:
    pace = Pace()
    assert not pace.note(0.5)
    assert pace.pause_seconds == 10
    pace.note(1.4)
    assert pace.note(1.4)
    assert pace.pause_seconds == 30
    # One slow save among others changes nothing.
    assert not pace.note(20)
    assert pace.pause_seconds == 30


def test_a_message_that_was_being_worked_on_comes_again_at_once_and_counts_no_attempt() -> None:
    working = {"visible_at": 400.0, "receive_count": 2}
    delayed = {"visible_at": 400.0, "receive_count": 0}
    waiting = {"visible_at": 50.0, "receive_count": 1}
    return_messages([{"messages": [working, delayed, waiting]}], now=100.0)
    assert working == {"visible_at": 100.0, "receive_count": 1}
    assert delayed == {"visible_at": 400.0, "receive_count": 0}
    assert waiting == {"visible_at": 50.0, "receive_count": 1}
