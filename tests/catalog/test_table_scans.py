"""Scanning: every item once, page by page, through a bad moment at AWS."""

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from chalicelib.catalog import table_scans
from chalicelib.catalog.offers.offer import Publication, StockSnapshot
from chalicelib.catalog.products.product import Product
from chalicelib.kernel.runtime import aws, clock
from chalicelib.kernel.values.problems import Unavailable
from doubles.clock_and_randomness import ManualClock
from testing.builders import a_product, a_seller, an_offer

pytestmark = pytest.mark.usefixtures("tables")


@pytest.fixture(autouse=True)
def _held(tables: None) -> Iterator[None]:  # noqa: ARG001 - a fixture of a fixture
    clock.use(ManualClock())
    yield
    clock.use(clock.SystemClock())


def one_item_a_page() -> None:
    def limit(params: dict[str, Any], **_: Any) -> None:
        params["Limit"] = 1

    aws.client("dynamodb").meta.events.register("provide-client-params.dynamodb.Scan", limit)


def failing(times: int, error: Exception) -> None:
    left = [times]

    def fail(**_: Any) -> None:
        left[0] -= 1
        if left[0] >= 0:
            raise error

    aws.client("dynamodb").meta.events.register("before-call.dynamodb.Scan", fail)


SLOW = ReadTimeoutError(endpoint_url="https://dynamodb.example")


def test_a_table_is_read_to_its_end_with_each_item_as_it_is_stored() -> None:
    products = [a_product(title=f"Phone {number}") for number in range(3)]
    offer = an_offer(a_seller(), products[0]).publication
    one_item_a_page()
    found = {
        row.product_id: msgspec.json.decode(row.content, type=Product) for row in table_scans.rows("products", 0, 1)
    }
    assert found == {product.product_id: product for product in products}
    (published,) = table_scans.rows("offers", 0, 1)
    assert msgspec.json.decode(published.content, type=Publication) == offer
    (left,) = table_scans.rows("stock", 0, 1)
    assert left.product_id == products[0].product_id
    assert msgspec.json.decode(left.content, type=StockSnapshot) == StockSnapshot(
        offer_id=offer.offer_id, available=5, on_sale=True, buyable_since=offer.published_at
    )


def test_a_page_that_fails_in_passing_is_asked_for_again() -> None:
    product = a_product()
    failing(table_scans.ATTEMPTS_MAX - 1, SLOW)
    assert [row.product_id for row in table_scans.rows("products", 0, 1)] == [product.product_id]


def test_who_is_refused_for_good_hears_so_at_once_and_else_in_the_end() -> None:
    failing(table_scans.ATTEMPTS_MAX, SLOW)
    with pytest.raises(Unavailable):
        list(table_scans.rows("products", 0, 1))
    denied: Any = {"Error": {"Code": "AccessDeniedException"}, "ResponseMetadata": {"HTTPStatusCode": 400}}
    failing(1, ClientError(denied, "Scan"))
    with pytest.raises(ClientError):
        list(table_scans.rows("products", 0, 1))
