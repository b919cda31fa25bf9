"""The printed statement: what its reader adds up is what the ledger says, to the cent."""

import re

from chalicelib.access.api_keys.credentials import issue_key
from chalicelib.kernel.runtime.settings import settings
from chalicelib.payments.ledger import journals
from testing.cell import create_bucket
from tests.api_client import Api
from tests.offered_files import offered, text_of
from tests.payments.paid_sellers import Market

MONTHS = ("2026-11", "2026-12")
# French: what the country of the seller speaks.
AMOUNT = r"-?[0-9 ]+,[0-9]{2} €"


def minor(shown: str) -> int:
    return int(re.sub(r"[^0-9-]", "", shown))


def told(text: str, label: str) -> int:
    """The amount behind a label."""
    found = re.search(rf"{label} ({AMOUNT})", text)
    assert found is not None, label
    return minor(found[1])


def test_two_printed_months_add_up_to_what_the_ledger_owes(market: Market, api: Api) -> None:
    create_bucket(settings.uploads_bucket)
    market.open_account()
    order = market.transferred_order(lines=2)
    market.refund(order, 5_000)
    market.shipped_order()
    key = issue_key("seller", market.seller.seller_id, ["balance:read"])
    pages = [text_of(offered(api("GET", f"/v1/seller/statements/{month}/pdf", key=key).body)) for month in MONTHS]
    (owed,) = journals.balances_of(market.seller.seller_id)
    assert told(pages[0], "Solde précédent") == 0
    assert told(pages[0], "Nouveau solde") == told(pages[1], "Solde précédent") != 0
    assert told(pages[1], "Nouveau solde") == owed.owed_minor
    for page in pages:
        entries = [minor(each) for each in re.findall(rf"IP13-GOOD ({AMOUNT})", page)]
        assert entries
        assert sum(entries) == told(page, "Total des écritures")
        assert told(page, "Solde précédent") + sum(entries) == told(page, "Nouveau solde")
    assert "Phénix Mobile SARL" in pages[0]
    assert "[OPERATOR: not stated yet]" in pages[0]
    assert api("GET", "/v1/seller/statements/1999-01/pdf", key=key).status == 404
