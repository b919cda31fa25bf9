"""Response bodies of donations, built from values."""

from collections.abc import Sequence

from chalicelib.aftersales.donations import answers
from chalicelib.aftersales.donations.donation import CharityTotal, Donation
from chalicelib.kernel.values.money import Money


def donation_view(found: Donation) -> answers.ShownDonation:
    """A donation with what proves it."""
    value = found.valuation
    return {
        "donation_id": found.donation_id,
        "product_id": found.product_id,
        "donor_id": found.donor_id,
        "return_id": found.return_id,
        "charity": found.charity,
        "wiping": found.wiping,
        "valuation": {
            "amount": Money(value.amount_minor, value.currency),
            "method": value.method,
            "source": value.source,
        },
        "deed": found.deed,
        "recorded_at": found.recorded_at,
    }


def report_view(year: str, totals: Sequence[CharityTotal]) -> answers.DonationReport:
    """The report of a year."""
    return {
        "year": year,
        "devices": sum(each.devices for each in totals),
        "charities": [
            {"charity": each.charity, "devices": each.devices, "value": Money(each.value_minor, each.currency)}
            for each in totals
        ],
    }
