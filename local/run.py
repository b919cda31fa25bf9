"""Run: a whole market on this machine, in the foreground, until Ctrl-C; what it knows is kept for the next time."""

import argparse
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError

from local import cloud, opening
from local.dependencies import PackagingFailed
from local.deploying import NotDeployed, deploy
from local.packaging import package
from local.places import CELLS, Place, place
from local.processes import Child, NotStarted, port_is_free
from local.tokens import API_MAY, tokens_of, uses_real_stripe
from local.warming import warm

WATCH_SECONDS = 0.5


class CannotRun(Exception):
    """Something a person must put right first; the message says what."""


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
        with _children(here) as children:
            _open(here, children, told_to_stop)
            if not told_to_stop.is_set():
                print(f"READY {here.web}", flush=True)
            _watch(children, told_to_stop)
            print("Closing, and keeping what happened …", flush=True)
    except (CannotRun, NotStarted, NotDeployed, PackagingFailed, ClientError, BotoCoreError) as problem:
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
def _children(here: Place) -> Iterator[list[Child]]:
    """A list whose processes are stopped at the end, the last started first: the cloud outlives whoever uses it."""
    children: list[Child] = []
    try:
        yield children
    finally:
        for child in reversed(children):
            child.stop()
        cloud.clear_scratch(here)


def _open(here: Place, children: list[Child], told_to_stop: threading.Event) -> None:
    """Package, start, deploy, fill an empty market, serve. Returns early when told to stop."""
    started = time.monotonic()

    def step(text: str) -> None:
        print(f"{time.monotonic() - started:5.1f} s  {text}", flush=True)

    built = package("local", tokens_of("local", here))
    step(f"packaged {built.fingerprint[:12]}")
    ports = _start_cloud_and_doubles(here, children)
    for child, port in zip(children, ports, strict=True):
        child.wait_for_port(port)
    if told_to_stop.is_set():
        return
    step("deployed" if deploy(here, built) else "deployed before, and unchanged")
    warm(here)
    settings = dict(cloud.environment_of(here, "api_handler"))
    step(opening.open_market(here, cloud.machine() | cloud.access(here) | settings))
    if told_to_stop.is_set():
        return
    as_api = cloud.machine() | cloud.access_of(here, "api_handler") | settings
    web = _start("The pages", "web", here, ["--port", str(here.web_port)], knows=as_api)
    children.append(web)
    web.wait_for_port(here.web_port)
    step("the pages answer")
    print(opening.directory(here), flush=True)


def _start_cloud_and_doubles(here: Place, children: list[Child]) -> list[int]:
    """Start them side by side; the ports they will answer on, in the same order."""
    environment = cloud.machine() | cloud.access(here)
    children.append(cloud.start(here))
    ports = [here.cloud_port]
    if not uses_real_stripe():
        children.append(_start("Stripe's double", "stripe_double", here, _stripe_options(here), knows=environment))
        ports.append(here.stripe_port)
    kept = str(here.folder / "carriers.json")
    options = ["--port", str(here.carriers_port), "--state", kept, "--cloud", here.cloud, "--cell", here.cell]
    children.append(_start("The carriers' double", "carrier_double", here, options, knows=environment))
    options = ["--port", str(here.mailbox_port), "--cloud", here.cloud]
    children.append(_start("The mailbox", "mailbox", here, options, knows=environment))
    return [*ports, here.carriers_port, here.mailbox_port]


def _start(name: str, module: str, here: Place, options: list[str], *, knows: dict[str, str]) -> Child:
    command = [sys.executable, "-m", f"local.{module}", *options]
    return Child(name, command, here.logs / f"{module}.log", knows)


def _stripe_options(here: Place) -> list[str]:
    keys = tokens_of("local", here)
    return [
        *("--port", str(here.stripe_port)),
        *("--state", str(here.folder / "stripe.json")),
        *("--webhook", f"{here.web}/v1/stripe/events"),
        *("--webhook-secret", keys["stripe_webhook_secret"]),
        *("--secret-key", keys["stripe_secret_key"]),
        *("--restricted-key", f"{keys['stripe_restricted_key']}={','.join(API_MAY)}"),
        *("--publishable-key", keys["stripe_publishable_key"]),
    ]


def _watch(children: list[Child], told_to_stop: threading.Event) -> None:
    """Wait for the end; NotStarted if a child ends by itself."""
    while not told_to_stop.wait(WATCH_SECONDS):
        for child in children:
            if not child.runs:
                raise NotStarted(f"{child.name} ended by itself. {child.last_words()}")


if __name__ == "__main__":
    sys.exit(main())
