"""The order of offers: the lowest risk-adjusted landed price first, which anybody can recompute.

total = price + shipping + expected cost of problems. The sum is additive, so that a cent counts the same in each
part, the order of two offers never depends on a third, and the price to win has a closed form.
"""

from collections.abc import Iterable, Sequence

import msgspec

from chalicelib.ranking.decision.signals import GATES, Candidate, Contest, holder_margin_minor


class NotComparable(ValueError):
    """The offer has no price or no shipping in the market, and therefore no total."""


class Score(msgspec.Struct, frozen=True):
    """An offer's total and its parts, in the market's minor units."""

    total_minor: int
    price_minor: int
    shipping_minor: int
    penalty_minor: int


class Refusal(msgspec.Struct, frozen=True):
    """An ineligible offer with the reasons of all gates it failed, in the order of GATES."""

    candidate: Candidate
    reasons: tuple[str, ...]


class Ranking(msgspec.Struct, frozen=True):
    """Eligible offers in order, and ineligible ones by offer id."""

    eligible: tuple[Candidate, ...]
    ineligible: tuple[Refusal, ...]


class Position(msgspec.Struct, frozen=True, kw_only=True):
    """The position of an offer: `reason` is a key of POSITION_MEANINGS, `behind_minor` the distance to the first."""

    position: int
    offer_id: str
    score: Score
    behind_minor: int
    reason: str


def total_minor(offer: Candidate) -> int:
    """The amount that offers are ordered by.

    Raises: NotComparable.
    """
    if offer.price_minor is None or offer.shipping_minor is None:
        raise NotComparable(f"offer {offer.offer_id} is not sold in this market")
    return offer.price_minor + offer.shipping_minor + offer.penalty_minor


def score(offer: Candidate) -> Score:
    """The total of an offer with its parts.

    Raises: NotComparable.
    """
    if offer.price_minor is None or offer.shipping_minor is None:
        raise NotComparable(f"offer {offer.offer_id} is not sold in this market")
    return Score(total_minor(offer), offer.price_minor, offer.shipping_minor, offer.penalty_minor)


def _order(offer: Candidate) -> tuple[int, str, str]:
    return total_minor(offer), offer.created_at, offer.offer_id


def rank(candidates: Iterable[Candidate], contest: Contest) -> Ranking:
    """Order the eligible offers and give the reasons for the others. Independent of the input order."""
    eligible: list[Candidate] = []
    ineligible: list[Refusal] = []
    for offer in candidates:
        reasons = tuple([gate.reason for gate in GATES if not gate.passes(offer, contest)])
        if reasons:
            ineligible.append(Refusal(offer, reasons))
        else:
            eligible.append(offer)
    eligible.sort(key=_order)
    ineligible.sort(key=lambda refusal: refusal.candidate.offer_id)
    return Ranking(tuple(eligible), tuple(ineligible))


def positions(eligible: Sequence[Candidate]) -> list[Position]:
    """The positions of a ranking's eligible offers, with reasons."""
    scores = [score(offer) for offer in eligible]
    return [
        Position(
            position=position + 1,
            offer_id=offer.offer_id,
            score=scores[position],
            behind_minor=scores[position].total_minor - scores[0].total_minor,
            reason=_reason(position, scores),
        )
        for position, offer in enumerate(eligible)
    ]


def _reason(position: int, scores: Sequence[Score]) -> str:
    lowest = scores[0].total_minor
    if position == 0:
        shared = len(scores) > 1 and scores[1].total_minor == lowest
        return "oldest_of_equal_totals" if shared else "lowest_total"
    return "younger_of_equal_totals" if scores[position].total_minor == lowest else "higher_total"


def takes_box(challenger: Candidate, holder: Candidate, contest: Contest) -> bool:
    """Whether an eligible challenger beats the holder of the box by the margin."""
    margin_minor = holder_margin_minor(total_minor(holder), contest)
    if margin_minor == 0:
        return _order(challenger) < _order(holder)
    return total_minor(challenger) <= total_minor(holder) - margin_minor


def is_held_by_margin(eligible: Sequence[Candidate], holder: Candidate, contest: Contest) -> bool:
    """Whether the holder keeps the box only because no better offer beats it by the margin."""
    return _order(eligible[0]) < _order(holder) and not takes_box(eligible[0], holder, contest)


def box_winner(ranking: Ranking, holder_offer_id: str | None, contest: Contest) -> Candidate | None:
    """The offer shown first: the holder unless an offer beats it by the margin, else the first offer.

    None if there is no eligible offer. `holder_offer_id` is the offer that has the box now, if any.
    """
    if not ranking.eligible:
        return None
    best = ranking.eligible[0]
    for offer in ranking.eligible:
        if offer.offer_id == holder_offer_id:
            return best if takes_box(best, offer, contest) else offer
    return best


def price_to_win_minor(winner: Candidate, challenger: Candidate, contest: Contest) -> int | None:
    """The highest price at which a challenger takes the box from its holder.

    From total(challenger) <= total(winner) - margin; without a margin an older challenger wins a tie and a younger
    one needs one minor unit less. It is never above the price of a new device. None if not even a price of one unit
    would win, or if the challenger does not ship to the market. Other gates are not checked.
    """
    if challenger.shipping_minor is None:
        return None
    target_minor = total_minor(winner)
    margin_minor = holder_margin_minor(target_minor, contest)
    if margin_minor > 0:
        target_minor -= margin_minor
    elif (challenger.created_at, challenger.offer_id) > (winner.created_at, winner.offer_id):
        target_minor -= 1
    price_minor = target_minor - challenger.shipping_minor - challenger.penalty_minor
    if contest.reference_price_minor is not None:
        price_minor = min(price_minor, contest.reference_price_minor)
    return price_minor if price_minor > 0 else None
