"""A refund of the dashboard that pays a part of what is owed: the rest stays owed, or is asked for once more."""

import msgspec
import pytest

from chalicelib.gateways.stripe import StripeRefund
from chalicelib.kernel.storage import transactions
from chalicelib.payments import refund_adoptions, refund_queries, refunds
from chalicelib.payments.operations import stripe_operations
from chalicelib.payments.refund_adoptions import Piece
from chalicelib.payments.refund_lifecycle import RefundState
from chalicelib.payments.refund_parts import Parts
from chalicelib.payments.refunds import Origin

MADE = Piece(
    made=StripeRefund(
        id="re_1",
        status="succeeded",
        amount_minor=4_000,
        currency="EUR",
        payment_intent_id="pi_1",
        order_id="",
        operation_id="",
    )
)


@pytest.mark.usefixtures("cell")
@pytest.mark.parametrize(
    ("state", "after", "tries"), [(RefundState.FAILED, "FAILED", 1), (RefundState.REFUSED, "REQUESTED", 2)]
)
def test_a_part_that_is_paid_in_the_dashboard_leaves_the_rest(state: RefundState, after: str, tries: int) -> None:
    parts = Parts(goods_minor=10_000)
    whole = refunds.line_refund(
        "ord_eu_1", "1-1", Origin(reason="DEFECT", bearer="SELLER"), parts=parts, reverses=parts, currency="EUR"
    )
    owed = msgspec.structs.replace(whole, state=state, owed_minor=10_000)
    transactions.commit(refunds.request_acts(owed, "pi_1"))
    transactions.commit(refund_adoptions.split_acts(owed, 4_000, MADE, number=1))
    rest, paid = refund_queries.find("ord_eu_1", "1-1"), refund_queries.find("ord_eu_1", "1-1-1")
    assert (rest.state, rest.amount_minor, rest.owed_minor, rest.tries) == (after, 6_000, 6_000, tries)
    assert (paid.state, paid.amount_minor, paid.parts) == ("REQUESTED", 4_000, Parts(goods_minor=4_000))
    asked = stripe_operations.find("ord_eu_1", f"refund#1-1#{tries}")
    assert asked is not None
    assert asked.parameters["amount"] == (10_000 if tries == 1 else 6_000)
