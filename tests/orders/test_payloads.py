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
