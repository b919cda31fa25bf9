"""Who bears a refund: policy of the platform as dated data, by the reason of the refund."""

from typing import Final

from chalicelib.markets.market import History, in_force
from chalicelib.payments.refund import Bearer, RefundReason

_FIRST_DAY: Final = "2026-01-01"
_TERMS: Final = "the platform's terms for sellers"
_BY_SELLER: Final[History[Bearer]] = in_force("SELLER", _FIRST_DAY, _TERMS)
_BY_PLATFORM: Final[History[Bearer]] = in_force("PLATFORM", _FIRST_DAY, _TERMS)

# A refund that somebody decides may name another bearer. A seller's own refund is always the seller's.
BEARERS: Final[dict[RefundReason, History[Bearer]]] = {
    "CANCELLED": _BY_SELLER,
    "WITHDRAWAL": _BY_SELLER,
    "RETURN": _BY_SELLER,
    "GUARANTEE": _BY_SELLER,
    "NOT_RECEIVED": _BY_SELLER,
    "DAMAGED_IN_TRANSIT": _BY_SELLER,
    "WRONG_DEVICE": _BY_SELLER,
    "DASHBOARD": _BY_SELLER,
    "GOODWILL": _BY_PLATFORM,
    "DEFECT": _BY_SELLER,
    "NOT_AS_DESCRIBED": _BY_SELLER,
    "LATE_DELIVERY": _BY_SELLER,
    "PRICE_MISTAKE": _BY_SELLER,
    "OTHER": _BY_SELLER,
}


def bearer_of(reason: RefundReason, on: str) -> Bearer:
    """Who bears a refund of a line that is decided on a day (`YYYY-MM-DD`, or any stored timestamp)."""
    return BEARERS[reason].at(on)
