"""Reading donations."""

from typing import Any

from chalicelib.aftersales.donations.donation import Donation
from chalicelib.aftersales.donations.models import DonationItem


def find(year: str, donation_id: str) -> Donation | None:
    """A donation, read consistently; None if there is none."""
    try:
        return DonationItem.get(year, donation_id, consistent_read=True).donation
    except DonationItem.DoesNotExist:
        return None


def page_of_year(
    limit: int, start: dict[str, Any] | None, *, year: str
) -> tuple[list[Donation], dict[str, Any] | None]:
    """A page of a year's donations, and where the next page starts."""
    page = DonationItem.query(year, limit=limit, page_size=limit, last_evaluated_key=start)
    return [item.donation for item in page], page.last_evaluated_key


def of_year(year: str) -> list[Donation]:
    """Every donation of a year, for its report."""
    return [item.donation for item in DonationItem.query(year)]
