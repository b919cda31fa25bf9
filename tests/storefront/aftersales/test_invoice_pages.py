"""The invoices of an order on its page: what the files say is what the ledger says, to the cent."""

from chalicelib.access.order_tokens import order_token
from chalicelib.kernel.values.money import Money
from chalicelib.markets import formatting
from chalicelib.payments.ledger.accounts import Account, seller_account
from chalicelib.payments.ledger.journals import journals_of
from tests.invoices.conftest import life
from tests.invoices.shop_life import ShopLife
from tests.offered_files import behind, text_of
from tests.storefront.browser import Browser

__all__ = ["life"]


def test_the_order_page_leads_to_its_invoice_and_credit_note(life: ShopLife) -> None:
    order = life.sold_and_shipped(price_minor=34_900, vat_scheme="REGULAR")
    life.refund(order, 5_000)
    browser = Browser()
    page = browser.get(f"/orders/{order.order_id}?token={order_token(order.order_id, 0)}")
    assert "Invoice RB-2026-000001" in page.text
    assert "Credit note RB-2026-000002" in page.text
    invoice, credit = (link for link in page.links if link.startswith(f"/orders/{order.order_id}/invoices/"))
    accounts = (seller_account(life.seller.seller_id), Account.COMMISSION, Account.COMMISSION_VAT)
    sale, refund = (
        sum(-journal.postings.get(name, 0) for name in accounts)
        for journal in sorted(journals_of(order.order_id), key=lambda one: one.journal_id)
        if any(name in journal.postings for name in accounts)
    )
    for link, minor in ((invoice, sale), (credit, -refund)):
        text = text_of(behind(dict(browser.send("GET", link).headers)["Location"])[0])
        shown = formatting.amount(Money(minor, "EUR"), "fr").replace("\xa0", " ").replace("\u202f", " ")
        assert f"Total {shown}" in text or f"Montant total {shown}" in text, (shown, text)


def test_nothing_is_invoiced_before_the_device_is_sent(life: ShopLife) -> None:
    order = life.cell.paid_order(life.offer())
    page = Browser().get(f"/orders/{order.order_id}?token={order_token(order.order_id, 0)}")
    assert page.status == 200
    assert "Invoice" not in page.text
