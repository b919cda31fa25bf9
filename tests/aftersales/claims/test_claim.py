"""How a claim is met, and by when."""

from typing import Any

import pytest

from chalicelib.aftersales.claims import claim as claims
from chalicelib.aftersales.claims.claim import Claim
from chalicelib.aftersales.claims.claim_lifecycle import ClaimState
from chalicelib.markets import directory

FRIDAY = "2026-11-27T09:00:00.000Z"


def a_claim(state: ClaimState) -> Claim:
    named: dict[str, Any] = dict.fromkeys(
        ("claim_id", "order_id", "line_id", "seller_id", "sku", "product_id", "person_id", "fingerprint"), "1"
    )
    times: dict[str, Any] = dict.fromkeys(("opened_at", "changed_at", "state_at"), FRIDAY)
    return Claim(market="DE", kind="NOT_RECEIVED", wish="REFUND", state=state, **named, **times)


@pytest.mark.parametrize(
    ("state", "day"),
    [(ClaimState.OPENED, "2026-12-01"), (ClaimState.REPLACING, "2026-12-03"), (ClaimState.CONTESTED, "")],
)
def test_a_seller_has_a_working_day_to_answer_and_five_days_to_replace(state: ClaimState, day: str) -> None:
    assert (claims.due_by(a_claim(state), directory.market("DE")) or "")[:10] == day


def test_silence_refunds_what_did_not_arrive_and_takes_back_what_did() -> None:
    assert claims.remedies("NOT_RECEIVED")[0] == "REFUND"
    assert {claims.remedies(kind)[0] for kind in ("DAMAGED_IN_TRANSIT", "WRONG_DEVICE")} == {"RETURN"}
