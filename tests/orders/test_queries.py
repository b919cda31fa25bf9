"""The orders that wait for their seller, read from a bounded part of its list."""

import pytest

from chalicelib.orders import queries
from chalicelib.orders.fulfilment import acceptance
from tests.orders.conftest import Shop


def test_an_order_waits_for_its_seller_until_its_lines_are_shipped_or_cancelled(shop: Shop) -> None:
    cell, seller_id = shop.cell, shop.seller.seller_id
    cell.check_deadlines()  # the sweeper has run before: it misses nothing from now on
    first, second = cell.paid_order(shop.offer_id), cell.paid_order(shop.offer_id)
    acceptance.accept_line(first.order_id, "1", seller_id)
    waiting, is_cut = queries.waiting_seller_orders(seller_id)
    assert ({each.order_id for each in waiting}, is_cut) == ({first.order_id, second.order_id}, False)
    for _ in range(2):  # a delay is told before the line is cancelled
        cell.clock.advance(days=20)
        cell.check_deadlines()
        cell.settle()
    assert queries.waiting_seller_orders(seller_id) == ([], False)


def test_what_lies_beyond_the_bound_is_not_read_and_that_is_said(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.cell.paid_order(shop.offer_id)
    shop.cell.clock.advance(minutes=1)
    newest = shop.cell.paid_order(shop.offer_id)
    monkeypatch.setattr(queries, "WAITING_READ_MAX", 1)
    waiting, is_cut = queries.waiting_seller_orders(shop.seller.seller_id)
    assert ([each.order_id for each in waiting], is_cut) == ([newest.order_id], True)
