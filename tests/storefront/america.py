"""The American cell in this process, and what is for sale in it."""

import sys

import msgspec
import pytest

from chalicelib.catalog.offers.draft import OfferDraftShipping
from chalicelib.catalog.products.product import ReferencePrice
from chalicelib.kernel.runtime.settings import settings
from chalicelib.kernel.values.money import Money
from testing.builders import a_product, a_seller, an_offer


def move_to_america(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have every module of the application read the settings of cell us."""
    american = msgspec.structs.replace(settings, cell="us")
    for name, module in list(sys.modules.items()):
        if name.startswith("chalicelib.") and getattr(module, "settings", None) is settings:
            monkeypatch.setattr(module, "settings", american)


def on_american_sale() -> str:
    """An offer in US at 299.00, sent for 4.90; its id."""
    new = ReferencePrice(amount_minor=79_900, currency="USD", source="launch price", dated="2021-09-24")
    product = a_product(reference_price=(new,), gtin=None)
    way = OfferDraftShipping(carrier="USPS", delivery_days=2, cost=Money(490, "USD"), countries=("US",))
    found = an_offer(
        a_seller(country="US"), product, prices={"US": Money(29_900, "USD")}, shipping=(way,), vat_scheme="REGULAR"
    )
    return found.publication.offer_id
