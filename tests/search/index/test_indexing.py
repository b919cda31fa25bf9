"""What changed is searched for within a minute, whoever indexes at the same time and wherever a run ends."""

import random
from datetime import timedelta

import pytest

from chalicelib.catalog import search_outbox, stored_items
from chalicelib.catalog.products.product import Product
from chalicelib.kernel.storage import leases
from chalicelib.search.index import indexing, snapshots
from chalicelib.search.index.indexing import LEASE, LEASE_SECONDS, NotIndexed, index_search
from chalicelib.search.index.rebuild import rebuild_search
from chalicelib.search.index.snapshots import MANIFEST, SnapshotOvertaken
from doubles.clock_and_randomness import ManualClock
from tests.search.process_crashes import Calls, When, counted, crashed, meanwhile
from tests.search.sample_products import (
    a_box,
    break_product,
    found,
    from_scratch,
    mend_product,
    on_sale,
    published,
    put,
    sell_out,
)

pytestmark = pytest.mark.usefixtures("cell")


def test_before_the_first_index_nothing_is_done_and_no_mark_forgotten() -> None:
    on_sale()
    assert index_search() == 0
    assert len(search_outbox.pending(10)) == 1


def test_what_changed_is_published_and_its_mark_forgotten() -> None:
    rebuild_search()
    before = snapshots.current().manifest
    product = on_sale()
    assert index_search() == 1
    after = snapshots.current().manifest
    assert after.version == before.version + 1
    assert after.markets["FR"] != before.markets["FR"]
    assert after.markets["DE"] == before.markets["DE"], "nobody sells it there"
    assert search_outbox.pending(10) == []
    assert published() == from_scratch()
    assert list(published()["FR"]) == [product.product_id]


def test_a_mark_without_a_difference_publishes_nothing() -> None:
    product = on_sale()
    rebuild_search()
    version = snapshots.current().manifest.version
    stored_items.changed_product_item(product.product_id).save()
    index_search()
    assert snapshots.current().manifest.version == version
    assert search_outbox.pending(10) == []


def test_a_mark_of_a_product_that_is_not_there_is_no_obstacle() -> None:
    rebuild_search()
    stored_items.changed_product_item("prd_eu_00000000000000000000000000").save()
    on_sale()
    assert index_search() == 2
    assert published() == from_scratch()


def test_a_change_after_the_mark_was_read_is_indexed_after_it() -> None:
    rebuild_search()
    product = on_sale()
    with meanwhile("PutObject", MANIFEST, lambda: put(a_box(product.product_id, price_minor=12_345))):
        assert index_search() == 2, "the mark that was read is no longer the one there"
    assert search_outbox.pending(10) == []
    assert published() == from_scratch()


def test_while_one_holds_the_lease_another_leaves_everything_to_it(cell: ManualClock) -> None:
    rebuild_search()
    on_sale()
    holder = leases.acquire(LEASE, LEASE_SECONDS)
    assert holder is not None
    assert index_search() == 0
    cell.moment += timedelta(seconds=LEASE_SECONDS)
    assert index_search() == 1, "a lease runs out by itself"


def test_two_that_started_from_one_version_publish_one_after_the_other() -> None:
    rebuild_search()
    one, other = on_sale("Phone A"), on_sale("Phone B")
    marks = {mark.product_id: mark for mark in search_outbox.pending(10)}
    with (
        meanwhile("PutObject", MANIFEST, lambda: indexing.apply([marks[other.product_id]])),
        pytest.raises(SnapshotOvertaken),
    ):
        indexing.apply([marks[one.product_id]])
    assert list(published()["FR"]) == [other.product_id]
    assert index_search() == 2, "both marks are there"
    assert published() == from_scratch()


def test_an_indexer_that_is_overtaken_forgets_nothing_and_lets_the_next_one_in() -> None:
    rebuild_search()
    on_sale("Phone A")
    marks = search_outbox.pending(10)
    on_sale("Phone B")
    with meanwhile("PutObject", MANIFEST, lambda: indexing.apply(marks)):
        assert index_search() == 0
    assert len(search_outbox.pending(10)) == 2
    assert index_search() == 2
    assert published() == from_scratch()


def test_batches_go_on_until_nothing_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "PRODUCTS_PER_BATCH", 2)
    rebuild_search()
    for number in range(5):
        on_sale(f"Phone {number}")
    assert index_search() == 5
    assert published() == from_scratch()


def a_day_of_trade(kept: Product, number: int) -> None:
    """A price that changes, a new product, and one that came and went."""
    put(a_box(kept.product_id, price_minor=10_000 + number))
    sell_out(on_sale(f"Phone {number}"))


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_run_that_ends_at_any_write_leaves_the_rest_to_the_next(cell: ManualClock, when: When) -> None:
    kept = on_sale()
    rebuild_search()
    a_day_of_trade(kept, 0)
    with counted(Calls()) as golden:
        index_search()
    ends = 0
    for point in range(1, len(golden.made) + 1):
        a_day_of_trade(kept, point)
        ends += crashed(index_search, point, when) is not None
        published()  # whatever is published is whole
        cell.moment += timedelta(seconds=LEASE_SECONDS)
        index_search()
        assert search_outbox.pending(10) == [], golden.made[point - 1]
        assert published() == from_scratch(), golden.made[point - 1]
    assert ends == len(golden.made) >= 6


@pytest.mark.parametrize("seed", range(2))
def test_any_changes_marked_twice_and_in_any_order_give_the_index_made_from_scratch(seed: int) -> None:
    rng = random.Random(seed)
    products = [on_sale(f"Phone {number}") for number in range(12)]
    rebuild_search()
    for _ in range(4):
        touched = [rng.choice(products) for _ in range(10)]
        for product in touched:
            market, grade = rng.choice(("FR", "DE", "IE")), rng.choice(("GOOD", "FAIR"))
            if rng.random() < 0.4:
                sell_out(product, market, grade)
            else:
                price_minor = rng.randrange(1_000, 90_000)
                put(a_box(product.product_id, market=market, grade=grade, price_minor=price_minor))
        index_search()
        for product in rng.sample(touched, 10):
            stored_items.changed_product_item(product.product_id).save()
        if rng.random() < 0.3:
            rebuild_search()
        index_search()
        assert published() == from_scratch()
    assert found().total == len(from_scratch()["FR"])


def test_a_product_that_breaks_stays_as_it_was_and_marked_and_stops_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "PRODUCTS_PER_BATCH", 2)
    broken = [on_sale(f"Phone broken {number}") for number in range(3)]
    rebuild_search()
    index_search()
    for product in broken:
        break_product(product)
    others = [on_sale(f"Phone {number}") for number in range(3)]
    with pytest.raises(NotIndexed, match="3 of 6"):
        index_search()
    assert published()["FR"].keys() == {product.product_id for product in (*broken, *others)}
    assert {mark.product_id for mark in search_outbox.pending(10)} == {product.product_id for product in broken}
    for product in broken:
        mend_product(product)
    assert index_search() == 3
    assert search_outbox.pending(10) == []
    assert published() == from_scratch()


def test_products_that_break_again_and_again_wait_behind_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = [on_sale(f"Phone broken {number}") for number in range(3)]
    rebuild_search()
    index_search()
    for product in broken:
        break_product(product)
    new = on_sale("Phone new")
    # A run that does no more than three products.
    monkeypatch.setattr(indexing, "PRODUCTS_PER_BATCH", 3)
    monkeypatch.setattr(indexing, "RUN_SECONDS", 0.001)
    for _ in range(2):
        with pytest.raises(NotIndexed):
            index_search()
    assert new.product_id in published()["FR"]
