"""The ranking's routes: ranked offers with reasons, the policy, and re-ranking."""

from functools import partial

from chalicelib.catalog.served_markets import served_market
from chalicelib.kernel.http.answer import Answer
from chalicelib.kernel.http.auth import ANYONE, ops, seller
from chalicelib.kernel.http.call import Call
from chalicelib.kernel.http.pagination import paged
from chalicelib.kernel.http.routes import Routes
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.values.lists import Items
from chalicelib.kernel.values.problems import InvalidCursor
from chalicelib.markets.market import UnknownMarket
from chalicelib.ranking import answers, payloads, views
from chalicelib.ranking.decision import box_decision, offer_competition, ranked_offers
from chalicelib.ranking.decision.signals import POLICY_VERSION, ranking_policy
from chalicelib.ranking.nightly import reranking, runs

routes = Routes(__name__)
OWN_OFFERS = "offers:read"


@routes.get(
    "/products/{product_id}/offers",
    ANYONE,
    optional_credential=seller(OWN_OFFERS),
    refuses=(UnknownMarket, InvalidCursor),
)
def list_ranked_offers(call: Call[None, payloads.RankedPage], product_id: str) -> answers.RankedOffers:
    """Every offer that competes for a product's box, in order, with the reasons.

    A seller is told, besides, which of their own offers do not compete, and why (`own_ineligible`).
    """
    market, who = served_market(call.query.market), call.principal
    ranked = ranked_offers.ranked_offers(product_id, market, call.query.grade)
    view = partial(views.listed_view, market=market, on=clock.timestamp())
    page = paged(call, partial(ranked_offers.page, ranked.listed), view)
    answer: answers.RankedOffers = {
        "items": page["items"],
        "next_cursor": page["next_cursor"],
        "policy": POLICY_VERSION,
    }
    if who.kind != "seller" or OWN_OFFERS not in who.scopes:
        return answer
    return {**answer, "own_ineligible": [views.refused_view(each, market) for each in ranked.refused_of(who.id)]}


@routes.get("/ranking-policy", ANYONE)
def show_policy(_: Call) -> answers.Policy:
    """How offers are ranked: parameters, weights, conditions."""
    return ranking_policy()


@routes.get("/seller/offers/{sku}/competition", seller(OWN_OFFERS))
def show_competition(call: Call, sku: str) -> Items[answers.MarketCompetition]:
    """Where the offer stands in each of its markets, and the price that would win."""
    return {"items": [views.competition_view(each) for each in offer_competition.competition(call.principal.id, sku)]}


@routes.post("/ops/ranking/runs", ops("ranking:write"), status=(200, 202))
def run_ranking(call: Call[payloads.RunBody]) -> Answer[answers.RankingRun]:
    """Decide the boxes anew: of one product at once (200), or of all, as a run that is on its way (202)."""
    if call.body.product_id is not None:
        return Answer(body={"products": 1, "boxes_changed": box_decision.decide_product(call.body.product_id)})
    run = reranking.rerank_all()
    return Answer(body=views.run_view(run), status=202, headers={"Location": f"/v1/ops/ranking/runs/{run.run_id}"})


@routes.get("/ops/ranking/runs/{run_id}", ops("ranking:write"))
def show_run(_: Call, run_id: str) -> answers.RankingRun:
    """How far a run is."""
    return views.run_view(runs.run(run_id))
