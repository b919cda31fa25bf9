"""What a seller may call an offer, and the id that name always has."""

import unicodedata

from chalicelib.kernel.values import ids

SKU_CHARACTERS_MAX = 64
# `batch` is a path beside the skus, and clients resolve the other two before they send.
_UNREACHABLE = {"batch", ".", ".."}
_UNPRINTABLE = {"Cc", "Cs", "Zl", "Zp"}


def fault(sku: str) -> str | None:
    """Why a text cannot be a sku, None if it can.

    Every `%` would be decoded once too often by some proxy between us and the seller, so none is allowed.
    """
    if not 0 < len(sku) <= SKU_CHARACTERS_MAX:
        return f"must have 1 to {SKU_CHARACTERS_MAX} characters"
    if "%" in sku or sku.strip() != sku or any(unicodedata.category(each) in _UNPRINTABLE for each in sku):
        return "must have no %, no control characters and no space around it"
    if sku.lower() in _UNREACHABLE:
        return "cannot be told from another path"
    return None


def offer_id(seller_id: str, sku: str) -> str:
    """The offer of a seller's sku: the same whatever its capitals, another for every other seller."""
    return ids.derived_id("off", seller_id, sku.lower())
