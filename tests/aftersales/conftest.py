"""The cell of the tests of what follows a sale."""

from collections.abc import Iterator

import pytest

from testing.cell import Cell, open_cell


@pytest.fixture
def cell(tables: None) -> Iterator[Cell]:  # noqa: ARG001 - the cell stands on the tables
    with open_cell(Cell) as opened:
        yield opened
