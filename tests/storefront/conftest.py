"""A cell, and a buyer's browser of its pages."""

from collections.abc import Iterator

import pytest

from chalicelib.kernel.runtime import background
from testing.cell import Cell, create_bucket, open_cell
from tests.search.processes import begin_anew
from tests.storefront.browser import Browser


@pytest.fixture
def cell(tables: None) -> Iterator[Cell]:  # noqa: ARG001 - a fixture of a fixture
    create_bucket()
    background.use(background.InlineRunner())
    begin_anew()
    with open_cell(Cell) as opened:
        yield opened
    begin_anew()
    background.use(background.ThreadRunner())


@pytest.fixture
def browser(cell: Cell) -> Browser:  # noqa: ARG001 - the tables must stand
    return Browser()
