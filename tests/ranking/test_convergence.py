"""After any facts, twice and in any order, what follows them equals what is computed from nothing."""

from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import pytest

from chalicelib.catalog.box import Box
from chalicelib.catalog.offer import OfferTerms
from chalicelib.kernel import clock
from chalicelib.ranking.contests import boxes_of
from chalicelib.sellers.standing import penalties_among
from tests.ranking.busy_market import BusyMarket, busy_market
from tests.simulation.stored import rows

# Each looks at some products and says what is not as it must be; what else follows boxes adds itself here.
Follower = Callable[[BusyMarket, set[str]], Iterator[str]]


def boxes_that_differ(market: BusyMarket, product_ids: set[str]) -> Iterator[str]:
    """Every box is what its offers make of it, read past the application.

    Who holds a box keeps it within a margin, so the computation from nothing is given the holders, and the margin is
    checked by itself.
    """
    penalties = {(row["seller_id"], row["category"]): row["penalty_minor"] for row in rows(market.world, "standings")}
    units = {row["offer_id"]: row for row in rows(market.world, "stock")}
    offers: dict[str, list[OfferTerms]] = {product_id: [] for product_id in product_ids}
    for row in rows(market.world, "offers"):
        if row["product_id"] in product_ids:
            offers[row["product_id"]].append(_terms(row, units[row["offer_id"]]))
    stored: dict[str, dict[str, Box]] = {product_id: {} for product_id in product_ids}
    for row in rows(market.world, "boxes"):
        if row["product_id"] in product_ids:
            stored[row["product_id"]][row["place"]] = msgspec.json.decode(row["box"], type=Box)
    for product in market.products:
        if product.product_id not in product_ids:
            continue
        found, there = stored[product.product_id], offers[product.product_id]
        costs = penalties_among(penalties, {(offer.seller_id, offer.category) for offer in there})
        holders = {place: box.offer_id for place, box in found.items()}
        made = boxes_of(product, there, costs, holders=holders, on=clock.timestamp())
        yield from (
            f"{product.product_id} {place}: {found.get(place)} is stored, {made.get(place)} is right"
            for place in sorted(found.keys() | made.keys())
            if found.get(place) != made.get(place)
        )
        for place, box in found.items():
            best = min(box.score_minor, box.runner_up_score_minor or box.score_minor)
            if (box.score_minor - best) * 200 >= box.score_minor and box.score_minor != best:
                yield f"{product.product_id} {place}: {box.score_minor} is held against {best}"


def _terms(row: dict[str, Any], units: dict[str, Any]) -> OfferTerms:
    offer = msgspec.json.decode(row["publication"], type=OfferTerms)
    return msgspec.structs.replace(offer, available=units["available"], on_sale=units["on_sale"])


def sold_out_offers_nobody_was_told_of(market: BusyMarket, product_ids: set[str]) -> Iterator[str]:
    """Whoever has no unit left was told, and who has some is not on record as sold out."""
    for row in rows(market.world, "stock"):
        if row["product_id"] in product_ids and (row["available"] == 0) != bool(row.get("sold_out")):
            yield f"{row['offer_id']} has {row['available']} units, sold out: {row.get('sold_out')}"


FOLLOWERS: tuple[Follower, ...] = (boxes_that_differ, sold_out_offers_nobody_was_told_of)


def converge(seed: int, *, products: int, sellers_count: int, facts: int) -> None:
    with busy_market(seed, products=products, sellers_count=sellers_count) as market:
        market.live(facts)
        looked_at = {product.product_id for product in market.dice.sample(market.products, min(products, 10_000))}
        wrong = [each for follower in FOLLOWERS for each in follower(market, looked_at)]
        assert not wrong, "\n".join(wrong[:10])
        assert len(rows(market.world, "boxes")) > products // 20
        names = {row["name"] for row in rows(market.world, "facts")}
        assert names >= {"OfferPublished", "OfferWithdrawn", "StockChanged", "OfferSoldOut", "BoxPassed"}
        assert names >= {"OrderPlaced", "OrderReleased", "StandingChanged", "SellerChanged"}


def test_boxes_equal_what_is_computed_from_nothing_after_random_facts_twice_and_shuffled() -> None:
    converge(1, products=40, sellers_count=6, facts=600)


@pytest.mark.long
def test_ten_thousand_products_equal_what_is_computed_from_nothing_after_fifty_thousand_facts() -> None:
    converge(2, products=10_000, sellers_count=60, facts=50_000)
