"""What a box is: the winning offer of a product in a grade and market, with what a page shows of it."""

import msgspec

from chalicelib.catalog.offers.agreed_terms import AgreedTerms
from chalicelib.catalog.offers.offer import Grade


class Box(msgspec.Struct, frozen=True, kw_only=True):
    """A decision and its reasons, in the market's minor units, without the buyer's fee: that has its own dates.

    `score_minor` is what the ranking compared; `runner_up_score_minor` the next one, None without a rival. Since when
    the price applies and its prior price are as in offer.MarketPrice.
    """

    product_id: str
    market: str
    grade: Grade
    offer_id: str
    seller_id: str
    seller_trade_name: str
    price_minor: int
    shipping_minor: int
    terms_version: int
    terms: AgreedTerms
    delivery_days: int
    score_minor: int
    penalty_minor: int
    runner_up_score_minor: int | None
    eligible: int
    policy: str
    applied_at: str | None = None
    prior_lowest_minor: int | None = None

    @property
    def place(self) -> str:
        return box_key(self.market, self.grade)

    @property
    def is_held_by_margin(self) -> bool:
        """Whether another offer's total is lower, but not by the margin that would take the box from its holder."""
        return self.runner_up_score_minor is not None and self.runner_up_score_minor < self.score_minor


def box_key(market: str, grade: Grade) -> str:
    """The sort key of a box: `<market>#<grade>`."""
    return f"{market}#{grade}"
