"""A whole new index takes the old one's place, and loses nothing that changes while it is built."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from chalicelib.catalog import search_outbox
from chalicelib.gateways import files
from chalicelib.kernel.runtime import aws
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values.problems import Conflict
from chalicelib.search.index import indexing, rebuild, snapshots
from chalicelib.search.index.index_reader import SearchNotReady, refresh
from chalicelib.search.index.indexing import NotIndexed, index_search
from chalicelib.search.index.rebuild import BUILD_SECONDS, CLAIM_SECONDS, TooSlow, rebuild_if_due, rebuild_search
from chalicelib.search.index.snapshots import MANIFEST
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


def test_every_product_somebody_sells_is_in_the_new_index() -> None:
    for number in range(3):
        on_sale(f"Phone {number}", boxes=({"market": "FR"}, {"market": "DE"}))
    sell_out(on_sale("Phone gone"))
    assert rebuild_search() == 3
    assert published() == from_scratch()
    assert len(search_outbox.pending(10)) == 4, "marks stay for the next minute"


def test_an_empty_cell_is_searched_and_finds_nothing() -> None:
    assert rebuild_search() == 0
    assert found("iphone").total == 0


def test_a_rebuild_is_due_where_there_was_none_and_once_a_night(cell: ManualClock) -> None:
    on_sale()
    assert rebuild_if_due() == 1
    assert rebuild_if_due() == 0
    cell.moment = cell.moment.replace(hour=3, minute=59) + timedelta(days=1)
    assert rebuild_if_due() == 0
    cell.moment += timedelta(minutes=2)
    assert rebuild_if_due() == 1
    assert rebuild_if_due() == 0


def test_a_rebuild_is_due_at_once_for_a_market_that_a_release_opens() -> None:
    on_sale(boxes=({"market": "FR"}, {"market": "IE"}))
    rebuild_search()
    before = snapshots.current()
    markets = {code: snapshot for code, snapshot in before.manifest.markets.items() if code != "IE"}
    snapshots.publish(msgspec.structs.replace(before.manifest, markets=markets), before)
    with pytest.raises(SearchNotReady):
        found(market="IE")
    assert rebuild_if_due() == 1
    refresh()
    assert found(market="IE").total == 1
    assert rebuild_if_due() == 0


def changed_while_built(change: Callable[[], Any]) -> int:
    """Rebuild, with something happening after the boxes were read."""
    with meanwhile("PutObject", "/0", change):
        return rebuild_search()


def test_what_changes_while_it_is_built_is_indexed_at_once_and_again_behind_it() -> None:
    product = on_sale()
    rebuild_search()
    index_search()

    def trade() -> None:
        put(a_box(product.product_id, price_minor=12_345))
        assert index_search() == 1
        assert published() == from_scratch(), "nobody waits for the rebuild"

    assert changed_while_built(trade) == 1
    assert len(search_outbox.pending(10)) == 1, "the new index read it too early"
    index_search()
    assert search_outbox.pending(10) == []
    assert published() == from_scratch()


def test_more_changes_than_a_batch_are_all_indexed_while_it_is_built(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chalicelib.search.index.indexing.PRODUCTS_PER_BATCH", 2)
    on_sale()
    rebuild_search()
    index_search()

    def trade() -> None:
        for number in range(5):
            on_sale(f"Phone {number}")
        assert index_search() == 5
        assert published() == from_scratch()

    changed_while_built(trade)
    assert index_search() == 5
    assert published() == from_scratch()


def test_changes_beyond_what_a_run_can_do_are_indexed_run_by_run_while_it_is_built(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(indexing, "PRODUCTS_PER_BATCH", 2)
    monkeypatch.setattr(indexing, "RUN_SECONDS", 0.001)  # a batch
    on_sale()
    rebuild_search()
    index_search()

    def trade() -> None:
        for number in range(5):
            on_sale(f"Phone {number}")
        assert [index_search() for _ in range(3)] == [2, 2, 2], "the last one and one once more"
        assert published() == from_scratch(), "whatever waits to be indexed once more behind the rebuild"
        on_sale("Phone late")
        index_search()
        assert published() == from_scratch(), "nor does a newer one wait for it"

    changed_while_built(trade)
    assert [index_search() for _ in range(3)] == [2, 2, 2]
    assert search_outbox.pending(1) == []
    assert published() == from_scratch()


def test_a_product_that_breaks_is_left_out_and_tried_each_minute_until_it_is_mended() -> None:
    on_sale("Phone A")
    broken = on_sale("Phone B")
    rebuild_search()
    index_search()
    break_product(broken)
    for mark in search_outbox.pending(1):
        transactions.write(search_outbox.acknowledge_act(mark))
    assert rebuild_search() == 1
    assert broken.product_id not in published()["FR"]
    with pytest.raises(NotIndexed, match="1 of 1"):
        index_search()
    mend_product(broken)
    assert index_search() == 1
    assert published() == from_scratch()


def test_where_too_many_break_the_index_in_place_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebuild, "BROKEN_PRODUCTS_MAX", 1)
    products = [on_sale(f"Phone {number}") for number in range(3)]
    rebuild_search()
    before = published()
    for product in products[:2]:
        break_product(product)
    with pytest.raises(StopIteration):
        rebuild_search()
    assert published() == before


def test_whoever_lost_the_claim_publishes_nothing(cell: ManualClock) -> None:
    product = on_sale()
    rebuild_search()
    index_search()

    def late() -> None:
        cell.moment += timedelta(seconds=CLAIM_SECONDS)
        put(a_box(product.product_id, price_minor=12_345))
        index_search()  # takes the dead claim away, and so may forget its mark

    assert changed_while_built(late) == 0
    assert search_outbox.pending(10) == []
    assert published() == from_scratch()


def test_two_rebuilds_at_once_are_one() -> None:
    on_sale()
    none_built: list[int] = []
    assert changed_while_built(lambda: none_built.append(rebuild_search())) == 1
    assert none_built == [0]


def test_one_that_takes_too_long_leaves_the_old_index(cell: ManualClock) -> None:
    on_sale()
    rebuild_search()
    before = published()

    def late(**_: Any) -> None:
        cell.moment += timedelta(seconds=BUILD_SECONDS + 1)

    aws.client("dynamodb").meta.events.register("before-call.dynamodb.Scan", late)
    with pytest.raises(TooSlow):
        rebuild_search()
    assert published() == before


def test_one_that_is_overtaken_again_and_again_gives_up_loudly() -> None:
    rebuild_search()

    def another() -> None:
        on_sale()
        indexing.apply(search_outbox.pending(10))

    others = meanwhile("PutObject", MANIFEST, another, skip=1, times=transactions.ATTEMPTS_MAX)
    with others, pytest.raises(Conflict):
        rebuild_search()
    assert published() == from_scratch()


def test_files_of_the_rebuild_before_last_are_removed_and_no_others() -> None:
    on_sale()
    folders = []
    for _ in range(3):
        rebuild_search()
        folders.append(snapshots.current().manifest.rebuild_id)
    kept = {each.name.removeprefix(snapshots.ROOT).split("/")[0] for each in files.listed(snapshots.ROOT)}
    assert kept == {"manifest.json", *folders[1:]}


def test_boxes_of_a_product_that_come_apart_are_put_together() -> None:
    on_sale("Phone A", boxes=({"grade": "GOOD"}, {"grade": "FAIR"}))
    on_sale("Phone B", boxes=({"grade": "PREMIUM"},))

    def apart(parsed: dict[str, Any], **_: Any) -> None:
        if "box" not in parsed["Items"][0]:
            return
        parsed["Items"].sort(key=lambda item: msgspec.json.decode(item["box"]["S"])["grade"])
        parsed["Items"].insert(1, parsed["Items"].pop())

    aws.client("dynamodb").meta.events.register("after-call.dynamodb.Scan", apart)
    assert rebuild_search() == 2
    assert published() == from_scratch()


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_rebuild_that_ends_at_any_write_publishes_all_or_nothing(cell: ManualClock, when: When) -> None:
    product = on_sale()
    with counted(Calls()) as golden:
        rebuild_search()
    index_search()
    assert golden.made
    for point in range(1, len(golden.made) + 1):
        put(a_box(product.product_id, price_minor=10_000 + point))
        assert crashed(rebuild_search, point, when) is not None
        index_search()
        assert published() == from_scratch(), golden.made[point - 1]
        cell.moment += timedelta(seconds=CLAIM_SECONDS)
        index_search()
        assert search_outbox.pending(10) == [], golden.made[point - 1]
        assert published() == from_scratch(), golden.made[point - 1]


def test_while_the_first_one_runs_there_is_no_index_yet() -> None:
    def ask() -> None:
        with pytest.raises(SearchNotReady):
            found("iphone")

    on_sale()
    changed_while_built(ask)
    assert found("iphone").total == 1
