"""A desk with one seller, one product and one offer of five units."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from chalicelib.sellers.profile.seller import Seller
from tests.desk import Desk, desk


@dataclass
class Shop:
    """The desk and what stands on it."""

    desk: Desk
    seller: Seller
    product_id: str
    offer_id: str


@pytest.fixture
def shop(tables: None) -> Iterator[Shop]:  # noqa: ARG001 - the desk stands on the tables
    with desk() as opened:
        seller = opened.a_seller()
        product_id = opened.a_product()
        yield Shop(opened, seller, product_id, opened.an_offer(seller, product_id))
