"""How donations are stored: never changed."""

from chalicelib.aftersales.donations.donation import Donation
from chalicelib.kernel.storage.tables import HashKey, RangeKey, StructAttribute, Table, named


class DonationItem(Table):
    """A donation, among those of the year of its deed."""

    class Meta:
        table_name = named("donations")

    year = HashKey()
    donation_id = RangeKey()
    donation = StructAttribute[Donation](Donation)
