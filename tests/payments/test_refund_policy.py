"""Who bears a refund is decided by its reason, by the policy of the day."""

from typing import get_args

from chalicelib.payments.refund import AfterSaleReason, DecidedReason
from chalicelib.payments.refund_policy import BEARERS, bearer_of

TODAY = "2026-11-30T12:00:00.000Z"


def test_goodwill_is_the_platforms_and_every_other_reason_the_sellers() -> None:
    reasons = {*get_args(DecidedReason), *get_args(AfterSaleReason), "CANCELLED", "DASHBOARD"}
    assert BEARERS.keys() == reasons, "late money belongs to no line: nobody bears it"
    by_platform = {reason for reason in BEARERS if bearer_of(reason, TODAY) == "PLATFORM"}
    assert by_platform == {"GOODWILL"}


def test_every_entry_of_the_policy_names_its_source_and_is_in_force() -> None:
    assert all(history.entry(TODAY).source for history in BEARERS.values())
