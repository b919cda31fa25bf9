"""Facts of the buy box: past tense, ids and values, never personal data."""

from chalicelib.kernel.fact_store import Fact


class BuyBoxChanged(Fact, frozen=True, kw_only=True):
    """A different offer is shown first for a product in a market and grade.

    Its price and terms may change without this fact. A new box has no loser, an emptied one no winner.
    Announced by ranking.decision.box_decision.
    """

    product_id: str
    market: str
    grade: str
    won_offer_id: str | None = None
    won_seller_id: str | None = None
    lost_offer_id: str | None = None
    lost_seller_id: str | None = None

    @property
    def subject(self) -> str:
        return self.product_id
