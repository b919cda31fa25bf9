"""A seller finds its invoices and statements, and takes them away as files."""

from chalicelib.kernel.runtime.settings import settings
from chalicelib.payments.payouts.statements import CSV
from testing.cell import create_bucket
from tests.console_visits import as_seller
from tests.offered_files import behind, text_of
from tests.payments.paid_sellers import Market
from tests.storefront.browser import Browser


def fetched(browser: Browser, path: str) -> tuple[bytes, str]:
    """The file that a link of a page leads to, and its type."""
    answer = browser.send("GET", path)
    assert answer.status == 303
    return behind(dict(answer.headers)["Location"])


def test_a_seller_takes_away_invoices_and_a_months_statement(browser: Browser, market: Market) -> None:
    create_bucket(settings.uploads_bucket)
    market.shipped_order()
    as_seller(browser, market.seller)
    page = browser.get("/sell/invoices")
    assert "Invoice RB-2026-000001" in page.text
    pdf, xml = (next(link for link in page.links if link.endswith(kind)) for kind in ("/pdf", "/xml"))
    assert "RB-2026-000001" in text_of(fetched(browser, pdf)[0])
    assert b"RB-2026-000001" in fetched(browser, xml)[0]
    month = browser.get("/sell/statements/2026-11")
    pdf, csv = (next(link for link in month.links if link.endswith(kind)) for kind in ("/pdf", "/csv"))
    text = text_of(fetched(browser, pdf)[0])
    assert "Balance after €311.43" in text
    assert fetched(browser, csv)[1] == CSV
