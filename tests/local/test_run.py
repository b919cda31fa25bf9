"""A market on this machine opens, keeps what happened, reacts again after a restart, and leaves nothing behind."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from local import cloud
from local.places import ROOT, Place, place

PORTS = 5
PORTS_PER_WORKER = 500
OPENS_SECONDS = 240
LISTENING = "0A"
LOOPBACK_IN_PROC = "0100007F"


def free_ports() -> int:
    """The first of five free ports in a row.

    Each test process looks in a range of its own: a market binds its ports seconds after they were found free, and
    another process that looked meanwhile would be given the same ones.
    """
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    start = 20_000 + worker * PORTS_PER_WORKER
    for first in range(start, start + PORTS_PER_WORKER, PORTS):
        sockets = [socket.socket() for _ in range(PORTS)]
        try:
            for number, one in enumerate(sockets):
                one.bind(("127.0.0.1", first + number))
        except OSError:
            continue
        else:
            return first
        finally:
            for one in sockets:
                one.close()
    raise AssertionError("no five free ports in a row")


class Running:
    """A market in a process of its own, with what it printed."""

    def __init__(self, here: Place) -> None:
        self.said = here.folder.with_suffix(".said")
        command = [sys.executable, "-m", "local.run", "--cell", here.cell]
        command += ["--first-port", str(here.first_port), "--folder", str(here.folder)]
        environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        with self.said.open("w") as out:
            self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT)

    def wait_until_ready(self) -> None:
        eventually(lambda: "READY" in self.said.read_text() or self.process.poll() is not None, OPENS_SECONDS)
        assert "READY" in self.said.read_text(), self.said.read_text()

    def descendants(self) -> list[int]:
        """The ids of its children and theirs."""
        parents = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(stat.parent.name)] = int(fields[1])
        found = [self.process.pid]
        for parent in found:
            found += [child for child, owner in parents.items() if owner == parent]
        return found

    def stop(self, how: signal.Signals) -> int:
        self.process.send_signal(how)
        return self.process.wait(60)


@contextmanager
def running(here: Place) -> Iterator[Running]:
    market = Running(here)
    try:
        market.wait_until_ready()
        yield market
    finally:
        if market.process.poll() is None:
            market.stop(signal.SIGTERM)


def eventually(condition: Callable[[], object], seconds: float = 30) -> object:
    """What the condition says once it says something, or at the end."""
    patience = time.monotonic() + seconds
    while not (said := condition()) and time.monotonic() < patience:
        time.sleep(0.1)
    return said


def alive(pids: list[int]) -> list[int]:
    """Those that still run; one that ended and was not collected yet does not."""
    running_ones = []
    for pid in pids:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            continue
        if state != "Z":
            running_ones.append(pid)
    return running_ones


def listening_addresses(pids: list[int]) -> set[str]:
    """The local addresses (hexadecimal, as the kernel prints them) on which these processes accept connections."""
    sockets = set()
    for pid in pids:
        for descriptor in Path(f"/proc/{pid}/fd").glob("*"):
            try:
                sockets.add(os.readlink(descriptor))
            except OSError:
                continue
    found = set()
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == LISTENING and f"socket:[{fields[9]}]" in sockets:
                found.add(fields[1].partition(":")[0])
    return found


def record_fact(here: Place, fact_id: str) -> None:
    item = {"subject": "nothing", "fact_id": fact_id, "name": "Nothing", "body": "{}", "hour_shard": "never"}
    values = {name: {"S": value} for name, value in item.items()}
    cloud.client(here, "dynamodb").put_item(TableName=f"rebound-{here.cell}-facts", Item=values)


def house_item(here: Place, key: str) -> dict[str, Any] | None:
    items = cloud.client(here, "dynamodb")
    found: dict[str, Any] | None = items.get_item(TableName=f"rebound-{here.cell}-house", Key={"key": {"S": key}}).get(
        "Item"
    )
    return found


def tracking(here: Place, number: str) -> str:
    with urllib.request.urlopen(f"{here.address(here.carriers_port)}/trackings/dhl/{number}", timeout=10) as answer:
        status: str = json.load(answer)["status"]
    return status


@pytest.mark.cloud
def test_a_market_is_found_again_as_it_was_left(tmp_path: Path) -> None:
    here = place("us", first_port=free_ports(), folder=tmp_path / "us")
    with running(here) as market:
        with urllib.request.urlopen(f"{here.web}/v1/markets", timeout=30) as answer:
            assert [one["market"] for one in json.load(answer)["items"]] == ["US"]
        assert tracking(here, "1Z") == "IN_TRANSIT"
        record_fact(here, "1")
        assert eventually(lambda: house_item(here, "relayed#1"))
        family = market.descendants()
        assert listening_addresses(family) == {LOOPBACK_IN_PROC}
        assert market.stop(signal.SIGTERM) == 0
    assert eventually(lambda: not alive(family))

    with running(here) as market:
        assert "deployed before, and unchanged" in market.said.read_text()
        assert "opened, with what was kept" in market.said.read_text()
        assert house_item(here, "relayed#1")
        # ministack forgets the stream but not how far it was read; the first new fact must not fall into that gap.
        record_fact(here, "2")
        assert eventually(lambda: house_item(here, "relayed#2"))
        assert market.stop(signal.SIGINT) == 0


@pytest.mark.cloud
def test_a_taken_port_is_named_with_a_way_out(tmp_path: Path) -> None:
    first = free_ports()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", first + 2))
        taken.listen()
        market = Running(place("eu", first_port=first, folder=tmp_path / "eu"))
        assert market.process.wait(60) == 1
    assert f"Port {first + 2} (the cloud) is taken" in market.said.read_text()
    assert "FIRST_PORT=" in market.said.read_text()


@pytest.mark.cloud
def test_a_market_that_is_killed_leaves_no_servers_behind(tmp_path: Path) -> None:
    here = place("eu", first_port=free_ports(), folder=tmp_path / "eu")
    with running(here) as market:
        family = market.descendants()
        market.process.kill()
        market.process.wait(10)
        assert eventually(lambda: not alive(family))
