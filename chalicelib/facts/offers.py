"""Facts of offers and their stock: past tense, ids and values, never personal data."""

from chalicelib.kernel.fact_store import Fact


class OfferFact(Fact, frozen=True, kw_only=True):
    """Base of what happens to an offer."""

    offer_id: str
    product_id: str

    @property
    def subject(self) -> str:
        return self.offer_id


class OfferPublished(OfferFact, frozen=True, kw_only=True):
    """An offer has new terms. Announced by catalog.offers.publishing and catalog.offers.seller_snapshot_sync."""

    seller_id: str
    offer_version: int


class OfferWithdrawn(OfferFact, frozen=True, kw_only=True):
    """An offer was withdrawn. Announced by catalog.offers.publishing."""

    seller_id: str


class StockChanged(OfferFact, frozen=True, kw_only=True):
    """The number of units for sale, or whether the offer is on sale, changed.

    Announced by catalog.stock.stock_changes, catalog.stock.unit_moves, catalog.offers.publishing and
    catalog.offers.seller_snapshot_sync.
    """


class OfferSoldOut(OfferFact, frozen=True, kw_only=True):
    """The last available unit was sold. Announced once, until units are added. Announced by catalog.stock.sold_out."""

    seller_id: str
