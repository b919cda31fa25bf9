"""A market on this machine and Debian's own Chromium before it. Nothing is downloaded."""

import importlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, sync_playwright

from local.gateway import Server
from local.places import place
from testing.cell import Cell
from tests.aftersales.conftest import AfterSale, aftersale
from tests.browser.chromium import CHROMIUM, FLAGS
from tests.running_market import Running, free_ports
from tests.storefront.conftest import cell

__all__ = ["aftersale", "cell"]  # fixtures here too

CLOSES_SECONDS = 240  # it clears away the unpacked functions: tens of thousands of files


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A browser; its contexts are people who know nothing of each other."""
    if not CHROMIUM.exists():
        pytest.skip(f"NO BROWSER, NOTHING PROVED: {CHROMIUM} is missing (apt-get install chromium)")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def market(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:  # noqa: ARG001 - none, no market
    """The address of a market of cell eu with the demo's offers in it."""
    folder = tmp_path_factory.mktemp("market") / "eu"
    here = place("eu", first_port=free_ports(), folder=folder)
    opened = Running(here)
    try:
        opened.wait_until_ready()
        yield here.web
    finally:
        opened.process.terminate()
        opened.process.wait(CLOSES_SECONDS)


@pytest.fixture
def counter(cell: Cell) -> Iterator[str]:  # noqa: ARG001 - the pages show what stands on it
    """The address of the pages of a cell: what no demo shows is made in a second and looked at."""
    with _served() as address:
        yield address


@pytest.fixture
def desk(aftersale: AfterSale) -> Iterator[str]:  # noqa: ARG001 - the pages show what stands on it
    """The address of the pages of a shop whose buyers have their devices."""
    with _served() as address:
        yield address


@contextmanager
def _served() -> Iterator[str]:
    server = Server(importlib.import_module("app").app, 0)
    serving = threading.Thread(target=server.serve_forever, daemon=True)
    serving.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    serving.join()
    server.server_close()
