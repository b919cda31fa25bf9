"""The counts of health: what needs an operator, counted by the rooms it concerns."""

from datetime import timedelta

from chalicelib.aftersales.claims import queries as claim_queries
from chalicelib.aftersales.returns import queries as return_queries
from chalicelib.health.answers import PlatformHealth
from chalicelib.orders.fulfilment import missing_delivery_proof
from chalicelib.orders.payment import books_audit
from chalicelib.payments import refund_queries, stripe_webhook
from chalicelib.payments.disputes import dispute_queries
from chalicelib.payments.operations import stripe_operations
from chalicelib.payments.payouts import queries as payout_queries
from chalicelib.payments.reconciliation import unexplained_money
from chalicelib.payments.transfers import queries as transfer_queries


def counts() -> PlatformHealth:
    """Counts of what needs an operator; 0 everywhere is healthy."""
    return {
        "unmatched_events": stripe_webhook.unmatched_count(),
        "unresolved_operations": len(stripe_operations.unresolved(timedelta(hours=1))),
        "refunds_failed": refund_queries.count_for_operators(),
        "refunds_overdue": refund_queries.count_overdue(),
        "transfers_failed": transfer_queries.count_for_operators(),
        "payouts_failed": payout_queries.count_for_operators(),
        "disputes_to_answer": dispute_queries.count_to_answer(),
        "disputes_due": dispute_queries.count_answer_due(),
        "disputes_reversed": dispute_queries.count_for_operators(),
        "unexplained_money": unexplained_money.count(),
        "books_disagree": books_audit.count_disagreements(),
        "lines_without_proof_of_delivery": missing_delivery_proof.count(),
        "returns_waiting": return_queries.count_for_operators(),
        "claims_waiting": claim_queries.count_for_operators(),
    }
