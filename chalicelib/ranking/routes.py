"""The ranking's URLs: the order of offers with its reasons, the policy, and running it again."""

from typing import Any

from chalicelib.catalog.serving import served_market
from chalicelib.kernel import clock, cursors
from chalicelib.kernel.auth import ANYONE, ops, seller
from chalicelib.kernel.http import Call, Routes
from chalicelib.ranking import competing, deciding, listing, payloads, views
from chalicelib.ranking.signals import POLICY_VERSION, ranking_policy

routes = Routes(__name__)


@routes.get("/products/{product_id}/offers", ANYONE)
def list_ranked_offers(call: Call, product_id: str) -> dict[str, Any]:
    asked = call.asked(payloads.RankedPage)
    market, now = served_market(asked.market), clock.timestamp()
    binding = ("ranked-offers", product_id, market.code, asked.grade)
    opened = cursors.open_sealed(asked.cursor, *binding)
    listed = listing.ranked_offers(product_id, market, asked.grade)
    shown, after = listing.page(listed, asked.limit, tuple(opened["after"]) if opened else None)
    return {
        "items": [views.listed_view(each, market, now) for each in shown],
        "next_cursor": cursors.seal({"after": after} if after else None, *binding),
        "policy": POLICY_VERSION,
    }


@routes.get("/ranking-policy", ANYONE)
def show_policy(_: Call) -> dict[str, Any]:
    return ranking_policy()


@routes.get("/seller/offers/{sku}/competition", seller("offers:read"))
def show_competition(call: Call, sku: str) -> dict[str, Any]:
    return {"items": [views.competition_view(each) for each in competing.competition(call.principal.id, sku)]}


@routes.post("/ops/ranking/runs", ops("ranking:write"), takes=payloads.RunBody)
def run_ranking(call: Call) -> dict[str, Any]:
    if call.body.product_id is not None:
        run = deciding.Run(products=1, boxes_changed=deciding.decide_product(call.body.product_id))
    else:
        run = deciding.rerank_page(cursors.open_sealed(call.body.cursor, "ranking-runs"))
    return {
        "products": run.products,
        "boxes_changed": run.boxes_changed,
        "failed": run.failed,
        "next_cursor": cursors.seal(run.position, "ranking-runs"),
    }
