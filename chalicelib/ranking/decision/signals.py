"""The inputs of the ranking, the gates, and the published text about them."""

from collections.abc import Callable

import msgspec

from chalicelib.kernel.values.money import BASIS_POINTS
from chalicelib.ranking.answers import Parameter, Policy

POLICY_VERSION = "2026-11"

# An offer takes the box only if its total is lower than the holder's by this margin. Without one, two automatic
# repricers would undercut each other without end.
HOLDER_MARGIN_BP = 50


class Candidate(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One offer as it competes in one market. Amounts are in the market's currency.

    `price_minor` is None where the offer has no price in the market, `shipping_minor` None where it does not
    ship there. `penalty_minor` is the seller's expected cost of problems per sale in the category.
    """

    offer_id: str
    seller_id: str
    price_minor: int | None
    shipping_minor: int | None
    penalty_minor: int
    available: int
    guarantee_months: int
    seller_active: bool
    created_at: str


class Contest(msgspec.Struct, frozen=True, kw_only=True):
    """What offers compete for, a product in a grade and market, and the admission rules.

    `reference_price_minor` is None if the price of a new device is not known; then no offer is excluded for its
    price.
    """

    reference_price_minor: int | None
    guarantee_minimum_months: int = 12
    holder_margin_bp: int = HOLDER_MARGIN_BP


class Gate(msgspec.Struct, frozen=True):
    """A condition of eligibility: the stable code of a failure, its meaning, and the test."""

    reason: str
    meaning: str
    passes: Callable[[Candidate, Contest], bool]


GATES = (
    Gate(
        "seller_not_active",
        "The seller is not approved, or is suspended.",
        lambda offer, _: offer.seller_active,
    ),
    Gate("out_of_stock", "No unit is available.", lambda offer, _: offer.available > 0),
    Gate(
        "not_priced_here",
        "The offer has no price in this market.",
        lambda offer, _: offer.price_minor is not None and offer.price_minor > 0,
    ),
    Gate(
        "does_not_ship_here",
        "The seller does not deliver to this market.",
        lambda offer, _: offer.shipping_minor is not None,
    ),
    Gate(
        "dearer_than_new",
        "The price is above the price of a new device.",
        lambda offer, contest: (
            contest.reference_price_minor is None
            or offer.price_minor is None
            or offer.price_minor <= contest.reference_price_minor
        ),
    ),
    Gate(
        "guarantee_too_short",
        "The seller's guarantee is shorter than the platform requires.",
        lambda offer, contest: offer.guarantee_months >= contest.guarantee_minimum_months,
    ),
)

POSITION_MEANINGS = {
    "lowest_total": "The lowest total.",
    "oldest_of_equal_totals": "The same total as another offer, and the older of them.",
    "higher_total": "The total is higher than the first offer's.",
    "younger_of_equal_totals": "The same total as the first offer, and younger.",
    "held_by_margin": "Shown first because it was first before, and no other total is lower by the margin.",
}

PARAMETERS: tuple[Parameter, ...] = (
    {
        "name": "price",
        "importance": "decisive: by far the largest part of the total, counted in full",
        "meaning": "What the buyer pays for the device, tax included where the market's prices include it.",
    },
    {
        "name": "shipping",
        "importance": "equal to price, cent for cent; usually a small part of the total",
        "meaning": "What the buyer pays for delivery with this offer.",
    },
    {
        "name": "expected_cost_of_problems",
        "importance": (
            "equal to price, cent for cent; small for reliable sellers, enough to lose against a more "
            "expensive offer for unreliable ones"
        ),
        "meaning": (
            "What this seller's defects, wrong grades, late parcels, cancellations and unanswered messages "
            "may be expected to cost per sale in this category, computed from past sales; the fewer "
            "the sales, the more the category's average counts."
        ),
    },
)


def ranking_policy() -> Policy:
    """The published main parameters of the ranking and their relative importance.

    Required for sellers by Regulation (EU) 2019/1150 art. 5, for buyers by Directive 2011/83/EU art. 6a, and for all
    users by Regulation (EU) 2022/2065 art. 27.
    """
    return {
        "version": POLICY_VERSION,
        "ranks": "the offers of one product in one grade in one market",
        "formula": "total = price + shipping + expected cost of problems; the lowest total comes first",
        "parameters": list(PARAMETERS),
        "tie_break": "of equal totals the older offer comes first",
        "holder_margin_bp": HOLDER_MARGIN_BP,
        "holder_margin_meaning": (
            "The offer shown first stays first until another one's total is lower by this many hundredths of a "
            "percent, or until it can no longer compete."
        ),
        "conditions": [{"reason": gate.reason, "meaning": gate.meaning} for gate in GATES],
        "positions": [{"reason": reason, "meaning": meaning} for reason, meaning in POSITION_MEANINGS.items()],
        "not_used": [
            "the commission the platform earns",
            "any payment by a seller",
            "who the seller is, how large, or for how long a customer",
            "anything about the person who is looking",
        ],
    }


def holder_margin_minor(total_minor: int, contest: Contest) -> int:
    """The amount by which an offer must beat a total to take the box; rounded down."""
    return total_minor * contest.holder_margin_bp // BASIS_POINTS
