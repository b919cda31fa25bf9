"""Every transition of the lifecycles that histories go through, by the name it is counted under."""

from tests.simulation.cases import CLAIM_EDGES, DISPUTE_EDGES, RETURN_EDGES, WITHDRAWAL_EDGES
from tests.simulation.invariants import LINE_EDGES, ORDER_EDGES, REFUND_EDGES
from tests.simulation.seller_money import PAYOUT_EDGES, TRANSFER_EDGES

Edges = set[tuple[str, str]]


def _named(lifecycles: dict[str, Edges]) -> tuple[str, ...]:
    return tuple(
        f"{thing} {before or '-'} {after}" for thing, edges in lifecycles.items() for before, after in sorted(edges)
    )


EVERY_TRANSITION = _named(
    {
        "order": ORDER_EDGES,
        "line": LINE_EDGES,
        "refund": REFUND_EDGES,
        "return": RETURN_EDGES,
        "claim": CLAIM_EDGES,
        "withdrawal": WITHDRAWAL_EDGES,
        "dispute": DISPUTE_EDGES,
    }
)
# Counted, and not asked for: what befalls accounts and payouts is a year's.
COUNTED_TRANSITIONS = _named({"transfer": TRANSFER_EDGES, "payout": PAYOUT_EDGES})
