"""Who bears a lost dispute is said for every reason of Stripe, and for one that is not known yet."""

from typing import get_args

import pytest

from chalicelib.payments.disputes.dispute_policy import BEARERS, bearer_of
from chalicelib.payments.refund import Bearer


@pytest.mark.parametrize(
    ("reason", "bearer"),
    [
        ("product_not_received", "SELLER"),
        ("product_unacceptable", "SELLER"),
        ("fraudulent", "PLATFORM"),
        ("credit_not_processed", "PLATFORM"),
        ("a_reason_of_next_year", "PLATFORM"),
    ],
)
def test_a_seller_bears_what_the_terms_name_and_the_platform_the_rest(reason: str, bearer: Bearer) -> None:
    assert bearer_of(reason, "2026-11-30T12:00:00Z") == bearer


def test_every_reason_has_a_bearer_from_the_first_day() -> None:
    assert {history.at("2026-01-01") for history in BEARERS.values()} == set(get_args(Bearer))
