"""Two hundred buyers want the last five units at once: five get one each, the others learn which offer is gone."""

import http.client
import json
import threading
import uuid
from collections import Counter
from collections.abc import Iterator
from functools import partial
from random import Random
from typing import Any

import pytest

from local.gateway import Server
from tests.journeys.aws_faults import random_aws_faults
from tests.journeys.cell import CloudCell, Reply
from tests.journeys.races import at_once

pytestmark = pytest.mark.cloud

BUYERS = 200
UNITS = 5
# What one order that waits for its payment leaves in the tables, and nothing else does.
OF_ONE_ORDER = {"orders": 1, "people": 1, "facts": 1, "order_limits": 2, "stripe_operations": 1}


def _of_orders(count: int) -> dict[str, int]:
    return {table: items * count for table, items in OF_ONE_ORDER.items()}


def _changes(before: Counter[str], after: Counter[str]) -> dict[str, int]:
    return {table: after[table] - before[table] for table in after if after[table] != before[table]}


def _is_sold_out(reply: Reply, offer_id: str) -> bool:
    return reply.problem == "offer-sold-out" and reply.status == 409 and reply.body["offer_id"] == offer_id


def test_the_last_five_units_are_five_orders_of_two_hundred_buyers(cell: CloudCell) -> None:
    offer_id = cell.an_offer(cell.a_seller_and_key()[0], cell.a_product(), stock=UNITS)
    baskets = [cell.basket(offer_id) for _ in range(BUYERS)]
    before = cell.counts()
    replies = at_once([partial(cell.send_order, basket) for basket in baskets])
    assert Counter(reply.status for reply in replies) == {201: UNITS, 409: BUYERS - UNITS}
    assert all(_is_sold_out(reply, offer_id) for reply in replies if reply.status == 409)
    assert len({reply.body["order"]["order_id"] for reply in replies if reply.status == 201}) == UNITS
    assert len(cell.stripe.made("payment_intent")) == UNITS
    assert cell.stock(offer_id) == (0, UNITS, 0, 0)
    assert _changes(before, cell.counts()) == _of_orders(UNITS)


def test_under_aws_faults_they_are_five_orders_all_the_same(cell: CloudCell) -> None:
    offer_id = cell.an_offer(cell.a_seller_and_key()[0], cell.a_product(), stock=UNITS)
    wanted = [(str(uuid.uuid4()), cell.basket(offer_id)) for _ in range(BUYERS)]
    before = cell.counts()
    with random_aws_faults(Random(20261123)) as faults:
        replies = at_once([partial(cell.send_order, basket, key) for key, basket in wanted])
    assert all(faults.met[f"TransactWriteItems {what}"] >= UNITS for what in ("conflict", "throttled", "lost"))
    unsure = [number for number, reply in enumerate(replies) if not _is_final(reply, offer_id)]
    assert unsure
    for number in unsure:
        assert replies[number].problem in ("unavailable", "in-progress")
        assert int(replies[number].headers["retry-after"]) > 0
    cell.pass_time(seconds=11)  # whoever started a payment and lost the answer is given up on after ten
    for number in unsure:
        key, basket = wanted[number]
        replies[number] = cell.send_order(basket, key)
    assert all(_is_final(reply, offer_id) for reply in replies)
    assert Counter(reply.status for reply in replies) == {201: UNITS, 409: BUYERS - UNITS}
    assert len(cell.stripe.made("payment_intent")) == UNITS
    assert cell.stock(offer_id) == (0, UNITS, 0, 0)
    assert _changes(before, cell.counts()) == _of_orders(UNITS)


def _is_final(reply: Reply, offer_id: str) -> bool:
    return reply.status == 201 or _is_sold_out(reply, offer_id)


def test_two_offers_in_one_basket_are_both_promised_or_neither(cell: CloudCell) -> None:
    seller, product = cell.a_seller_and_key()[0], cell.a_product()
    plenty = cell.an_offer(seller, product, stock=9, sku="PLENTY")
    scarce = cell.an_offer(seller, product, stock=3, sku="SCARCE")
    baskets = [cell.basket(*pair) for pair in [(plenty, scarce), (scarce, plenty)] * 20]
    replies = at_once([partial(cell.send_order, basket) for basket in baskets])
    assert Counter(reply.status for reply in replies) == {201: 3, 409: 37}
    assert all(_is_sold_out(reply, scarce) for reply in replies if reply.status == 409)
    assert (cell.stock(plenty), cell.stock(scarce)) == ((6, 3, 0, 0), (0, 3, 0, 0))


@pytest.fixture
def port(cell: CloudCell) -> Iterator[int]:
    server = Server(cell.app.app, 0)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    yield server.server_address[1]
    server.shutdown()
    serving.join()
    server.server_close()


def test_over_the_wire_the_last_five_units_are_five_orders_too(cell: CloudCell, port: int) -> None:
    offer_id = cell.an_offer(cell.a_seller_and_key()[0], cell.a_product(), stock=UNITS)
    baskets = [cell.basket(offer_id) for _ in range(20)]
    before = cell.counts()
    replies = at_once([partial(_post, port, basket, number) for number, basket in enumerate(baskets)])
    assert Counter(reply.status for reply in replies) == {201: UNITS, 409: 15}
    assert all(_is_sold_out(reply, offer_id) for reply in replies if reply.status == 409)
    assert cell.stock(offer_id) == (0, UNITS, 0, 0)
    assert _changes(before, cell.counts()) == _of_orders(UNITS)


def _post(port: int, basket: dict[str, Any], number: int) -> Reply:
    headers = {
        "Content-Type": "application/json",
        "Idempotency-Key": str(uuid.uuid4()),
        "X-Forwarded-For": f"198.51.100.{number}",
    }
    wire = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        wire.request("POST", "/v1/orders", json.dumps(basket).encode(), headers)
        answer = wire.getresponse()
        return Reply(answer.status, {name.lower(): text for name, text in answer.getheaders()}, answer.read())
    finally:
        wire.close()
