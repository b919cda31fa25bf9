"""What a client is given of the ranking, member by member."""

from typing import NotRequired, TypedDict

from chalicelib.catalog.answers import Reduction, SellerName, ShownTerms
from chalicelib.catalog.offers.offer import Grade, OfferStatus
from chalicelib.kernel.values.lists import Page
from chalicelib.kernel.values.money import Money
from chalicelib.ranking.nightly.run_parts import State


class Reason(TypedDict):
    """Why an offer stands where it stands."""

    reason: str
    meaning: str


class ScoreParts(TypedDict):
    """The amounts that were compared, and their sum."""

    price: Money
    shipping: Money
    expected_cost_of_problems: Money
    ranking_total: Money


class RankedScore(ScoreParts):
    """A score with how far it lies behind the first, and why."""

    behind: Money
    reasons: list[Reason]


class RankedOffer(ShownTerms):
    """An offer in its place; `total` is what the buyer pays, `ranking` what was compared."""

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
    """An offer that does not compete, as its own seller sees it."""

    offer_id: str
    sku: str
    grade: Grade
    status: OfferStatus
    price: Money | None
    reasons: list[Reason]


class RankedOffers(Page[RankedOffer]):
    """The offers of a product in a grade and market, first to last, and the policy that ordered them.

    `own_ineligible` is told to a seller's key: the seller's offers that do not compete, and why.
    """

    policy: str
    own_ineligible: NotRequired[list[RefusedOffer]]


class Winner(ScoreParts):
    """The offer that holds the box."""

    offer_id: str | None


class MarketCompetition(TypedDict):
    """Where the seller's offer stands in a market; `price_to_win` is null where no price would do."""

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
    """One thing the ranking looks at, and how much it counts."""

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
    standings: list[Reason]
    not_used: list[str]


class Portion(TypedDict):
    """How many of how many parts are done."""

    done: int
    of: int


class RunProgress(TypedDict, total=False):
    """Where a run over all products stands."""

    run_id: str
    state: State
    started_at: str
    done_at: str | None
    scans: Portion
    shards: Portion
    failed: int
    broken_offers: int


class RankingRun(RunProgress):
    """What was decided anew; a single product has no run, only these two numbers."""

    products: int
    boxes_changed: int
