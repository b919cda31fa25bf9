"""Changed products: marked with every change, forgotten only by who read the last one."""

import pytest

from chalicelib.catalog import search_outbox
from chalicelib.catalog.products.creation import create_product
from chalicelib.catalog.search_outbox import Mark
from chalicelib.kernel.http.idempotency import Request
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values import ids
from testing.builders import a_description

pytestmark = pytest.mark.usefixtures("tables")


def mark(product_id: str) -> None:
    transactions.commit([search_outbox.enqueue_act(product_id)])


def forget(read: Mark) -> bool:
    return transactions.write_if_met(search_outbox.acknowledge_act(read))


def test_a_product_that_changed_is_marked_until_it_is_forgotten() -> None:
    mark("prd_eu_1")
    (read,) = search_outbox.pending(10)
    assert read.product_id == "prd_eu_1"
    assert forget(read)
    assert search_outbox.pending(10) == []


def test_a_product_that_changed_again_meanwhile_stays_marked() -> None:
    mark("prd_eu_1")
    (read,) = search_outbox.pending(10)
    mark("prd_eu_1")
    assert not forget(read)
    (newer,) = search_outbox.pending(10)
    assert newer.mark > read.mark


def test_what_is_forgotten_already_can_be_forgotten_again_without_harm() -> None:
    mark("prd_eu_1")
    (read,) = search_outbox.pending(10)
    forget(read)
    assert not forget(read)
    assert search_outbox.pending(10) == []


def test_the_longest_waiting_come_first_whatever_their_shard_and_never_more_than_asked() -> None:
    product_ids = [ids.new_id("prd") for _ in range(40)]
    for product_id in product_ids:
        mark(product_id)
    everything = search_outbox.pending(100)
    assert sorted(each.product_id for each in everything) == sorted(product_ids)
    assert [each.mark for each in everything] == sorted(each.mark for each in everything)
    assert search_outbox.pending(7) == everything[:7]


def test_a_product_is_marked_with_its_creation() -> None:
    product, _ = create_product(
        a_description(), Request(route="products", principal="ops", key="key", fingerprint="body")
    )
    assert [each.product_id for each in search_outbox.pending(10)] == [product.product_id]
