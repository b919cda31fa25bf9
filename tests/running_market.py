"""A market of this machine in a process of its own, as a person runs it; what tests open, watch and end."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from local.places import ROOT, Place

PORTS = 5
PORTS_PER_WORKER = 500
OPENS_SECONDS = 240
CLOSES_SECONDS = 60
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
        self.here = here
        self.said = here.folder.with_suffix(".said")
        command = [sys.executable, "-m", "local.run", "--cell", here.cell]
        command += ["--first-port", str(here.first_port), "--folder", str(here.folder)]
        environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        with self.said.open("w") as out:
            self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT)

    def wait_until_ready(self) -> None:
        eventually(lambda: "READY" in self.said.read_text() or self.process.poll() is not None, OPENS_SECONDS)
        assert "READY" in self.said.read_text(), self.said.read_text()

    def ready_seconds(self) -> float:
        """How long it took to open, as it printed."""
        return float(re.findall(r"^ *([0-9.]+) s  the pages answer$", self.said.read_text(), flags=re.MULTILINE)[-1])

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

    def cut_power(self) -> None:
        """End all its processes at once. They are halted first: none sees another one end, and none is started."""
        halted: set[int] = set()
        while found := set(self.descendants()) - halted:
            for pid in found:
                _signal(pid, signal.SIGSTOP)
            halted |= found
        for pid in halted:
            _signal(pid, signal.SIGKILL)
        self.process.wait(CLOSES_SECONDS)
        assert eventually(lambda: not alive(list(halted)))

    def stop(self, how: signal.Signals) -> int:
        self.process.send_signal(how)
        return self.process.wait(CLOSES_SECONDS)


def _signal(pid: int, how: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, how)


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
