"""What the catalogue does on facts: offers follow their seller."""

from chalicelib.catalog import copying
from chalicelib.facts import SellerChanged
from chalicelib.kernel.facts import Recorded


def copy_changed_seller(_: Recorded, body: SellerChanged) -> None:
    """Bring the seller's offers up to date; done again it changes nothing."""
    copying.copy_seller(body.seller_id)
