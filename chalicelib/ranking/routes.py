"""The ranking's URLs: the order of offers with its reasons, the policy, and running it again."""

from typing import Any

from chalicelib.catalog.serving import served_market
from chalicelib.kernel import clock, cursors
from chalicelib.kernel.auth import ANYONE, ops, seller
from chalicelib.kernel.http import Answer, Call, Routes
from chalicelib.ranking import competing, deciding, listing, payloads, reranking, runs, views
from chalicelib.ranking.signals import POLICY_VERSION, ranking_policy

routes = Routes(__name__)
OWN_OFFERS = "offers:read"


@routes.get("/products/{product_id}/offers", ANYONE)
def list_ranked_offers(call: Call, product_id: str) -> dict[str, Any]:
    asked = call.asked(payloads.RankedPage)
    market, now = served_market(asked.market), clock.timestamp()
    binding = ("ranked-offers", product_id, market.code, asked.grade)
    opened = cursors.open_sealed(asked.cursor, *binding)
    ranked, who = listing.ranked_offers(product_id, market, asked.grade), call.principal
    shown, after = listing.page(ranked.listed, asked.limit, tuple(opened["after"]) if opened else None)
    answer = {
        "items": [views.listed_view(each, market, now) for each in shown],
        "next_cursor": cursors.seal({"after": after} if after else None, *binding),
        "policy": POLICY_VERSION,
    }
    if who.kind != "seller" or OWN_OFFERS not in who.scopes:
        return answer
    return answer | {"own_ineligible": [views.refused_view(each, market) for each in ranked.refused_of(who.id)]}


@routes.get("/ranking-policy", ANYONE)
def show_policy(_: Call) -> dict[str, Any]:
    return ranking_policy()


@routes.get("/seller/offers/{sku}/competition", seller(OWN_OFFERS))
def show_competition(call: Call, sku: str) -> dict[str, Any]:
    return {"items": [views.competition_view(each) for each in competing.competition(call.principal.id, sku)]}


@routes.post("/ops/ranking/runs", ops("ranking:write"), takes=payloads.RunBody)
def run_ranking(call: Call) -> dict[str, Any] | Answer:
    if call.body.product_id is not None:
        return {"products": 1, "boxes_changed": deciding.decide_product(call.body.product_id)}
    run = reranking.rerank_all()
    return Answer(body=views.run_view(run), status=202, headers={"Location": f"/v1/ops/ranking/runs/{run.run_id}"})


@routes.get("/ops/ranking/runs/{run_id}", ops("ranking:write"))
def show_run(_: Call, run_id: str) -> dict[str, Any]:
    return views.run_view(runs.run(run_id))
