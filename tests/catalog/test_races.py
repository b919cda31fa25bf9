"""Races, in a local cloud that really refuses the second of two writers."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from chalicelib.catalog import queries
from chalicelib.catalog.models import OfferVersionItem
from chalicelib.catalog.offers import publishing
from chalicelib.catalog.stock import stock_acts
from chalicelib.catalog.stock.stock_acts import NoUnitsLeft
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values.money import Money
from chalicelib.kernel.values.problems import Conflict
from chalicelib.ranking.decision.box_decision import decide_product
from testing.builders import SKU, a_draft, a_product, a_seller, an_offer
from tests.cloud_cell import empty_cell

pytestmark = [pytest.mark.cloud, pytest.mark.usefixtures("cloud")]


@pytest.fixture(scope="module")
def cloud() -> Iterator[None]:
    with empty_cell():
        yield


def at_once(act: Callable[[int], str], times: int) -> list[str]:
    """What happened in each of `times` threads."""
    with ThreadPoolExecutor(times) as threads:
        return list(threads.map(act, range(times)))


def test_five_units_go_to_five_of_forty_buyers() -> None:
    own = an_offer(a_seller(), a_product(), stock=5)
    offer_id = own.publication.offer_id

    def buy(_: int) -> str:
        try:
            transactions.commit([stock_acts.reserve(offer_id, 1, market="FR", terms_version=1)])
        except NoUnitsLeft:
            return "sold out"
        return "bought"

    outcomes = at_once(buy, 40)
    assert (outcomes.count("bought"), outcomes.count("sold out")) == (5, 35)
    units = queries.own_offer(own.publication.seller_id, SKU).units
    assert (units.available, units.reserved) == (0, 5)


def test_counting_while_units_sell_never_makes_one_up() -> None:
    seller, product = a_seller(), a_product()
    offer_id = an_offer(seller, product, stock=20).publication.offer_id

    def act(number: int) -> str:
        if number % 2:
            publishing.publish(seller, SKU, a_draft(product.product_id, stock=20))
        else:
            transactions.commit([stock_acts.reserve(offer_id, 1, market="FR", terms_version=1)])
        return "done"

    at_once(act, 16)
    units = queries.own_offer(seller.seller_id, SKU).units
    assert (units.reserved, units.in_hand) == (8, 20)


def test_two_publishers_leave_a_history_without_gaps_or_doubles() -> None:
    seller, product = a_seller(), a_product()
    an_offer(seller, product)

    def reprice(number: int) -> str:
        prices = {"FR": Money(30_000 + number, "EUR")}
        try:
            publishing.publish(seller, SKU, a_draft(product.product_id, prices=prices))
        except Conflict:
            return "overtaken"
        return "published"

    outcomes = at_once(reprice, 6)
    offer = queries.own_offer(seller.seller_id, SKU).publication
    kept = [item.publication for item in OfferVersionItem.query(offer.offer_id)]
    assert [each.version for each in kept] == list(range(1, 2 + outcomes.count("published")))
    assert kept[-1] == offer


def test_whoever_decides_last_the_box_is_the_best_offers() -> None:
    product, seller = a_product(), a_seller()
    offers = [
        an_offer(a_seller(), product, prices={"FR": Money(30_000 + 1_000 * number, "EUR")}).publication.offer_id
        for number in range(3)
    ]
    an_offer(seller, product, "dear", prices={"FR": Money(40_000, "EUR")})

    def sell_out_and_decide(number: int) -> str:
        transactions.commit([stock_acts.reserve(offers[number % 3], 1, market="FR", terms_version=1)])
        decide_product(product.product_id)
        return "decided"

    at_once(sell_out_and_decide, 15)
    (box,) = queries.boxes(product.product_id, "FR")
    assert box.price_minor == 40_000
    assert box.eligible == 1
