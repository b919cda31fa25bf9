"""What tests of the local cloud share: one European market, opened for the first that needs it."""

from collections.abc import Iterator

import pytest

from local.places import Place, place
from tests.running_market import free_ports, running


@pytest.fixture(scope="session")
def market_of_europe(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Where a market of cell eu answers, with the demo's offers in it."""
    here = place("eu", first_port=free_ports(), folder=tmp_path_factory.mktemp("europe") / "eu")
    with running(here):
        yield here
