"""Validation of skus, and the offer id derived from a seller and a sku."""

import unicodedata

from chalicelib.kernel.values import ids

SKU_CHARACTERS_MAX = 64
# `batch` is a route next to the skus, and clients resolve `.` and `..` before they send.
_UNREACHABLE = {"batch", ".", ".."}
_UNPRINTABLE = {"Cc", "Cs", "Zl", "Zp"}


def fault(sku: str) -> str | None:
    """The reason why a text cannot be a sku, or None.

    `%` is not permitted, because some proxies would decode it once more.
    """
    if not 0 < len(sku) <= SKU_CHARACTERS_MAX:
        return f"must have 1 to {SKU_CHARACTERS_MAX} characters"
    if "%" in sku or sku.strip() != sku or any(unicodedata.category(each) in _UNPRINTABLE for each in sku):
        return "must have no %, no control characters and no space around it"
    if sku.lower() in _UNREACHABLE:
        return "cannot be told from another path"
    return None


def offer_id(seller_id: str, sku: str) -> str:
    """The id of a seller's offer with this sku; upper and lower case are the same sku."""
    return ids.derived_id("off", seller_id, sku.lower())
