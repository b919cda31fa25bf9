"""A claim as somebody is shown it: gathered from the claim, its line and its thread."""

from chalicelib.aftersales.claims import answers, views
from chalicelib.aftersales.claims.claim import Claim
from chalicelib.aftersales.messages import queries as message_queries
from chalicelib.aftersales.messages.message import CaseParties
from chalicelib.orders import queries as order_queries
from chalicelib.orders.order import Order


def claim_for_buyer(order: Order, found: Claim) -> answers.ShownClaim:
    """A claim as its buyer sees it."""
    title = order_queries.line(order, found.line_id).title
    return views.claim_view(found, title, message_queries.thread(found.claim_id))


def claim_for_seller(found: Claim) -> answers.SellersClaim:
    """A claim as its seller sees it."""
    return views.sellers_claim(claim_for_buyer(order_queries.order(found.order_id), found), found)


def parties_of(found: Claim) -> CaseParties:
    """Whom the claim's thread is between."""
    return CaseParties(
        case_id=found.claim_id,
        order_id=found.order_id,
        line_id=found.line_id,
        seller_id=found.seller_id,
        product_id=found.product_id,
        sku=found.sku,
        person_id=found.person_id,
        market=found.market,
    )
