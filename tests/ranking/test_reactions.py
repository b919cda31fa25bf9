"""The ranking on others' facts: every box that a fact touches follows it."""

from typing import Any

import msgspec
import pytest

from chalicelib.catalog import queries
from chalicelib.catalog.models import BoxItem
from chalicelib.catalog.offers import publishing
from chalicelib.catalog.products.product import Product
from chalicelib.catalog.stock import stock_acts
from chalicelib.facts.offers import OfferPublished, OfferWithdrawn, StockChanged
from chalicelib.facts.orders import LineCancelled, OrderPlaced, OrderReleased
from chalicelib.facts.sellers import StandingChanged
from chalicelib.kernel import fact_relay
from chalicelib.kernel.fact_store import Fact, Recorded
from chalicelib.kernel.runtime import aws
from chalicelib.kernel.storage import transactions
from chalicelib.ranking import reactions
from chalicelib.sellers.quality.standing import set_standing
from chalicelib.subscriptions import SUBSCRIPTIONS
from testing.builders import SKU, a_product, a_seller, an_offer

pytestmark = pytest.mark.usefixtures("tables")
ORDER = "ord_eu_01JB0000000000000000000000"


def deliver_fact(*told: Fact) -> None:
    """Facts arrive in one batch, each at every reaction of the ranking to it."""
    records: list[dict[str, Any]] = []
    for number, fact in enumerate(told):
        name, body = type(fact).__name__, msgspec.json.encode(fact).decode()
        recorded = Recorded(fact_id=f"{number:026}", subject=fact.subject, name=name, body=body)
        for reaction in SUBSCRIPTIONS[type(fact)]:
            if reaction.name.startswith("ranking."):
                message = msgspec.json.encode(fact_relay.ReactionMessage(reaction.name, recorded)).decode()
                attributes = {"ApproximateReceiveCount": "1"}
                records.append({"messageId": str(len(records)), "body": message, "attributes": attributes})
    assert fact_relay.react({"Records": records}, SUBSCRIPTIONS) == {"batchItemFailures": []}


def sold(product: Product) -> bool:
    return bool(queries.boxes(product.product_id, "FR"))


def test_an_offer_takes_its_box_when_it_is_published_and_leaves_it_when_withdrawn() -> None:
    product, seller = a_product(), a_seller()
    offer = an_offer(seller, product).publication
    named = {"offer_id": offer.offer_id, "product_id": product.product_id, "seller_id": seller.seller_id}
    deliver_fact(OfferPublished(**named, offer_version=1))
    assert sold(product)
    publishing.withdraw(seller.seller_id, SKU)
    deliver_fact(OfferWithdrawn(**named))
    assert not sold(product)


def test_a_box_follows_orders_and_their_end() -> None:
    product = a_product()
    offer_id = an_offer(a_seller(), product).publication.offer_id
    deliver_fact(StockChanged(offer_id=offer_id, product_id=product.product_id))
    transactions.commit([stock_acts.reserve(offer_id, 5, market="FR", terms_version=1)])
    products = (product.product_id, product.product_id)
    deliver_fact(OrderPlaced(order_id=ORDER, market="FR", product_ids=products))
    assert not sold(product)
    transactions.commit([stock_acts.release(offer_id, 4)])
    deliver_fact(OrderReleased(order_id=ORDER, reason="EXPIRED", product_ids=products))
    assert sold(product)


def test_a_cancelled_line_frees_its_box() -> None:
    product, seller = a_product(), a_seller()
    an_offer(seller, product)
    cancelled = LineCancelled(
        order_id=ORDER,
        line_id="1",
        seller_id=seller.seller_id,
        product_id=product.product_id,
        by="BUYER",
        reason="CHANGED_MIND",
    )
    deliver_fact(cancelled)
    assert sold(product)


def test_a_new_standing_moves_every_box_of_the_category_and_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reactions, "OFFERS_PAGE", 2)
    seller = a_seller()
    phones = [a_product(title=f"Phone {number}") for number in range(5)]
    for number, phone in enumerate(phones):
        an_offer(seller, phone, f"sku-{number}")
    set_standing(seller.seller_id, "iphones", 700, "quality of 2026-10")
    deliver_fact(StandingChanged(seller_id=seller.seller_id, category="laptops"))
    assert not any(sold(phone) for phone in phones)
    deliver_fact(StandingChanged(seller_id=seller.seller_id, category="iphones"))
    penalties = [queries.boxes(phone.product_id, "FR")[0].penalty_minor for phone in phones]
    assert penalties == [700] * 5


def test_a_product_that_occurs_ten_times_in_a_batch_is_decided_once() -> None:
    product = a_product()
    offers = [an_offer(a_seller(), product).publication for _ in range(5)]
    looks: list[str] = []

    def count(params: dict[str, Any], **_: Any) -> None:
        if BoxItem.Meta.table_name in str(params["body"]):
            looks.append(params["url_path"])

    deliver_fact(*(StockChanged(offer_id=each.offer_id, product_id=product.product_id) for each in offers))
    aws.client("dynamodb").meta.events.register("before-call.dynamodb.Query", count)
    named = {"product_id": product.product_id}
    deliver_fact(
        *(StockChanged(offer_id=each.offer_id, **named) for each in offers),
        *(
            OfferPublished(offer_id=each.offer_id, seller_id=each.seller_id, offer_version=1, **named)
            for each in offers[1:]
        ),
        OrderPlaced(order_id=ORDER, market="FR", product_ids=(product.product_id,)),
    )
    assert len(looks) == 1
