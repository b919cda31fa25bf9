"""Run: a whole market on this machine, in the foreground, until Ctrl-C; what it knows is kept for the next time.

Also through a power cut: the market is saved while it runs, and each start goes on from the last whole snapshot. One
that was not open yet has none, and begins anew.
"""

import argparse
import fcntl
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError

from doubles.save_line import NotSaved, SaveLine
from local import cloud, first_start
from local.dependencies import PackagingFailed
from local.deployment import NotDeployed, deploy
from local.packaging import package
from local.places import CELLS, Place, place
from local.processes import Child, NotStarted, port_is_free
from local.saving import CARRIERS_FILE, STRIPE_FILE, Saver
from local.snapshots import Snapshots
from local.tokens import API_MAY, tokens_of, uses_real_stripe
from local.warm_up import warm

WATCH_SECONDS = 0.5
# The files of a market and its servers contain keys. What is packaged before that is not secret.
_OWNER_ONLY = 0o077


class CannotRun(Exception):
    """The market cannot start until a person changes something; the message says what."""


def main() -> int:
    """Exit status 0 after Ctrl-C or SIGTERM, 1 if the market could not be opened or broke."""
    parser = argparse.ArgumentParser(prog="make run", description=__doc__)
    parser.add_argument("--cell", choices=CELLS, default="eu")
    parser.add_argument("--first-port", type=int, help="the first of five ports in a row")
    parser.add_argument("--folder", type=Path, help="where the market's state is kept")
    given = parser.parse_args()
    here = place(given.cell, first_port=given.first_port, folder=given.folder and given.folder.resolve())
    told_to_stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, lambda *_: told_to_stop.set())
    try:
        _check_machine(here)
        with _alone(here), _children(here) as children:
            saver = _open(here, children, told_to_stop)
            if saver is None:
                print("Closing before it was open; nothing is kept of this start.", flush=True)
                return 0
            _watch(children, saver, told_to_stop)
            print("Closing, and keeping what happened …", flush=True)
            children[-1].stop()  # the pages: they give the answers they owe
            saver.save()
    except (CannotRun, NotStarted, NotSaved, NotDeployed, PackagingFailed, ClientError, BotoCoreError) as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 1
    return 0


def _check_machine(here: Place) -> None:
    if not cloud.PYTHON.exists():
        raise CannotRun("The local cloud is not installed. Run: make install")
    ports = {
        here.web_port: "the pages",
        here.mailbox_port: "the mailbox",
        here.cloud_port: "the cloud",
        here.stripe_port: "Stripe's double",
        here.carriers_port: "the carriers' double",
    }
    for port, wanted in ports.items():
        if not port_is_free(port):
            raise CannotRun(
                f"Port {port} ({wanted}) is taken; perhaps this market already runs. "
                f"Stop what uses it, or choose five others: make run CELL={here.cell} FIRST_PORT=9000"
            )


@contextmanager
def _alone(here: Place) -> Iterator[None]:
    """The folder, for the owner's eyes and for one market at a time; the lock ends with the process, however it ends.

    CannotRun if another market uses it.
    """
    here.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    here.folder.chmod(0o700)
    with (here.folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as taken:
            raise CannotRun(f"Another market runs in {here.folder}.") from taken
        yield


@contextmanager
def _children(here: Place) -> Iterator[list[Child]]:
    """A list of processes that are stopped at the end, the last started first: the cloud outlives its clients."""
    children: list[Child] = []
    try:
        yield children
    finally:
        for child in reversed(children):
            child.stop()
        cloud.clear_scratch(here)


def _open(here: Place, children: list[Child], told_to_stop: threading.Event) -> Saver | None:
    """Package, start, deploy, fill an empty market, serve, save. None if it is stopped before it is open."""
    started = time.monotonic()

    def step(text: str) -> None:
        print(f"{time.monotonic() - started:5.1f} s  {text}", flush=True)

    built = package("local", tokens_of("local", here))
    step(f"packaged {built.fingerprint[:12]}")
    os.umask(_OWNER_ONLY)
    snapshots = Snapshots(here.folder)
    if adopted := snapshots.adopt():
        step(adopted)
    snapshots.restore()
    saver, ports = _start_cloud_and_doubles(here, children, snapshots)
    for child, port in zip(children, ports, strict=True):
        child.wait_for_port(port)
    if told_to_stop.is_set():
        return None
    step("deployed" if deploy(here, built) else "deployed before, and unchanged")
    warm(here)
    settings = dict(cloud.environment_of(here, "api_handler"))
    step(first_start.open_market(here, cloud.machine() | cloud.access(here) | settings))
    if told_to_stop.is_set():
        return None
    as_api = cloud.machine() | cloud.access_of(here, "api_handler") | settings
    web = _start("The pages", "local.web", here, ["--port", str(here.web_port)], knows=as_api)
    children.append(web)
    web.wait_for_port(here.web_port)
    step("the pages answer")
    words = saver.open()
    print(f"{first_start.directory(here)}\n{words}\nREADY {here.web}", flush=True)
    return saver


def _start_cloud_and_doubles(here: Place, children: list[Child], snapshots: Snapshots) -> tuple[Saver, list[int]]:
    """Start them side by side; who saves them, and the ports they will answer on in the order of the children."""
    environment, live = cloud.machine() | cloud.access(here), snapshots.live
    cloud_line, lines = SaveLine("the local cloud"), {}
    children.append(cloud.start(here, live / "cloud", cloud_line))
    ports = [here.cloud_port]
    if not uses_real_stripe():
        kept = live / STRIPE_FILE
        lines[kept.name] = SaveLine("Stripe's double")
        options = _stripe_options(here, kept)
        children.append(
            _start("Stripe's double", "doubles.stripe_double", here, options, knows=environment, line=lines[kept.name])
        )
        ports.append(here.stripe_port)
    kept = live / CARRIERS_FILE
    lines[kept.name] = SaveLine("the carriers' double")
    options = ["--port", str(here.carriers_port), "--state", str(kept), "--cloud", here.cloud, "--cell", here.cell]
    carriers = _start(
        "The carriers' double",
        "doubles.carrier_double.server",
        here,
        options,
        knows=environment,
        line=lines[kept.name],
    )
    options = ["--port", str(here.mailbox_port), "--cloud", here.cloud]
    children += [carriers, _start("The mailbox", "local.mailbox", here, options, knows=environment)]
    for line in (cloud_line, *lines.values()):
        line.hand_over()
    return Saver(snapshots, cloud_line, lines), [*ports, here.carriers_port, here.mailbox_port]


def _start(
    name: str, module: str, here: Place, options: list[str], *, knows: dict[str, str], line: SaveLine | None = None
) -> Child:
    command = [sys.executable, "-m", module, *options]
    return Child(name, command, here.logs / f"{module.split('.')[1]}.log", knows, line=line.theirs if line else None)


def _stripe_options(here: Place, kept: Path) -> list[str]:
    keys = tokens_of("local", here)
    return [
        *("--port", str(here.stripe_port)),
        *("--state", str(kept)),
        *("--webhook", f"{here.web}/v1/stripe/events"),
        *("--webhook-secret", keys["stripe_webhook_secret"]),
        *("--secret-key", keys["stripe_secret_key"]),
        *("--restricted-key", f"{keys['stripe_restricted_key']}={','.join(API_MAY)}"),
        *("--publishable-key", keys["stripe_publishable_key"]),
    ]


def _watch(children: list[Child], saver: Saver, told_to_stop: threading.Event) -> None:
    """Wait for the end, and save meanwhile. Raises: NotStarted (a child ended unasked)."""
    while not told_to_stop.wait(WATCH_SECONDS):
        for child in children:
            if not child.runs:
                raise NotStarted(f"{child.name} ended by itself. {child.last_words()}")
        saver.save_if_due()


if __name__ == "__main__":
    sys.exit(main())
