"""Three flows that a newcomer reads first cross few files: an order, a sale announced to its seller, a search.

Counted are the files of app.py and chalicelib/ whose code runs, except what is below every flow (kernel/runtime and the
key-value item its local clock is kept in) and api_reference, which the client of these tests compares answers with.
"""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

import app
from chalicelib.kernel.queues import Failures
from chalicelib.search.index.rebuild import rebuild_search
from doubles.in_memory_aws.queue import Queue
from testing.cell import Cell, open_cell
from tests.api_client import call
from tests.search.conftest import cell
from tests.search.sample_products import on_sale
from tests.webhooks.post_office import PostOffice, opened
from tests.webhooks.sales import ONE, paid

__all__ = ["cell"]

ROOT = Path(__file__).parents[1]
UNCOUNTED = ("chalicelib/kernel/runtime/", "chalicelib/kernel/storage/key_value.py", "chalicelib/api_reference/")
KEY = "7f4df02e-5c0c-4be5-a0d3-0c1ff9d1a3ee"
# Maps are read when they are imported: no call shows that a flow goes through their entries.
APP, SUBSCRIPTIONS = "app.py", "chalicelib/subscriptions.py"
# Records the fact that a sale begins with, in the transaction that marks the order as paid.
CONFIRMATION = "chalicelib/orders/payment/confirmation.py"

ORDER_FILES_MAX = 36
SALE_FILES_MAX = 24
SEARCH_FILES_MAX = 25


def files_crossed(flow: Callable[[], object], *more: str) -> list[str]:
    """The counted files whose functions a flow calls, and `more`, in order."""
    names: set[str] = set()

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            names.add(frame.f_code.co_filename)

    sys.setprofile(note)
    try:
        flow()
    finally:
        sys.setprofile(None)
    places = {Path(name).relative_to(ROOT).as_posix() for name in names if name.startswith(f"{ROOT}/")}
    shipped = {place for place in places if place == APP or place.startswith("chalicelib/")}
    return sorted({place for place in shipped if not place.startswith(UNCOUNTED)}.union(more))


def listed(crossed: list[str]) -> str:
    """What a reader is shown when a flow has grown."""
    return "\n".join([f"{len(crossed)} files:", *crossed])


@pytest.mark.usefixtures("tables")
def test_an_order_is_placed_in_few_files() -> None:
    with open_cell(Cell) as shop:
        order = shop.order_request(shop.an_offer(shop.a_seller(), shop.a_product()))
        statuses = []
        crossed = files_crossed(
            lambda: statuses.append(call("POST", "/v1/orders", order, idempotency_key=KEY).status), APP
        )
    assert statuses == [201]
    assert len(crossed) <= ORDER_FILES_MAX, listed(crossed)


def test_a_paid_order_reaches_its_sellers_system_in_few_files() -> None:
    with opened() as office:
        office.an_endpoint(ONE, "erp.one.example.com")
        crossed = files_crossed(lambda: _sell(office), APP, SUBSCRIPTIONS, CONFIRMATION)
        received = office.types
    assert received == ["order.paid"]
    assert len(crossed) <= SALE_FILES_MAX, listed(crossed)


@pytest.mark.usefixtures("cell")
def test_a_search_is_answered_in_few_files() -> None:
    on_sale(boxes=({"grade": "GOOD"},))
    rebuild_search()
    totals = []
    path = "/v1/search?market=FR&q=iphone+13&brand=Apple"
    crossed = files_crossed(lambda: totals.append(call("GET", path).body["total"]), APP)
    assert totals == [1]
    assert len(crossed) <= SEARCH_FILES_MAX, listed(crossed)


def _sell(office: PostOffice) -> None:
    """The fact is recorded and relayed; the reaction of webhooks runs, then the delivery to the endpoint."""
    office.happen(paid())
    assert app.relay_facts({"Records": office.world.stream("rebound-eu-facts")}, None) == {"batchItemFailures": []}
    _work(office.world.queue("rebound-eu-reactions"), app.react, only="webhooks.announce_sale")
    _work(office.world.queue("rebound-eu-webhooks.fifo"), app.deliver_webhooks)


def _work(queue: Queue, function: Callable[[Mapping[str, Any], None], Failures], only: str = "") -> None:
    """A function works on every message of its queue, or on those that mention `only`."""
    while (event := queue.take(1))["Records"]:
        if only in event["Records"][0]["body"]:
            assert function(event, None) == {"batchItemFailures": []}
        queue.finish(event, {"batchItemFailures": []})
