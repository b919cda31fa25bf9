"""A cell with a seller, on the AWS that `--aws` names."""

from collections.abc import Iterator

import pytest

from chalicelib.kernel.runtime.settings import settings
from testing.cell import Cell, create_bucket, open_cell
from tests.invoices.shop_life import ShopLife


@pytest.fixture
def life(tables: None) -> Iterator[ShopLife]:  # noqa: ARG001 - the cell stands on the tables
    with open_cell(Cell) as opened:
        create_bucket(settings.uploads_bucket)
        yield ShopLife(opened, opened.a_seller())
