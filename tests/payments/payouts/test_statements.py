"""Statements: the entries of a month as CSV, equal to the ledger to the cent and harmless in a spreadsheet."""

import csv
import io
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.access.api_keys.credentials import issue_key
from chalicelib.kernel.runtime.settings import settings
from chalicelib.kernel.values import money
from chalicelib.payments.ledger import journals
from chalicelib.payments.payouts import statements
from chalicelib.payments.payouts.statements import CSV
from testing.cell import create_bucket
from tests.api_client import Api
from tests.offered_files import offered
from tests.payments.paid_sellers import Market


def test_the_rows_of_a_month_sum_to_what_the_ledger_says(market: Market) -> None:
    market.open_account()
    order = market.transferred_order(lines=2)
    market.refund(order, 5_000)
    months = [statements.statement(market.seller.seller_id, month) for month in ("2026-11", "2026-12")]
    rows = [row for month in months for row in csv.DictReader(io.StringIO(statements.csv_of(month)))]
    assert {row["kind"] for row in rows} == {"SALE", "TRANSFER", "REFUND", "TRANSFER_REVERSAL"}
    assert len(rows) == 6
    (owed,) = journals.balances_of(market.seller.seller_id)
    assert sum(Decimal(row["amount"]) for row in rows) * 100 == owed.owed_minor
    sales = [row for row in rows if row["kind"] == "SALE"]
    parts = ("price", "shipping", "commission", "commission_vat")
    assert [sum(Decimal(row[name]) for name in parts) for row in sales] == [Decimal(row["amount"]) for row in sales]
    assert {row["sku"] for row in rows} == {"IP13-GOOD"}


@pytest.mark.parametrize(
    ("minor", "exponent", "text"),
    [
        (0, 2, "0.00"),
        (5, 2, "0.05"),
        (-31_143, 2, "-311.43"),
        (7, 0, "7"),
        (-7, 0, "-7"),
        (1_234, 3, "1.234"),
        (-1, 3, "-0.001"),
    ],
)
def test_an_amount_has_as_many_decimals_as_its_currency(
    minor: int, exponent: int, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(money.EXPONENT, "XTS", exponent)
    assert statements.amount_text(minor, "XTS") == text


@given(st.integers(-(10**12), 10**12), st.sampled_from(["EUR", "USD"]))
def test_an_amount_is_read_again_as_it_was(minor: int, currency: str) -> None:
    assert Decimal(statements.amount_text(minor, currency)).scaleb(money.EXPONENT[currency]) == minor


def test_a_sku_that_looks_like_a_formula_is_text_in_a_spreadsheet(market: Market) -> None:
    market.offer_id = market.an_offer(market.seller, market.a_product(), sku="-2+3", stock=2)
    market.shipped_order()
    written = statements.csv_of(statements.statement(market.seller.seller_id, "2026-11"))
    (row,) = csv.DictReader(io.StringIO(written))
    assert row["sku"] == "'-2+3"


def test_a_seller_is_given_a_link_to_the_file(market: Market, api: Api) -> None:
    create_bucket(settings.uploads_bucket)
    market.shipped_order()
    key = issue_key("seller", market.seller.seller_id, ["balance:read"])
    link = api("GET", "/v1/seller/statements/2026-11/csv", key=key)
    assert (link.status, link.body["content_type"]) == (200, CSV)
    assert offered(link.body).decode() == statements.csv_of(statements.statement(market.seller.seller_id, "2026-11"))
    assert api("GET", "/v1/seller/statements/1999-01/csv", key=key).status == 404
