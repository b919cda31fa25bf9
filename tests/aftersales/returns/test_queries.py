"""The open returns of a seller, read from a bounded part of its list."""

import pytest

from chalicelib.aftersales.returns import queries
from tests.aftersales.conftest import AfterSale


def test_a_return_is_open_until_it_ends_and_another_sellers_is_not_listed(aftersale: AfterSale) -> None:
    order = aftersale.delivered()
    return_id = aftersale.opened(order)
    seller_id = aftersale.seller.seller_id
    assert queries.open_of_seller(seller_id) == ({return_id: "REQUESTED"}, False)
    assert queries.open_of_seller(aftersale.cell.a_seller(trade_name="Other").seller_id) == ({}, False)
    aftersale.as_buyer(order, "POST", f"/returns/{return_id}/cancellation")
    assert queries.open_of_seller(seller_id) == ({}, False)


def test_what_lies_beyond_the_bound_is_not_read_and_that_is_said(
    aftersale: AfterSale, monkeypatch: pytest.MonkeyPatch
) -> None:
    aftersale.opened(aftersale.delivered())
    aftersale.cell.clock.advance(minutes=1)
    newest = aftersale.opened(aftersale.delivered())
    monkeypatch.setattr(queries, "OPEN_READ_MAX", 1)
    assert queries.open_of_seller(aftersale.seller.seller_id) == ({newest: "REQUESTED"}, True)
