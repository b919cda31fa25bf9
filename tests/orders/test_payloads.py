"""What buyers, sellers and operators send is one line of text each, without a line break at its end."""

from typing import Any

import pytest

from chalicelib.kernel.values import payloads as kernel
from chalicelib.kernel.values.payloads import Payload
from chalicelib.kernel.values.problems import InvalidRequest
from chalicelib.orders import payloads

BUYER = {"name": "Zoé Müller", "email": "zoe@example.org", "phone": "+33 1 00 00 00 00"}
ADDRESS = {"street": "12 rue des Lilas", "postal_code": "75011", "city": "Paris", "country": "FR"}
SHIPMENT = {"carrier": "colissimo", "tracking_number": "6A1234", "serial": "490154203237518"}


@pytest.mark.parametrize(
    ("kind", "sent"),
    [
        (payloads.Buyer, BUYER),
        (payloads.PostalAddress, ADDRESS),
        (payloads.Shipment, SHIPMENT),
        (payloads.BankTransfer, {"reference": "RB 1", "paid_on": "2026-11-23"}),
        (payloads.DashboardRefund, {"stripe_refund_id": "re_1"}),
        (payloads.DeliveryProof, {"reference": "signed"}),
    ],
)
def test_a_text_that_ends_with_a_line_break_is_refused(kind: type[Payload], sent: dict[str, Any]) -> None:
    assert kernel.convert(sent, kind)
    accepted = []
    for name in sent:
        try:
            kernel.convert(sent | {name: f"{sent[name]}\n"}, kind)
            accepted.append(name)
        except InvalidRequest:
            continue
    assert accepted == []


@pytest.mark.parametrize("character", ["\x01", "\x1f", "\x7f", "\x85", "\u2028", "\u202e"])
@pytest.mark.parametrize(
    ("kind", "sent", "name"),
    [
        (payloads.Buyer, BUYER, "name"),
        (payloads.PostalAddress, ADDRESS, "street"),
        (payloads.PostalAddress, ADDRESS, "postal_code"),
        (payloads.DeliveryProof, {"reference": "signed"}, "reference"),
    ],
)
def test_a_control_character_within_a_text_is_refused(
    kind: type[Payload], sent: dict[str, Any], name: str, character: str
) -> None:
    with pytest.raises(InvalidRequest):
        kernel.convert(sent | {name: f"a{character}b"}, kind)
