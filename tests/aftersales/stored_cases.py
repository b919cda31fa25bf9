"""A return and a claim of a line as they are stored, whatever the line's state."""

import msgspec

from chalicelib.aftersales.cases import open_cases
from chalicelib.aftersales.cases.reasons import ReturnReason
from chalicelib.aftersales.claims.claim import Claim
from chalicelib.aftersales.claims.claim_lifecycle import ClaimState
from chalicelib.aftersales.claims.queries import CLAIM
from chalicelib.aftersales.claims.stored_items import store_claim_act
from chalicelib.aftersales.returns.buyer_rights import Right
from chalicelib.aftersales.returns.queries import RETURN
from chalicelib.aftersales.returns.return_requests import new_return, with_due_time
from chalicelib.aftersales.returns.stored_items import store_act
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values import ids
from chalicelib.orders import queries
from chalicelib.orders.order import Order


def a_return(order: Order, line_id: str) -> str:
    """A return that waits for its seller's answer; its id."""
    return_id = ids.derived_id(RETURN, "stored", order.order_id, line_id)
    history = open_cases.history_of(order.order_id, line_id)
    begun = new_return(
        order,
        queries.line(order, line_id),
        history,
        return_id=return_id,
        reason=ReturnReason.WITHDRAWAL,
        right=Right.WITHDRAWAL,
    )
    opened = with_due_time(msgspec.structs.replace(begun, withdrawal_id="wdr"))
    transactions.commit([store_act(opened), *open_cases.open_acts(history, return_id)])
    return return_id


def a_claim(order: Order, line_id: str) -> str:
    """A claim that waits for its seller's answer; its id."""
    claim_id = ids.derived_id(CLAIM, "stored", order.order_id, line_id)
    line, now = queries.line(order, line_id), clock.timestamp()
    claim = Claim(
        claim_id=claim_id,
        order_id=order.order_id,
        line_id=line_id,
        seller_id=line.seller_id,
        sku=line.sku,
        product_id=line.product_id,
        person_id=order.person_id,
        market=order.market,
        kind="NOT_RECEIVED",
        wish="REFUND",
        state=ClaimState.OPENED,
        fingerprint="",
        opened_at=now,
        changed_at=now,
        state_at=now,
    )
    acts = open_cases.open_acts(open_cases.history_of(order.order_id, line_id), claim_id)
    transactions.commit([store_claim_act(claim), *acts])
    return claim_id
