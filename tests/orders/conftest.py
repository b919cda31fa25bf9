"""A cell with one seller, one product and one offer of five units."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from chalicelib.sellers.profile.seller import Seller
from testing.cell import Cell, open_cell


@dataclass
class Shop:
    """The cell and what stands on it."""

    cell: Cell
    seller: Seller
    product_id: str
    offer_id: str


@pytest.fixture
def shop(tables: None) -> Iterator[Shop]:  # noqa: ARG001 - the cell stands on the tables
    with open_cell(Cell) as opened:
        seller = opened.a_seller()
        product_id = opened.a_product()
        yield Shop(opened, seller, product_id, opened.an_offer(seller, product_id))
