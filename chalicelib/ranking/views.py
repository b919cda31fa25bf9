"""The answers of the ranking, with every compared amount so that the totals can be recomputed."""

from chalicelib.catalog.offers import price_tags
from chalicelib.catalog.offers.offer import OfferTerms
from chalicelib.catalog.views import terms_view
from chalicelib.kernel.values.money import Money
from chalicelib.markets.market import Market
from chalicelib.ranking import answers
from chalicelib.ranking.decision.offer_competition import Competition
from chalicelib.ranking.decision.ranked_offers import ExcludedOffer, RankedOfferLine
from chalicelib.ranking.decision.scoring import Score
from chalicelib.ranking.decision.signals import GATES, POLICY_VERSION, POSITION_MEANINGS
from chalicelib.ranking.nightly.run_parts import Run, scans_of_a_run, shards_of_a_run

_MEANINGS = {gate.reason: gate.meaning for gate in GATES} | POSITION_MEANINGS | {"withdrawn": "You withdrew the offer."}


def listed_view(listed: RankedOfferLine, market: Market, on: str) -> answers.RankedOffer:
    """An offer at its position; `total` is what the buyer pays, `ranking` what was compared."""
    offer, score = listed.offer, listed.standing.score
    price = price_tags.price_told(offer.prices[market.code], offer.buyable_since)
    return {
        "position": listed.standing.position,
        "offer_id": offer.offer_id,
        "terms_version": price.terms_version,
        "seller": {"seller_id": offer.seller_id, "trade_name": offer.seller_trade_name},
        "grade": offer.grade,
        **price_tags.charged(score.price_minor, score.shipping_minor, market, on),
        "reduction": price_tags.reduction(price, market.currency, on),
        **terms_view(offer.terms),
        "delivery_days": _delivery_days(offer, market),
        "holds_box": listed.holds_box,
        "ranking": {
            **_score(score, market),
            "behind": Money(listed.standing.behind_minor, market.currency),
            "reasons": [_reason(reason) for reason in listed.reasons],
        },
    }


def refused_view(refused: ExcludedOffer, market: Market) -> answers.RefusedOffer:
    """An offer that is not eligible, as shown to its own seller."""
    offer = refused.offer
    price = offer.prices.get(market.code)
    return {
        "offer_id": offer.offer_id,
        "sku": offer.sku,
        "grade": offer.grade,
        "status": offer.status,
        "price": Money(price.price_minor, market.currency) if price else None,
        "reasons": [_reason(reason) for reason in refused.reasons],
    }


def competition_view(competition: Competition) -> answers.MarketCompetition:
    """The position of the seller's offer in one market."""
    market, price_minor = competition.market, competition.price_to_win_minor
    return {
        "market": market.code,
        "wins": competition.wins,
        "position": competition.position,
        "eligible_offers": competition.eligible,
        "reasons": [_reason(reason) for reason in competition.refusals],
        "own": _score(competition.own, market),
        "winner": {"offer_id": competition.winner_offer_id, **_score(competition.winner, market)}
        if competition.winner
        else None,
        "price_to_win": Money(price_minor, market.currency) if price_minor is not None else None,
        "policy": POLICY_VERSION,
    }


def run_view(run: Run) -> answers.RankingRun:
    """A re-ranking and its progress."""
    return {
        "run_id": run.run_id,
        "state": run.state,
        "started_at": run.started_at,
        "done_at": run.done_at if run.state == "DONE" else None,
        "scans": {"done": run.scans_done, "of": scans_of_a_run()},
        "shards": {"done": run.shards_done, "of": shards_of_a_run()},
        "products": run.counted.products,
        "boxes_changed": run.counted.boxes_changed,
        "failed": run.counted.failed,
        "broken_offers": run.counted.broken_offers,
    }


def _score(score: Score, market: Market) -> answers.ScoreParts:
    return {
        "price": Money(score.price_minor, market.currency),
        "shipping": Money(score.shipping_minor, market.currency),
        "expected_cost_of_problems": Money(score.penalty_minor, market.currency),
        "ranking_total": Money(score.total_minor, market.currency),
    }


def _reason(reason: str) -> answers.Reason:
    return {"reason": reason, "meaning": _MEANINGS[reason]}


def _delivery_days(offer: OfferTerms, market: Market) -> int:
    return offer.shipping_to(market.code)[0].delivery_days
