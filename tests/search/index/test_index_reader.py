"""A process answers from the newest version it knows; nobody waits for a newer one but who comes after a long rest."""

from datetime import timedelta

import pytest

from chalicelib.catalog import search_outbox
from chalicelib.kernel.runtime import aws, background
from chalicelib.kernel.runtime.settings import settings
from chalicelib.search.index import index_reader, local_files, snapshots
from chalicelib.search.index.index_reader import CHECK_SECONDS, MARKETS_OPEN_MAX, OVERDUE_SECONDS, refresh
from chalicelib.search.index.indexing import index_search
from chalicelib.search.index.rebuild import rebuild_search
from doubles.clock_and_randomness import ManualClock
from tests.search.process_crashes import Calls, counted, meanwhile
from tests.search.sample_products import a_box, found, on_sale, put

pytestmark = pytest.mark.usefixtures("cell")


class Waiting:
    """A background in which nothing happens until it is told to."""

    def __init__(self) -> None:
        self.tasks: list[background.Task] = []

    def run(self, task: background.Task) -> None:
        self.tasks.append(task)


def price(market: str = "FR") -> int:
    return found("iphone", market=market).cards[0].boxes[0].price_minor


def a_cheaper_phone() -> None:
    """An opened index of one phone, and a newer version in which it costs 300.00."""
    product = on_sale()
    rebuild_search()
    assert price() == 34_900
    put(a_box(product.product_id, price_minor=30_000))
    index_search()


def test_a_newer_version_is_looked_for_beside_the_requests_and_no_more_than_every_fifteen_seconds(
    cell: ManualClock,
) -> None:
    waiting = Waiting()
    background.use(waiting)
    a_cheaper_phone()
    assert price() == 34_900
    assert waiting.tasks == [], "it was looked for a moment ago"
    cell.moment += timedelta(seconds=CHECK_SECONDS + 1)
    assert (price(), price()) == (34_900, 34_900)
    assert len(waiting.tasks) == 1, "one looks for all"
    waiting.tasks.pop()()
    assert price() == 30_000
    assert waiting.tasks == []


def test_who_comes_after_a_long_rest_waits_for_what_is_for_sale_now(cell: ManualClock) -> None:
    background.use(Waiting())
    a_cheaper_phone()
    cell.moment += timedelta(seconds=OVERDUE_SECONDS + 1)
    assert price() == 30_000


def test_an_old_answer_is_better_than_none(cell: ManualClock, capsys: pytest.CaptureFixture[str]) -> None:
    a_cheaper_phone()
    files = aws.client("s3")
    for each in files.list_objects_v2(Bucket=settings.files_bucket)["Contents"]:
        files.delete_object(Bucket=settings.files_bucket, Key=each["Key"])
    files.put_object(Bucket=settings.files_bucket, Key=snapshots.MANIFEST, Body=b"{")
    for rest in (CHECK_SECONDS, OVERDUE_SECONDS):
        cell.moment += timedelta(seconds=rest + 1)
        assert price() == 34_900
    told = capsys.readouterr().out
    assert "background-failed" in told
    assert "search-refresh-failed" in told


def test_a_page_of_search_reads_no_table() -> None:
    on_sale()
    rebuild_search()
    reads: list[str] = []
    aws.client("dynamodb").meta.events.register("before-call.dynamodb", lambda model, **_: reads.append(model.name))
    with counted(Calls()) as writes:
        assert found("iphone").total == 1
    assert (reads, writes.made) == ([], [])


def test_a_market_too_many_takes_the_place_of_the_one_asked_for_longest_ago() -> None:
    markets = ("FR", "DE", "ES", "IT", "BE")
    on_sale(boxes=tuple({"market": market} for market in markets))
    rebuild_search()
    for market in (*markets, "DE", "FR"):
        assert found("iphone", market=market).total == 1
    assert list(index_reader._open_markets.open) == ["IT", "BE", "DE", "FR"][-MARKETS_OPEN_MAX:]


def test_what_is_new_of_a_market_whose_place_another_took_is_fetched_beside(cell: ManualClock) -> None:
    markets = ("FR", "DE", "ES", "IT", "BE")
    product = on_sale(boxes=tuple({"market": market} for market in markets))
    rebuild_search()
    for market in markets:
        price(market)
    put(a_box(product.product_id, price_minor=30_000))
    index_search()
    cell.moment += timedelta(seconds=CHECK_SECONDS + 1)
    price("DE")
    reads: list[str] = []
    aws.client("s3").meta.events.register("before-call.s3.GetObject", lambda model, **_: reads.append(model.name))
    assert price("FR") == 30_000
    assert reads == [], "the request that opens it again downloads nothing"


def test_files_of_versions_that_nobody_reads_leave_the_disk() -> None:
    product = on_sale()
    rebuild_search()
    sizes = []
    for number in range(30):
        put(a_box(product.product_id, price_minor=10_000 + number))
        index_search()
        refresh()
        assert found("iphone").cards[0].boxes[0].price_minor == 10_000 + number
        sizes.append(sum(1 for _ in local_files._bundles().iterdir()))
    assert max(sizes) <= 20, sizes
    assert search_outbox.pending(1) == []


def test_a_market_opened_while_a_newer_version_is_found_is_answered_and_brought_up_by_the_next_look() -> None:
    product = on_sale(boxes=({"market": "FR"}, {"market": "DE"}))
    rebuild_search()
    assert price() == 34_900

    def newer() -> None:
        put(a_box(product.product_id, market="DE", price_minor=30_000))
        index_search()
        refresh()

    with meanwhile("GetObject", "/0", newer):
        assert price("DE") == 34_900, "the version that was the newest when it was asked"
    refresh()
    assert price("DE") == 30_000


def test_a_look_that_was_held_still_brings_no_older_version_back() -> None:
    product = on_sale()
    rebuild_search()
    assert price() == 34_900

    def cheaper(price_minor: int) -> None:
        put(a_box(product.product_id, price_minor=price_minor))
        index_search()

    def newest() -> None:
        cheaper(20_000)
        refresh()

    cheaper(30_000)
    with meanwhile("GetObject", "/0", newest):
        refresh()
    assert price() == 20_000


def test_files_that_are_forgotten_while_an_index_is_laid_out_are_fetched_again() -> None:
    on_sale()
    rebuild_search()
    snapshot = snapshots.current().manifest.markets["FR"]
    whole = sorted(file.name for file in local_files.laid_out(snapshot).iterdir())
    (bundle,) = local_files._bundles().iterdir()
    next(bundle.iterdir()).unlink()
    assert sorted(file.name for file in local_files.laid_out(snapshot).iterdir()) == whole
