"""Facts of sellers: past tense, ids and values, never personal data."""

from chalicelib.kernel.fact_store import Fact


class StandingChanged(Fact, frozen=True, kw_only=True):
    """A seller's penalty in a category changed. Announced by sellers.quality.standing."""

    seller_id: str
    category: str

    @property
    def subject(self) -> str:
        return self.seller_id


class SellerChanged(Fact, frozen=True, kw_only=True):
    """What offers copy of a seller (name, country, VAT check, status) changed.

    Announced by sellers.onboarding.admission and sellers.profile.suspension.
    """

    seller_id: str

    @property
    def subject(self) -> str:
        return self.seller_id
