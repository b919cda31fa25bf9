"""What the ranking's routes answer, member by member."""

from typing import NotRequired, TypedDict

from chalicelib.catalog.answers import Reduction, SellerName, ShownTerms
from chalicelib.catalog.offers.offer import Grade, OfferStatus
from chalicelib.kernel.values.lists import Page
from chalicelib.kernel.values.money import Money
from chalicelib.ranking.nightly.run_parts import State


class Reason(TypedDict):
    """A reason for the position of an offer, or for its exclusion."""

    reason: str
    meaning: str


class ScoreParts(TypedDict):
    """The compared amounts and their sum."""

    price: Money
    shipping: Money
    expected_cost_of_problems: Money
    ranking_total: Money


class RankedScore(ScoreParts):
    """A score, its distance to the first offer's, and the reasons for the position."""

    behind: Money
    reasons: list[Reason]


class RankedOffer(ShownTerms):
    """An offer at its position; `total` is what the buyer pays, `ranking` what was compared."""

    position: int
    offer_id: str
    terms_version: int
    seller: SellerName
    grade: Grade
    price: Money
    shipping: Money
    service_fee: Money
    total: Money
    reduction: Reduction | None
    delivery_days: int
    holds_box: bool
    ranking: RankedScore


class RefusedOffer(TypedDict):
    """An offer that is not eligible, as shown to its own seller."""

    offer_id: str
    sku: str
    grade: Grade
    status: OfferStatus
    price: Money | None
    reasons: list[Reason]


class RankedOffers(Page[RankedOffer]):
    """The offers of a product in a grade and market in order, and the policy that ordered them.

    `own_ineligible` is present for a seller's key: the seller's offers that are not eligible, with the reasons.
    """

    policy: str
    own_ineligible: NotRequired[list[RefusedOffer]]


class Winner(ScoreParts):
    """The offer that has the box."""

    offer_id: str | None


class MarketCompetition(TypedDict):
    """The position of the seller's offer in a market; `price_to_win` is null if no price would win."""

    market: str
    wins: bool
    position: int | None
    eligible_offers: int
    reasons: list[Reason]
    own: ScoreParts
    winner: Winner | None
    price_to_win: Money | None
    policy: str


class Parameter(TypedDict):
    """One parameter of the ranking and its importance."""

    name: str
    importance: str
    meaning: str


class Policy(TypedDict):
    """The main parameters of the ranking and their relative importance."""

    version: str
    ranks: str
    formula: str
    parameters: list[Parameter]
    tie_break: str
    holder_margin_bp: int
    holder_margin_meaning: str
    conditions: list[Reason]
    positions: list[Reason]
    not_used: list[str]


class Portion(TypedDict):
    """The number of finished parts and of all parts."""

    done: int
    of: int


class RunProgress(TypedDict, total=False):
    """The progress of a run over all products."""

    run_id: str
    state: State
    started_at: str
    done_at: str | None
    scans: Portion
    shards: Portion
    failed: int
    broken_offers: int


class RankingRun(RunProgress):
    """The result of a re-ranking; for a single product there is no run and only these two counts."""

    products: int
    boxes_changed: int
