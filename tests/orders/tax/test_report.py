"""A seller's quarter is what its orders say: each sale once, less what went back; what was confirmed is kept."""

from datetime import datetime

import msgspec
import pytest

from chalicelib.access.api_keys.credentials import issue_key
from chalicelib.orders import queries
from chalicelib.orders.cancellation.cancelling import Cancellation, cancel_line
from chalicelib.orders.tax import report
from chalicelib.orders.tax.report import CurrencyFigures, FiguresChanged, Quarter, QuarterNotOver, TooManySales
from tests.api_client import Api
from tests.orders.conftest import Shop

LAST = Quarter(2026, 4)
MISTAKE = Cancellation(by="SELLER", reason="PRICE_MISTAKE")
# A device at 349.00 with 4.90 shipping: 10 % commission and 20 % VAT on it are kept.
ONE_SALE = CurrencyFigures(
    currency="EUR", sales=1, consideration_minor=311_43, commission_minor=35_39, commission_vat_minor=7_08
)


def go_to(shop: Shop, moment: str) -> None:
    shop.cell.clock.moment = datetime.fromisoformat(moment)


def figures(shop: Shop, quarter: Quarter = LAST) -> tuple[CurrencyFigures, ...]:
    return report.sellers_quarter(shop.seller.seller_id, quarter).figures


@pytest.mark.parametrize(
    ("quarter", "first", "end"),
    [
        (Quarter(2026, 1), "2026-01-01", "2026-04-01"),
        (Quarter(2026, 3), "2026-07-01", "2026-10-01"),
        (Quarter(2026, 4), "2026-10-01", "2027-01-01"),
    ],
)
def test_a_quarter_begins_with_its_first_day_and_ends_before_the_next(quarter: Quarter, first: str, end: str) -> None:
    assert (quarter.first_day.isoformat(), quarter.end.isoformat()) == (first, end)
    assert quarter.has(f"{first}T00:00:00.000Z")
    assert not quarter.has(f"{end}T00:00:00.000Z")


def test_a_quarter_has_what_was_sold_in_it_and_nothing_of_another_seller(shop: Shop) -> None:
    assert figures(shop) == ()
    shop.cell.paid_order(shop.offer_id)
    assert figures(shop) == (ONE_SALE,)
    assert figures(shop, Quarter(2026, 3)) == ()
    assert report.sellers_quarter("sel_eu_other", LAST).figures == ()
    shop.cell.paid_order(shop.offer_id)
    assert figures(shop)[0] == ONE_SALE.plus(ONE_SALE)


def test_a_sale_counts_in_the_quarter_it_was_paid_in(shop: Shop) -> None:
    go_to(shop, "2026-12-31T23:55:00+00:00")
    placed = shop.cell.place(shop.offer_id)
    go_to(shop, "2027-01-01T00:03:00+00:00")
    shop.cell.pay(placed)
    shop.cell.settle()
    assert (figures(shop), figures(shop, Quarter(2027, 1))) == ((), (ONE_SALE,))


def test_what_goes_back_is_no_sale_and_takes_its_commission_along(shop: Shop) -> None:
    order = shop.cell.paid_order(shop.offer_id, shop.offer_id)
    cancel_line(order.order_id, "1", MISTAKE)
    shop.cell.settle()
    assert figures(shop) == (ONE_SALE,)
    cancel_line(order.order_id, "2", MISTAKE)
    shop.cell.settle()
    assert figures(shop) == (CurrencyFigures(currency="EUR"),)


def test_figures_are_what_the_journals_owe_the_seller(shop: Shop) -> None:
    order = shop.cell.paid_order(shop.offer_id, shop.offer_id)
    (found,) = figures(shop)
    lines = queries.order(order.order_id).lines
    assert found.consideration_minor == sum(line.amounts.seller_net_minor for line in lines)


def test_a_quarter_is_confirmed_as_shown_once_it_is_over(shop: Shop) -> None:
    order = shop.cell.paid_order(shop.offer_id)
    seller_id = shop.seller.seller_id
    with pytest.raises(QuarterNotOver):
        report.confirm(seller_id, LAST, [ONE_SALE])
    go_to(shop, "2027-01-02T09:00:00+00:00")
    with pytest.raises(FiguresChanged) as refused:
        report.confirm(seller_id, LAST, [msgspec.structs.replace(ONE_SALE, sales=2)])
    assert refused.value.members["items"] == [msgspec.structs.asdict(ONE_SALE)]
    confirmed = report.confirm(seller_id, LAST, [ONE_SALE]).confirmed
    assert confirmed is not None
    assert confirmed.figures == (ONE_SALE,)
    shop.cell.clock.advance(days=1)
    assert report.confirm(seller_id, LAST, [ONE_SALE]).confirmed == confirmed
    cancel_line(order.order_id, "1", MISTAKE)
    shop.cell.settle()
    later = report.sellers_quarter(seller_id, LAST)
    assert (later.confirmed, later.figures[0].sales) == (confirmed, 0)


def test_more_orders_than_a_request_can_read_are_refused(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "ORDERS_MAX", 1)
    shop.cell.paid_order(shop.offer_id)
    assert figures(shop) == (ONE_SALE,)
    shop.cell.paid_order(shop.offer_id)
    with pytest.raises(TooManySales):
        figures(shop)


def test_a_seller_reads_and_confirms_over_the_api(api: Api, shop: Shop) -> None:
    shop.cell.paid_order(shop.offer_id)
    key = issue_key("seller", shop.seller.seller_id, ["balance:read", "tax:write"])
    shown = api("GET", "/v1/seller/tax-report?year=2026&quarter=4", key=key).body
    (item,) = shown["items"]
    assert item["consideration"] == {"amount_minor": 311_43, "currency": "EUR"}
    assert (shown["is_over"], shown["confirmed"]) == (False, None)
    body = {"year": 2026, "quarter": 4, "items": shown["items"]}
    assert api("POST", "/v1/seller/tax-report/confirmation", body, key=key).body["type"] == "/problems/quarter-not-over"
    go_to(shop, "2027-01-02T09:00:00+00:00")
    confirmed = api("POST", "/v1/seller/tax-report/confirmation", body, key=key)
    assert (confirmed.status, confirmed.body["confirmed"]["items"]) == (200, shown["items"])
    for wrong in ("year=2026&quarter=5", "year=1999&quarter=1", "year=2026"):
        assert api("GET", f"/v1/seller/tax-report?{wrong}", key=key).status == 422
    reader = issue_key("seller", shop.seller.seller_id, ["balance:read"])
    assert api("POST", "/v1/seller/tax-report/confirmation", body, key=reader).status == 403
