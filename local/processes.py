"""Starts, waits for and stops the child processes of a market, each by its id."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from local.places import LOOPBACK, ROOT

READY_SECONDS = 60
STOP_SECONDS = 30
_PARENT_DIES = 1  # prctl's PR_SET_PDEATHSIG


class NotStarted(Exception):
    """A child that does not run; the message says why and where its log is."""


def port_is_free(port: int) -> bool:
    """Whether a server could listen on the port now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def _end_with_parent() -> None:
    """Runs in the child: a market that is killed must not leave servers behind. Linux alone can promise it."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PARENT_DIES, signal.SIGTERM)


class Child:
    """One running program with its log."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        log: Path,
        environment: Mapping[str, str],
        *,
        line: socket.socket | None = None,
    ) -> None:
        """`line` is inherited by the program, which gets its descriptor as `--line <number>`."""
        self.name = name
        self.log = log
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as out:
            # A session of its own: Ctrl-C reaches the market alone, which then stops its children in order.
            self._process = subprocess.Popen(
                [*command, "--line", str(line.fileno())] if line else command,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                env=dict(environment),
                cwd=ROOT,
                start_new_session=True,
                preexec_fn=_end_with_parent,
                pass_fds=[line.fileno()] if line else [],
            )

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def runs(self) -> bool:
        return self._process.poll() is None

    def wait_for_port(self, port: int) -> None:
        """Return when it answers there. Raises: NotStarted (it ended or took too long)."""
        patience = time.monotonic() + READY_SECONDS
        while time.monotonic() < patience:
            if not self.runs:
                raise NotStarted(f"{self.name} ended at once. {self.last_words()}")
            with socket.socket() as probe:
                probe.settimeout(1)
                if probe.connect_ex((LOOPBACK, port)) == 0:
                    return
            time.sleep(0.05)
        raise NotStarted(f"{self.name} did not answer on port {port} in {READY_SECONDS} s. {self.last_words()}")

    def last_words(self) -> str:
        """The end of its log, and where the rest is."""
        lines = self.log.read_text(errors="replace").splitlines()[-12:]
        return "\n".join([f"Its log, {self.log}, ends:", *(f"  {line}" for line in lines)])

    def stop(self) -> None:
        """Ask it to end, and end it if it does not."""
        if not self.runs:
            return
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.kill(self.pid, signal.SIGKILL)
            self._process.wait()
