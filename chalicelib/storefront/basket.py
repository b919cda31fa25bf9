"""The basket: offers and quantities, stored in the browser only; it reserves nothing and is not trusted."""

import re

from chalicelib.orders.payloads import LINES_MAX, PER_OFFER_MAX

Basket = dict[str, int]
_ENTRY = re.compile(r"(?P<offer>off_(?:eu|us)_[0-9A-HJKMNP-TV-Z]{26})\.(?P<quantity>[1-9])")


def read(cookie: str) -> Basket:
    """The basket in a cookie; text that is not an entry is ignored."""
    found: Basket = {}
    for text in cookie.split("~")[:LINES_MAX]:
        entry = _ENTRY.fullmatch(text)
        if entry is not None:
            found = changed(found, entry["offer"], int(entry["quantity"]))
    return found


def written(basket: Basket) -> str:
    """The cookie that holds a basket."""
    return "~".join(f"{offer_id}.{quantity}" for offer_id, quantity in basket.items())


def changed(basket: Basket, offer_id: str, quantity: int) -> Basket:
    """The basket with `quantity` of an offer, within the limits of an order; 0 removes it."""
    others = sum(basket.values()) - basket.get(offer_id, 0)
    allowed = min(quantity, PER_OFFER_MAX, LINES_MAX - others)
    if allowed < 1 or not _ENTRY.fullmatch(f"{offer_id}.1"):
        return {other: count for other, count in basket.items() if other != offer_id or quantity > 0}
    return basket | {offer_id: allowed}


def added(basket: Basket, offer_id: str) -> Basket:
    """The basket with one more of an offer."""
    return changed(basket, offer_id, basket.get(offer_id, 0) + 1)
