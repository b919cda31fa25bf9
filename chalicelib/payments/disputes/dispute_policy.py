"""Who bears a lost dispute, and how early an unanswered one rings: policy of the platform as dated data."""

from datetime import timedelta
from typing import Final

from chalicelib.markets.market import History, in_force
from chalicelib.payments.refund import Bearer

# Ops and seller have this long to gather evidence after the alarm. Stripe gives 7 to 21 days in all
# (https://docs.stripe.com/disputes/responding).
ANSWER_ALARM_BEFORE: Final = timedelta(days=3)

_FIRST_DAY: Final = "2026-01-01"
_TERMS: Final = "the platform's terms for sellers"
_BY_SELLER: Final[History[Bearer]] = in_force("SELLER", _FIRST_DAY, _TERMS)
_BY_PLATFORM: Final[History[Bearer]] = in_force("PLATFORM", _FIRST_DAY, _TERMS)

# By Stripe's reason (https://docs.stripe.com/disputes/categories). The seller answers for the device and its delivery,
# the platform for the payment and for what it promised.
BEARERS: Final[dict[str, History[Bearer]]] = {
    "product_not_received": _BY_SELLER,
    "product_unacceptable": _BY_SELLER,
    "bank_cannot_process": _BY_PLATFORM,
    "check_returned": _BY_PLATFORM,
    "credit_not_processed": _BY_PLATFORM,
    "customer_initiated": _BY_PLATFORM,
    "debit_not_authorized": _BY_PLATFORM,
    "duplicate": _BY_PLATFORM,
    "fraudulent": _BY_PLATFORM,
    "general": _BY_PLATFORM,
    "incorrect_account_details": _BY_PLATFORM,
    "insufficient_funds": _BY_PLATFORM,
    "noncompliant": _BY_PLATFORM,
    "subscription_canceled": _BY_PLATFORM,
    "unrecognized": _BY_PLATFORM,
}


def bearer_of(reason: str, on: str) -> Bearer:
    """Who bears a dispute that is lost on a day (`YYYY-MM-DD`, or any stored timestamp).

    The platform for a reason that Stripe has added since: a seller is charged only for what the terms name.
    """
    return BEARERS.get(reason, _BY_PLATFORM).at(on)
