"""After any facts, twice and in any order, what follows them equals what is computed from nothing."""

from collections.abc import Callable, Iterator

import pytest

from tests.ranking.busy_market import BusyMarket, busy_market
from tests.ranking.recomputed_boxes import boxes_that_differ
from tests.simulation.stored import rows

pytestmark = pytest.mark.slow

# Each looks at some products and says what is not as it must be; what else follows boxes adds itself here.
Follower = Callable[[BusyMarket, set[str]], Iterator[str]]


def wrong_boxes(market: BusyMarket, product_ids: set[str]) -> Iterator[str]:
    """Every box is what its offers make of it."""
    products = [product for product in market.products if product.product_id in product_ids]
    yield from (f"{product_id} {wrong}" for product_id, wrong in boxes_that_differ(market.world, products))


def sold_out_offers_nobody_was_told_of(market: BusyMarket, product_ids: set[str]) -> Iterator[str]:
    """Whoever has no unit left was told, and who has some is not on record as sold out."""
    for row in rows(market.world, "stock"):
        if row["product_id"] in product_ids and (row["available"] == 0) != bool(row.get("sold_out")):
            yield f"{row['offer_id']} has {row['available']} units, sold out: {row.get('sold_out')}"


FOLLOWERS: tuple[Follower, ...] = (wrong_boxes, sold_out_offers_nobody_was_told_of)


def converge(seed: int, *, products: int, sellers_count: int, facts: int) -> None:
    with busy_market(seed, products=products, sellers_count=sellers_count) as market:
        market.live(facts)
        looked_at = {product.product_id for product in market.dice.sample(market.products, min(products, 10_000))}
        wrong = [each for follower in FOLLOWERS for each in follower(market, looked_at)]
        assert not wrong, "\n".join(wrong[:10])
        assert len(rows(market.world, "boxes")) > products // 20
        names = {row["name"] for row in rows(market.world, "facts")}
        assert names >= {"OfferPublished", "OfferWithdrawn", "StockChanged", "OfferSoldOut", "BuyBoxChanged"}
        assert names >= {"OrderPlaced", "OrderReleased", "StandingChanged", "SellerChanged"}
        assert names >= {"LineCancelled", "OrderRevived"}


def test_boxes_equal_what_is_computed_from_nothing_after_random_facts_twice_and_shuffled() -> None:
    converge(1, products=40, sellers_count=6, facts=600)


@pytest.mark.long
def test_ten_thousand_products_equal_what_is_computed_from_nothing_after_fifty_thousand_facts() -> None:
    converge(2, products=10_000, sellers_count=60, facts=50_000)
