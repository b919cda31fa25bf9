"""Donations over HTTP: recorded once, of a device that nobody else has, and reported by the year."""

from typing import Any

from tests.aftersales.conftest import SERIALS, AfterSale


def _donation(aftersale: AfterSale, **changed: Any) -> dict[str, Any]:
    given: dict[str, Any] = {
        "product_id": aftersale.product_id,
        "serial": SERIALS[0],
        "donor_id": aftersale.seller.seller_id,
        "charity": {"name": "Emmaüs", "legal_id": "792 613 871", "country": "FR", "is_public_interest": True},
        "wiping": {"method": "OVERWRITTEN", "wiped_on": "2026-11-20", "certificate": "W-1"},
        "valuation": {"amount_minor": 4_500, "currency": "EUR", "method": "MARKET_PRICE", "source": "own offers"},
        "deed": {"reference": "D-1", "signed_on": "2026-11-22"},
    }
    return given | changed


def test_a_donation_is_recorded_once_and_reported(aftersale: AfterSale) -> None:
    first = aftersale.as_ops("POST", "/donations", _donation(aftersale), idempotency_key="deed")
    again = aftersale.as_ops("POST", "/donations", _donation(aftersale), idempotency_key="deed")
    assert (first.status, first.body == again.body) == (201, True)
    report = aftersale.as_ops("GET", "/donation-report?year=2026").body
    (share,) = report["charities"]
    assert (report["devices"], share["value"]["amount_minor"]) == (1, 4_500)
    assert aftersale.as_ops("GET", "/donations?year=2025").body["items"] == []


def test_a_donated_device_is_never_sold_or_donated_again(aftersale: AfterSale) -> None:
    aftersale.as_ops("POST", "/donations", _donation(aftersale))
    again = aftersale.as_ops("POST", "/donations", _donation(aftersale))
    assert again.body["type"] == "/problems/serial-already-sold"


def test_a_device_that_its_buyer_has_cannot_be_donated(aftersale: AfterSale) -> None:
    aftersale.delivered()
    refused = aftersale.as_ops("POST", "/donations", _donation(aftersale))
    assert refused.body["type"] == "/problems/serial-already-sold"


def test_a_returned_device_is_donated_once_it_was_written_off(aftersale: AfterSale) -> None:
    order = aftersale.delivered()
    return_id = aftersale.inspected(order)
    early = aftersale.as_ops("POST", "/donations", _donation(aftersale, return_id=return_id))
    assert early.body["type"] == "/problems/not-written-off"
    aftersale.as_seller("POST", f"/returns/{return_id}/refund", {"unit": "WRITE_OFF"})
    recorded = aftersale.as_ops("POST", "/donations", _donation(aftersale, return_id=return_id))
    assert (recorded.status, recorded.body["return_id"]) == (201, return_id)
