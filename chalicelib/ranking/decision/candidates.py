"""The offers that compete for a product's boxes, and the boxes that result."""

from collections.abc import Collection, Iterable, Mapping

from chalicelib.catalog.boxes.box import Box, box_key
from chalicelib.catalog.offers import price_tags
from chalicelib.catalog.offers.offer import GRADES, Grade, OfferTerms
from chalicelib.catalog.products.product import Product
from chalicelib.catalog.served_markets import served_markets
from chalicelib.markets.market import Market
from chalicelib.ranking.decision.scoring import Ranking, box_winner, rank, total_minor
from chalicelib.ranking.decision.signals import POLICY_VERSION, Candidate, Contest

Penalties = Mapping[tuple[str, str], int]


def contest_of(product: Product, market: Market, on: str) -> Contest:
    """The contest of a product's offers in a market, with the admission rules in force on `on`."""
    return Contest(
        reference_price_minor=product.reference_price_in(market.currency).amount_minor,
        guarantee_minimum_months=market.commercial_guarantee_minimum_months.at(on),
    )


def candidate(offer: OfferTerms, market: str, penalties: Penalties) -> Candidate:
    """An offer as a candidate in a market, with its cheapest shipping there."""
    price, shipping = offer.prices.get(market), offer.shipping_to(market)
    return Candidate(
        offer_id=offer.offer_id,
        seller_id=offer.seller_id,
        price_minor=price.price_minor if price else None,
        shipping_minor=shipping[0].cost_minor if shipping else None,
        penalty_minor=penalties[offer.seller_id, offer.category],
        available=offer.available,
        guarantee_months=offer.terms.guarantee_months,
        # Withdrawn offers are not candidates, so an offer off sale has a suspended seller.
        seller_active=offer.on_sale,
        created_at=offer.created_at,
    )


def competing_offers(offers: Iterable[OfferTerms], grade: Grade) -> list[OfferTerms]:
    """The offers of a grade that are not withdrawn."""
    return [offer for offer in offers if offer.grade == grade and offer.status == "ON_SALE"]


def boxes_of(
    product: Product, offers: Collection[OfferTerms], penalties: Penalties, *, holders: Mapping[str, str], on: str
) -> dict[str, Box]:
    """The boxes of a product by key; `holders` are the offers that have them now, by key."""
    decided: dict[str, Box] = {}
    for grade in GRADES:
        rivals = {offer.offer_id: offer for offer in competing_offers(offers, grade)}
        for market in served_markets().values():
            where, contest = box_key(market.code, grade), contest_of(product, market, on)
            ranking = rank((candidate(offer, market.code, penalties) for offer in rivals.values()), contest)
            winner = box_winner(ranking, holders.get(where), contest)
            if winner is not None:
                decided[where] = _box(rivals[winner.offer_id], winner, ranking, market.code)
    return decided


def _box(offer: OfferTerms, winner: Candidate, ranking: Ranking, market: str) -> Box:
    price, shipping = price_tags.price_told(offer.prices[market], offer.buyable_since), offer.shipping_to(market)[0]
    rivals = (total_minor(each) for each in ranking.eligible if each.offer_id != winner.offer_id)
    return Box(
        product_id=offer.product_id,
        market=market,
        grade=offer.grade,
        offer_id=offer.offer_id,
        seller_id=offer.seller_id,
        seller_trade_name=offer.seller_trade_name,
        price_minor=price.price_minor,
        shipping_minor=shipping.cost_minor,
        terms_version=price.terms_version,
        terms=offer.terms,
        delivery_days=shipping.delivery_days,
        score_minor=total_minor(winner),
        penalty_minor=winner.penalty_minor,
        runner_up_score_minor=min(rivals, default=None),
        eligible=len(ranking.eligible),
        policy=POLICY_VERSION,
        applied_at=price.applied_at,
        prior_lowest_minor=price.prior_lowest_minor,
    )
