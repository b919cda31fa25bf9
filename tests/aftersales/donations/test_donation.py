"""The report of a year's donations."""

from chalicelib.aftersales.donations.donation import Charity, Deed, Donation, Valuation, WipingProof, totals


def a_donation(legal_id: str, amount_minor: int) -> Donation:
    return Donation(
        donation_id="don_eu_1",
        year="2026",
        product_id="prd_eu_1",
        charity=Charity(name="Emmaüs", legal_id=legal_id, country="FR", is_public_interest=True),
        wiping=WipingProof(method="OVERWRITTEN", wiped_on="2026-11-20", certificate="W-1"),
        valuation=Valuation(amount_minor=amount_minor, currency="EUR", method="MARKET_PRICE", source="own offers"),
        deed=Deed(reference="D-1", signed_on="2026-11-22"),
        recorded_at="2026-11-23T09:00:00.000Z",
        fingerprint="",
    )


def test_the_report_adds_up_devices_and_value_by_charity() -> None:
    found = totals([a_donation("2", 4_500), a_donation("1", 900), a_donation("2", 500)])
    assert [(each.charity.legal_id, each.devices, each.value_minor) for each in found] == [
        ("1", 1, 900),
        ("2", 2, 5_000),
    ]
