"""The position of one offer in each of its markets, and the price that would win there."""

import msgspec

from chalicelib.catalog import queries
from chalicelib.catalog.boxes import box_store
from chalicelib.catalog.boxes.box import box_key
from chalicelib.catalog.offers.offer import OfferTerms
from chalicelib.catalog.products.product import Product
from chalicelib.catalog.served_markets import served_market
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.values.problems import NotFound
from chalicelib.markets.market import Market
from chalicelib.ranking.decision.box_decision import offers_of, penalties_of
from chalicelib.ranking.decision.candidates import Penalties, candidate, competing_offers, contest_of
from chalicelib.ranking.decision.scoring import Ranking, Score, box_winner, positions, price_to_win_minor, rank, score


class Competition(msgspec.Struct, frozen=True, kw_only=True):
    """The competition in one market; `position` counts from 1 among `eligible` offers.

    `refusals` are the reasons why the seller's offer is not eligible. `price_to_win_minor` is None for the winner,
    without a winner, and if no price would win.
    """

    market: Market
    own: Score
    refusals: tuple[str, ...]
    position: int | None
    eligible: int
    wins: bool
    winner: Score | None
    winner_offer_id: str | None
    price_to_win_minor: int | None


def competition(seller_id: str, sku: str) -> list[Competition]:
    """The position of a seller's offer in every market it has a price in.

    Raises: NotFound.
    """
    own = queries.own_offer(seller_id, sku).publication
    product = queries.product(own.product_id)
    offers = offers_of(own.product_id, [own.offer_id])
    rivals = competing_offers(offers, own.grade)
    holders = {where: stored.box.offer_id for where, stored in box_store.stored(own.product_id).items()}
    penalties = penalties_of(offers)
    mine = next((offer for offer in offers if offer.offer_id == own.offer_id), None)
    if mine is None:
        raise NotFound()
    return [
        _in_market(product, mine, rivals, penalties=penalties, market=served_market(code), holders=holders)
        for code in own.prices
    ]


def _in_market(
    product: Product,
    own: OfferTerms,
    rivals: list[OfferTerms],
    *,
    penalties: Penalties,
    market: Market,
    holders: dict[str, str],
) -> Competition:
    contest = contest_of(product, market, clock.timestamp())
    ranking = rank((candidate(offer, market.code, penalties) for offer in rivals), contest)
    winner = box_winner(ranking, holders.get(box_key(market.code, own.grade)), contest)
    challenger = candidate(own, market.code, penalties)
    wins = winner is not None and winner.offer_id == own.offer_id
    places = {standing.offer_id: standing for standing in positions(ranking.eligible)}
    standing = places.get(own.offer_id)
    return Competition(
        market=market,
        own=score(challenger),
        refusals=_refusals(ranking, own),
        position=standing.position if standing else None,
        eligible=len(ranking.eligible),
        wins=wins,
        winner=score(winner) if winner else None,
        winner_offer_id=winner.offer_id if winner else None,
        price_to_win_minor=None if wins or winner is None else price_to_win_minor(winner, challenger, contest),
    )


def _refusals(ranking: Ranking, own: OfferTerms) -> tuple[str, ...]:
    if own.status == "WITHDRAWN":
        return ("withdrawn",)
    return next((each.reasons for each in ranking.ineligible if each.candidate.offer_id == own.offer_id), ())
