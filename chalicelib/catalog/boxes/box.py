"""The buy box: the winning offer of a product in a grade and market, with what a page shows of it."""

import msgspec

from chalicelib.catalog.offers.agreed_terms import AgreedTerms
from chalicelib.catalog.offers.offer import Grade


class Box(msgspec.Struct, frozen=True, kw_only=True):
    """A ranking decision and its inputs, in the market's minor units.

    The buyer's service fee is not included, because it changes on its own dates. `score_minor` is the total that was
    compared, `runner_up_score_minor` the next lowest one or None without a competitor. `applied_at` and
    `prior_lowest_minor` are those of `MarketPrice`.
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
        """Whether another offer has a lower total, but not by the margin required to take the box."""
        return self.runner_up_score_minor is not None and self.runner_up_score_minor < self.score_minor


def box_key(market: str, grade: Grade) -> str:
    """The sort key of a box: `<market>#<grade>`."""
    return f"{market}#{grade}"
