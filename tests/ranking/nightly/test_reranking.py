"""Re-ranking everything: all boxes looked at, only wrong ones written, whatever is lost, doubled or broken."""

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from chalicelib.catalog import queries, stored_items
from chalicelib.catalog.boxes import box_store
from chalicelib.catalog.models import BoxItem, OfferItem
from chalicelib.catalog.offers import publishing
from chalicelib.catalog.products.product import Product
from chalicelib.kernel.runtime import aws, clock
from chalicelib.kernel.values.problems import NotFound, WrongCell
from chalicelib.ranking.nightly import reranking, run_parts, runs
from chalicelib.ranking.nightly.reranking import rerank_all, start_or_resume_nightly_run
from chalicelib.ranking.nightly.run_parts import RunCounts, RunPart
from doubles.clock_and_randomness import ManualClock
from testing.builders import a_product, a_seller, an_offer
from tests.ranking.faulty_worker import carry_out, doubled_and_shuffled, few_parts, open_queue_and_bucket, take, work

pytestmark = pytest.mark.usefixtures("tables")


@pytest.fixture(autouse=True)
def manual_clock(tables: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[ManualClock]:  # noqa: ARG001
    """Few parts, so that each step can be looked at; time that passes when told."""
    few_parts(monkeypatch)
    open_queue_and_bucket()
    time = ManualClock()
    clock.use(time)
    yield time
    clock.use(clock.SystemClock())


def some_products(count: int) -> list[Product]:
    seller = a_seller()
    products = [a_product(title=f"Phone {number:03}") for number in range(count)]
    for number, product in enumerate(products):
        an_offer(seller, product, f"sku-{number}")
    return products


def holders(products: list[Product]) -> list[bool]:
    return [bool(queries.boxes(product.product_id, "FR")) for product in products]


def decisions() -> set[str]:
    return {item.decision_id for item in BoxItem.scan()}


def test_every_product_is_decided_and_a_second_time_nothing_is_written() -> None:
    products = some_products(5)
    first = rerank_all()
    work()
    assert holders(products) == [True] * 5
    found = runs.run(first.run_id)
    assert (found.state, found.counted) == ("DONE", RunCounts(products=5, boxes_changed=10))
    before = decisions()
    second = rerank_all()
    work()
    assert second.run_id != first.run_id
    assert runs.run(second.run_id).counted == RunCounts(products=5)
    assert decisions() == before


def test_a_wrong_box_is_put_right_and_one_without_offers_is_emptied() -> None:
    products = some_products(3)
    rerank_all()
    work()
    wrong = box_store.stored(products[0].product_id)["FR#GOOD"].box
    stored_items.box_item(msgspec.structs.replace(wrong, price_minor=1)).save()
    publishing.withdraw(wrong.seller_id, "sku-1")
    right = box_store.stored(products[2].product_id)
    started = rerank_all()
    work()
    assert runs.run(started.run_id).counted == RunCounts(products=3, boxes_changed=3)
    assert box_store.stored(products[0].product_id)["FR#GOOD"].box == wrong
    assert box_store.stored(products[1].product_id) == {}
    assert box_store.stored(products[2].product_id) == right


@pytest.mark.parametrize("line_break", ["\n", "\r", "\r\n", "\u2028"])
def test_a_broken_product_and_a_broken_offer_are_counted_and_the_others_go_on(line_break: str) -> None:
    products = some_products(4)
    stored_items.product_item(msgspec.structs.replace(products[1], reference_price=())).save()
    client = aws.client("dynamodb")
    broken = queries.offer_ids_of_product(products[2].product_id)[0]
    client.update_item(
        TableName=OfferItem.Meta.table_name,
        Key={"offer_id": {"S": broken}},
        UpdateExpression="SET publication = :broken",
        ExpressionAttributeValues={":broken": {"S": f'{{"half{line_break}an offer'}},
    )
    started = rerank_all()
    work()
    assert runs.run(started.run_id).counted == RunCounts(products=4, boxes_changed=4, failed=2, broken_offers=1)
    assert holders(products) == [True, False, False, True]


@pytest.mark.parametrize("seed", range(3))
def test_doubled_and_shuffled_messages_count_once(seed: int) -> None:
    some_products(5)
    started = rerank_all()
    work(doubled_and_shuffled(seed))
    found = runs.run(started.run_id)
    assert (found.state, found.scans_done, found.shards_done) == ("DONE", 5, 2)
    assert (found.counted.products, found.counted.failed) == (5, 0)


def test_what_is_lost_is_sent_again_and_nothing_else(manual_clock: ManualClock) -> None:
    products = some_products(4)
    started = rerank_all()
    lost, *arrived = take()
    assert all(carry_out(body) for body in arrived)
    assert start_or_resume_nightly_run() == started.run_id
    assert take() == []
    manual_clock.advance(minutes=15)
    assert start_or_resume_nightly_run() == started.run_id
    assert take() == [lost]
    assert carry_out(lost)
    assert len(take()) == 2
    manual_clock.advance(minutes=15)
    start_or_resume_nightly_run()
    work()
    assert runs.run(started.run_id).state == "DONE"
    assert holders(products) == [True] * 4


class Died(BaseException):
    """The worker's process ended."""


class Deaths:
    """Ends the worker before its n-th call of AWS, counted over all it is given; once."""

    def __init__(self, before_call: int) -> None:
        self._left = before_call
        for service in ("dynamodb", "s3", "sqs"):
            events = aws.client(service).meta.events
            events.unregister(f"before-call.{service}", unique_id="deaths")
            events.register(f"before-call.{service}", self._die, unique_id="deaths")
        self._is_working = False

    @property
    def has_come(self) -> bool:
        return self._left <= 0

    def carry_out(self, body: str) -> None:
        self._is_working = True
        try:
            assert carry_out(body)
        except Died:
            assert carry_out(body)
        self._is_working = False

    def _die(self, **_: Any) -> None:
        self._left -= self._is_working
        if self._left == 0 and self._is_working:
            self._left = -1_000_000
            raise Died()


@pytest.mark.parametrize("step", [9, pytest.param(1, marks=pytest.mark.long)])
def test_a_worker_that_dies_before_any_of_its_calls_loses_and_doubles_nothing(step: int) -> None:
    some_products(2)
    call = 1
    while True:
        call += step
        deaths = Deaths(call)
        for item in list(BoxItem.scan()):
            item.delete()
        started = rerank_all()
        while bodies := take():
            for body in bodies:
                deaths.carry_out(body)
        found = runs.run(started.run_id)
        assert (found.state, found.scans_done, found.shards_done) == ("DONE", 5, 2), call
        assert (found.counted.products, found.counted.failed) == (2, 0), call
        assert BoxItem.count() == 4
        if not deaths.has_come:
            break
    assert call > 20


def test_a_shard_that_takes_too_long_goes_on_in_another_message(monkeypatch: pytest.MonkeyPatch) -> None:
    products = some_products(5)
    monkeypatch.setattr(reranking, "SHARD_SECONDS", -1.0)
    started = rerank_all()
    carried_out = work()
    assert carried_out == 5 + 2 + 5  # each product's message is followed by one for the rest, even of none
    found = runs.run(started.run_id)
    assert (found.state, found.counted) == ("DONE", RunCounts(products=5, boxes_changed=10))
    assert holders(products) == [True] * 5


def test_who_starts_while_one_is_under_way_is_answered_that_one(manual_clock: ManualClock) -> None:
    first = rerank_all()
    assert rerank_all() == first
    manual_clock.advance(hours=20)
    second = rerank_all()
    assert second.run_id != first.run_id
    work()
    assert runs.run(second.run_id).state == "DONE"


def test_two_who_start_at_once_start_one() -> None:
    client, other = aws.client("dynamodb"), []

    def meanwhile(**_: Any) -> None:
        client.meta.events.unregister("before-call.dynamodb.TransactWriteItems", meanwhile)
        other.append(rerank_all().run_id)

    client.meta.events.register("before-call.dynamodb.TransactWriteItems", meanwhile)
    assert [rerank_all().run_id] == other


def test_the_night_begins_one_run_and_the_day_none(manual_clock: ManualClock) -> None:
    assert start_or_resume_nightly_run() is None
    manual_clock.advance(hours=18, minutes=2)  # it was nine in the morning
    begun = start_or_resume_nightly_run()
    assert begun is not None
    work()
    assert runs.run(begun).state == "DONE"
    manual_clock.advance(minutes=5)
    assert start_or_resume_nightly_run() is None
    manual_clock.advance(hours=24)
    assert start_or_resume_nightly_run() not in (None, begun)


def test_a_message_of_a_run_whose_files_are_gone_ends_it_nowhere() -> None:
    started = rerank_all()
    take()
    shard = msgspec.json.encode(next(iter(run_parts.shards(started.run_id)))).decode()
    assert carry_out(shard)
    assert runs.run(started.run_id).shards_done == 0


def test_a_run_that_never_was_is_not_found() -> None:
    with pytest.raises(NotFound):
        runs.run("run_eu_01JB0000000000000000000000")
    with pytest.raises(WrongCell):
        runs.run("run_us_01JB0000000000000000000000")
    assert runs.latest() is None


def test_products_touched_together_are_decided_at_once_if_few_and_over_the_queue_if_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reranking, "PRODUCTS_AT_ONCE", 2)
    products = some_products(5)
    reranking.rerank_some(product.product_id for product in products[:2])
    assert (holders(products), take()) == ([True, True, False, False, False], [])
    reranking.rerank_some(product.product_id for product in products)
    assert work(doubled_and_shuffled(1)) == 2 * 3
    assert holders(products) == [True] * 5


def test_of_products_touched_together_a_broken_one_brings_the_message_again_and_stops_no_other() -> None:
    products = some_products(3)
    stored_items.product_item(msgspec.structs.replace(products[0], reference_price=())).save()
    part = RunPart(kind="products", product_ids=tuple(product.product_id for product in products))
    assert not carry_out(msgspec.json.encode(part).decode())
    assert holders(products) == [False, True, True]


def test_two_ticks_at_once_send_again_once(manual_clock: ManualClock) -> None:
    started = rerank_all()
    take()
    manual_clock.advance(minutes=15)
    found = runs.run(started.run_id)
    assert (runs.claim_resending(found), runs.claim_resending(found)) == (True, False)
