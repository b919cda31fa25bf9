"""Ranking: what deciding takes in pure Python: one box among twenty offers, and a million offers."""

import statistics
import time

from chalicelib.ranking.decision.scoring import box_winner, rank
from chalicelib.ranking.decision.signals import Candidate, Contest

OFFERS = 20
MILLION, SHARD_OFFERS, OFFERS_OF_A_PRODUCT = 1_000_000, 40_000, 10
BATCHES, DECISIONS_PER_BATCH = 60, 50
CALIBRATION_BATCHES, CALIBRATION_LOOPS = 40, 20_000


def measure_ranking() -> dict[str, float]:
    """Gates, totals, order and winner of twenty offers, and of a million; and a fixed loop, to compare machines by."""
    return {
        "score_20_offers_us": round(_decision_us(), 1),
        "score_1m_offers_s": round(_million_seconds(), 2),
        "calibration_us": round(_calibration_us(), 1),
    }


def _million_seconds() -> float:
    """A million offers, ten to a product, each of which has a box with an offer in it.

    As many of them at a time as fit a shard of the re-ranking; they are the same each time, and decided each time.
    """
    contest = Contest(reference_price_minor=90_900)
    products = [
        [_candidate(product * OFFERS_OF_A_PRODUCT + number) for number in range(OFFERS_OF_A_PRODUCT)]
        for product in range(SHARD_OFFERS // OFFERS_OF_A_PRODUCT)
    ]
    started = time.process_time_ns()
    for _ in range(MILLION // SHARD_OFFERS):
        for offers in products:
            box_winner(rank(offers, contest), offers[3].offer_id, contest)
    return (time.process_time_ns() - started) / 1_000_000_000


def _decision_us() -> float:
    contest = Contest(reference_price_minor=90_900)
    offers = [_candidate(number) for number in range(OFFERS)]
    holder = offers[OFFERS // 2].offer_id
    times = []
    for _ in range(BATCHES):
        started = time.process_time_ns()
        for _ in range(DECISIONS_PER_BATCH):
            box_winner(rank(offers, contest), holder, contest)
        times.append((time.process_time_ns() - started) / 1000 / DECISIONS_PER_BATCH)
    return statistics.median(times)


def _candidate(number: int) -> Candidate:
    """Prices in no order, two offers of them sold out."""
    return Candidate(
        offer_id=f"off_eu_{number:026d}",
        seller_id=f"sel_eu_{number:026d}",
        price_minor=30_000 + number * 7_919 % 9_000,
        shipping_minor=number % 3 * 490,
        penalty_minor=150 + number * 37 % 400,
        available=number % 10,
        guarantee_months=24,
        seller_active=True,
        created_at=f"2026-{number % 12 + 1:02d}-01T00:00:00.000Z",
    )


def _calibration_us() -> float:
    times = []
    for _ in range(CALIBRATION_BATCHES):
        started, total = time.process_time_ns(), 0
        for number in range(CALIBRATION_LOOPS):
            total = (total * 31 + number) % 1_000_003
        times.append((time.process_time_ns() - started) / 1000)
    return statistics.median(times)
