"""A carrier's name is one line of text: it is printed in pages and in the contract a buyer is mailed."""

import pytest

from testing.builders import a_product, a_seller, offer_body
from tests.api_client import Api
from tests.catalog.offers.test_seller_offers import OFFERS, key_of, pointers


@pytest.mark.parametrize(
    "carrier",
    [
        "DHL\r\n\r\nRefund code? http://evil.example/r",
        "DHL\n",
        "\n",
        "a\x1b[31m",
        "\x00",
        "DHL\x85evil",
        "DHL\u2028evil",
        "\u202eLHD",
        "\u2066DHL",
        "\u00a0",
    ],
)
def test_a_carrier_that_is_not_one_line_of_text_is_refused(api: Api, carrier: str) -> None:
    body = offer_body(a_product().product_id)
    body["shipping"][0]["carrier"] = carrier
    refused = api("PUT", f"{OFFERS}/IP13-GOOD", body, key=key_of(a_seller()))
    assert (refused.status, pointers(refused.body)) == (422, {"/shipping/0/carrier"})


@pytest.mark.parametrize("carrier", ["DHL", "La Poste", "Écoposte 🚲", "邮政"])
def test_a_carrier_of_any_script_is_taken(api: Api, carrier: str) -> None:
    body = offer_body(a_product().product_id)
    body["shipping"][0]["carrier"] = carrier
    assert api("PUT", f"{OFFERS}/IP13-GOOD", body, key=key_of(a_seller())).status == 201
