"""The ranking over HTTP: the order with its reasons, the price that wins, and running it again."""

from typing import Any

import pytest

from chalicelib.access.api_keys.credentials import issue_key
from chalicelib.catalog.offers import publishing
from chalicelib.catalog.products.product import Product
from chalicelib.catalog.stock import stock_acts
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values.money import Money
from chalicelib.ranking.decision.box_decision import decide_product
from chalicelib.sellers.profile.seller import Seller
from local.named_keys import named_key
from testing.builders import a_product, a_seller, an_offer
from tests.api_client import Api
from tests.ranking.faulty_worker import few_parts, open_queue_and_bucket, work

RUNS = "/v1/ops/ranking/runs"


def competitors(product: Product, *prices_minor: int) -> list[tuple[Seller, str]]:
    """Sellers and their offers in FR."""
    made = []
    for price_minor in prices_minor:
        seller = a_seller()
        own = an_offer(seller, product, "sku", prices={"FR": Money(price_minor, "EUR")})
        made.append((seller, own.publication.offer_id))
    decide_product(product.product_id)
    return made


def competition(api: Api, seller: Seller) -> dict[str, Any]:
    key = named_key(seller.seller_id, "competition")
    (market,) = api("GET", "/v1/seller/offers/sku/competition", key=key).body["items"]
    return dict(market)


def test_every_eligible_offer_is_shown_in_order_with_its_reasons(api: Api) -> None:
    product = a_product()
    dear, cheap, gone = competitors(product, 34_900, 33_000, 20_000)
    transactions.commit([stock_acts.reserve(gone[1], 5, market="FR", terms_version=1)])
    decide_product(product.product_id)
    body = api("GET", f"/v1/products/{product.product_id}/offers?market=FR&grade=GOOD").body
    assert [(each["position"], each["offer_id"], each["holds_box"]) for each in body["items"]] == [
        (1, cheap[1], True),
        (2, dear[1], False),
    ]
    second = body["items"][1]
    assert second["ranking"]["behind"] == {"amount_minor": 1_900, "currency": "EUR"}
    assert second["ranking"]["reasons"][0]["reason"] == "higher_total"
    parts = ("price", "shipping", "expected_cost_of_problems")
    ranked = sum(second["ranking"][part]["amount_minor"] for part in parts)
    assert second["ranking"]["ranking_total"]["amount_minor"] == ranked
    paid = sum(second[part]["amount_minor"] for part in ("price", "shipping", "service_fee"))
    assert second["total"]["amount_minor"] == paid


def test_a_holder_that_is_beaten_by_less_than_the_margin_says_why_it_is_first(api: Api) -> None:
    product = a_product()
    ((_, held),) = competitors(product, 34_900)
    ((rival, lower),) = competitors(product, 34_800)
    listed = api("GET", f"/v1/products/{product.product_id}/offers?market=FR&grade=GOOD").body["items"]
    told = [(each["offer_id"], [reason["reason"] for reason in each["ranking"]["reasons"]]) for each in listed]
    assert told == [(lower, ["lowest_total"]), (held, ["higher_total", "held_by_margin"])]
    path = f"/v1/products/{product.product_id}?market=FR"
    assert [(box["offer_id"], box["held_by_margin"]) for box in api("GET", path).body["boxes"]] == [(held, True)]
    an_offer(rival, product, "sku", prices={"FR": Money(34_000, "EUR")})
    # Until the box is decided anew its old holder is in it, but by no margin.
    listed = api("GET", f"/v1/products/{product.product_id}/offers?market=FR&grade=GOOD").body["items"]
    assert [reason["reason"] for reason in listed[1]["ranking"]["reasons"]] == ["higher_total"]
    decide_product(product.product_id)
    assert [(box["offer_id"], box["held_by_margin"]) for box in api("GET", path).body["boxes"]] == [(lower, False)]


def test_the_order_is_walked_in_pages(api: Api) -> None:
    product = a_product()
    offers = [offer_id for _, offer_id in competitors(product, 30_000, 31_000, 31_000)]
    path = f"/v1/products/{product.product_id}/offers?market=FR&grade=GOOD&limit=1"
    seen: list[str] = []
    cursor = ""
    for _ in range(5):
        page = api("GET", path + cursor).body
        seen += [each["offer_id"] for each in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert seen == offers
    assert api("GET", path.replace("GOOD", "FAIR") + cursor).status == 400


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/v1/products/prd_eu_01JB0000000000000000000000/offers?market=FR&grade=GOOD", 404),
        ("/v1/products/prd_us_01JB0000000000000000000000/offers?market=FR&grade=GOOD", 421),
        ("/v1/products/prd_eu_01JB0000000000000000000000/offers?market=FR", 422),
        ("/v1/products/prd_eu_01JB0000000000000000000000/offers?market=FR&grade=SHINY", 422),
        ("/v1/products/prd_eu_01JB0000000000000000000000/offers?market=US&grade=GOOD", 421),
    ],
)
def test_a_ranking_of_nothing_is_refused(api: Api, path: str, status: int) -> None:
    assert api("GET", path).status == status


def test_the_price_to_win_wins_and_a_cent_more_does_not(api: Api) -> None:
    product = a_product()
    (loser, loser_offer), (winner, _) = competitors(product, 34_900, 33_000)
    assert competition(api, winner) | {"wins": True, "position": 1, "price_to_win": None} == competition(api, winner)
    shown = competition(api, loser)
    assert (shown["wins"], shown["position"], shown["eligible_offers"]) == (False, 2, 2)
    price_minor = shown["price_to_win"]["amount_minor"]
    assert price_minor < 33_000
    for price, wins in ((price_minor + 1, False), (price_minor, True)):
        an_offer(loser, product, "sku", prices={"FR": Money(price, "EUR")})
        decide_product(product.product_id, loser_offer)
        assert competition(api, loser)["wins"] is wins


def test_who_cannot_compete_is_told_why(api: Api) -> None:
    product = a_product()
    (seller, offer_id), _ = competitors(product, 33_000, 34_900)
    transactions.commit([stock_acts.reserve(offer_id, 5, market="FR", terms_version=1)])
    shown = competition(api, seller)
    assert (shown["position"], shown["reasons"][0]["reason"]) == (None, "out_of_stock")
    publishing.withdraw(seller.seller_id, "sku")
    shown = competition(api, seller)
    assert [each["reason"] for each in shown["reasons"]] == ["withdrawn"]


def test_the_policy_is_public(api: Api) -> None:
    policy = api("GET", "/v1/ranking-policy")
    assert policy.status == 200
    assert [each["name"] for each in policy.body["parameters"]] == ["price", "shipping", "expected_cost_of_problems"]


def test_ops_rerank_one_product_at_once_or_start_a_run_and_follow_it(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    few_parts(monkeypatch)
    open_queue_and_bucket()
    key = issue_key("ops", "somebody", ("ranking:write",))
    product = a_product()
    an_offer(a_seller(), product)
    one = api("POST", RUNS, {"product_id": product.product_id}, key=key)
    assert (one.status, one.body) == (200, {"products": 1, "boxes_changed": 2})
    started = api("POST", RUNS, {}, key=key)
    assert started.status == 202
    assert started.body["state"] == "SCANNING"
    assert api("POST", RUNS, {}, key=key).body["run_id"] == started.body["run_id"]
    work()
    found = api("GET", started.headers["Location"], key=key).body
    assert (found["state"], found["scans"]["done"], found["shards"]["done"]) == (
        "DONE",
        found["scans"]["of"],
        found["shards"]["of"],
    )
    assert (found["products"], found["boxes_changed"], found["failed"], found["broken_offers"]) == (1, 0, 0, 0)
    assert found["done_at"] > found["started_at"]


@pytest.mark.parametrize(
    ("run_id", "status"), [("run_eu_01JB0000000000000000000000", 404), ("run_us_01JB0000000000000000000000", 421)]
)
def test_a_run_that_is_not_here_is_refused(api: Api, run_id: str, status: int) -> None:
    assert api("GET", f"{RUNS}/{run_id}", key=issue_key("ops", "somebody", ("ranking:write",))).status == status


def test_a_seller_sees_why_their_own_offers_do_not_compete_and_nobody_elses(api: Api) -> None:
    product = a_product()
    (mine, my_offer), (other, _), (third, _) = competitors(product, 33_000, 34_000, 35_000)
    transactions.commit([stock_acts.reserve(my_offer, 5, market="FR", terms_version=1)])
    an_offer(mine, product, "second", prices={"DE": Money(30_000, "EUR")})
    an_offer(mine, product, "third", grade="FAIR", stock=0)
    an_offer(mine, product, "fourth")
    publishing.withdraw(mine.seller_id, "fourth")
    publishing.withdraw(other.seller_id, "sku")
    path = f"/v1/products/{product.product_id}/offers?market=FR&grade=GOOD"

    def told(seller: Seller, scope: str = "offers:read") -> dict[str, list[str]] | None:
        body = api("GET", path, key=issue_key("seller", seller.seller_id, (scope,))).body
        shown = body.get("own_ineligible")
        if shown is None:
            return None
        return {each["sku"]: [reason["reason"] for reason in each["reasons"]] for each in shown}

    assert told(mine) == {"sku": ["out_of_stock"], "second": ["not_priced_here"], "fourth": ["withdrawn"]}
    assert told(other) == {"sku": ["withdrawn"]}
    assert told(third) == {}
    assert told(mine, "orders:read") is None
    assert "own_ineligible" not in api("GET", path).body


def test_only_ops_with_the_scope_rerank(api: Api) -> None:
    assert api("POST", RUNS, {}).status == 401
    assert api("POST", RUNS, {}, key=issue_key("ops", "somebody", ("catalog:write",))).status == 403
    assert api("POST", RUNS, {"all": True}, key=issue_key("ops", "somebody", ("ranking:write",))).status == 422
