"""An empty cell with its bucket of uploads and a clock that is held."""

from collections.abc import Iterator

import pytest

from testing.cell import Cell, create_bucket, open_cell
from tests.uploads.upload_window import UPLOADS_BUCKET


@pytest.fixture
def cell(tables: None) -> Iterator[Cell]:  # noqa: ARG001 - a fixture of a fixture
    with open_cell(Cell) as opened:
        create_bucket(UPLOADS_BUCKET)
        yield opened
