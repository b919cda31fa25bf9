"""The routes of invoices: buyers see an order's, sellers theirs, and the files say what the ledger says."""

from typing import Any

import pytest
from lxml import etree

from chalicelib.access.api_keys.credentials import issue_key
from chalicelib.access.order_tokens import order_token
from chalicelib.invoices.models import InvoiceItem
from chalicelib.kernel.runtime import aws
from chalicelib.orders.order import Order
from chalicelib.payments.ledger.accounts import Account, seller_account
from chalicelib.payments.ledger.journals import journals_of
from chalicelib.people import queries as people_queries
from tests.api_client import call
from tests.invoices.shop_life import ShopLife
from tests.offered_files import offered, text_of

GRAND_TOTAL = "{urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100}GrandTotalAmount"


def token(order: Order) -> str:
    return order_token(order.order_id, order.token_version)


def listed(order: Order) -> list[dict[str, Any]]:
    answer = call("GET", f"/v1/orders/{order.order_id}/invoices", key=token(order))
    assert answer.status == 200
    items: list[dict[str, Any]] = answer.body["items"]
    return items


def fetched(order: Order, invoice_id: str, kind: str) -> bytes:
    """The file behind the link."""
    answer = call("GET", f"/v1/orders/{order.order_id}/invoices/{invoice_id}/{kind}", key=token(order))
    assert answer.status == 200
    return offered(answer.body)


def test_a_buyer_finds_the_invoice_and_its_files_with_the_address_of_the_vault(life: ShopLife) -> None:
    order = life.sold_and_shipped(price_minor=34_900, vat_scheme="REGULAR")
    (shown,) = listed(order)
    assert (shown["kind"], shown["number"], shown["line_id"]) == ("INVOICE", "RB-2026-000001", "1")
    booked = [each.postings for each in journals_of(order.order_id)]
    accounts = (seller_account(life.seller.seller_id), Account.COMMISSION, Account.COMMISSION_VAT)
    assert shown["total"]["amount_minor"] == -sum(each.get(name, 0) for each in booked for name in accounts)
    text = text_of(fetched(order, shown["invoice_id"], "pdf"))
    assert "12 rue des Lilas" in text
    assert "Phénix Mobile SARL" in text
    total = shown["total"]["amount_minor"]
    assert f"€{total // 100}.{total % 100:02d}" in text or f"{total // 100},{total % 100:02d} €" in text
    root = etree.fromstring(fetched(order, shown["invoice_id"], "xml"))
    assert [each.text for each in root.iter(GRAND_TOTAL)] == [f"{total // 100}.{total % 100:02d}"]


def test_a_margin_sale_says_so_in_the_words_of_the_law_and_shows_no_vat(life: ShopLife) -> None:
    order = life.sold_and_shipped(vat_scheme="MARGINAL")
    (shown,) = listed(order)
    assert [each["category"] for each in shown["vat"]] == ["E"]
    assert "Régime particulier — Biens d’occasion" in text_of(fetched(order, shown["invoice_id"], "pdf"))


def test_no_address_of_a_buyer_lies_in_the_table(life: ShopLife) -> None:
    life.sold_and_shipped()
    stored = aws.client("dynamodb").scan(TableName=InvoiceItem.Meta.table_name)["Items"]
    assert len(stored) == 1
    assert "Lilas" not in str(stored)
    assert "Zoé" not in str(stored)


def test_an_erased_buyers_invoice_is_still_printed_without_them(
    life: ShopLife, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = life.sold_and_shipped()
    (shown,) = listed(order)
    monkeypatch.setattr(people_queries, "fiscal", lambda _: None)
    text = text_of(fetched(order, shown["invoice_id"], "pdf"))
    assert "Lilas" not in text
    assert "Effacé après la durée légale de conservation" in text
    refused = call("GET", f"/v1/orders/{order.order_id}/invoices/{shown['invoice_id']}/xml", key=token(order))
    assert (refused.status, refused.body["type"]) == (409, "/problems/no-structured-invoice")


def test_a_seller_pages_through_what_was_issued_in_its_name(life: ShopLife) -> None:
    for _ in range(3):
        life.sold_and_shipped()
    key = issue_key("seller", life.seller.seller_id, ("balance:read",))
    first = call("GET", "/v1/seller/invoices?limit=2", key=key).body
    rest = call("GET", f"/v1/seller/invoices?limit=2&cursor={first['next_cursor']}", key=key).body
    numbers = [each["number"] for each in (*first["items"], *rest["items"])]
    assert numbers == ["RB-2026-000003", "RB-2026-000002", "RB-2026-000001"]
    invoice_id = first["items"][0]["invoice_id"]
    assert call("GET", f"/v1/seller/invoices/{invoice_id}/pdf", key=key).status == 200
    assert call("GET", f"/v1/seller/invoices/{invoice_id}/xml", key=key).status == 200
    other = issue_key("seller", life.cell.a_seller().seller_id, ("balance:read",))
    assert call("GET", f"/v1/seller/invoices/{invoice_id}/pdf", key=other).status == 404
    assert call("GET", "/v1/seller/invoices", key=other).body == {"items": [], "next_cursor": None}
