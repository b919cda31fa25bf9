"""Visitor: the people of the tour in a running market: what its buyer and sellers do there, and what they are shown."""

import json
import uuid
from collections import Counter
from collections.abc import Callable
from typing import Any

from local.market_client import WAIT_SECONDS_MAX, DidNotHappen, MarketClient, T, wait_for

ADDRESSES = {
    "FR": {"street": "12 rue des Lilas", "postal_code": "75011", "city": "Paris", "country": "FR"},
    "US": {"street": "500 Main Street", "postal_code": "73301", "city": "Austin", "country": "US", "state": "TX"},
}


def require(holds: object, what: str) -> None:
    """DidNotHappen, saying what, unless it holds."""
    if not holds:
        raise DidNotHappen(what)


class Visitor:
    """A buyer with a new email address, and the sellers of what this buyer orders."""

    def __init__(self, client: MarketClient, patience_seconds: float = WAIT_SECONDS_MAX) -> None:
        self.client = client
        self.market = "FR" if client.place.cell == "eu" else "US"
        self.email = f"tour-{uuid.uuid4().hex[:8]}@example.org"
        self._patience_seconds = patience_seconds
        self._keys: dict[str, str] = {}

    def wait_for(self, what: str, look: Callable[[], T | None]) -> T:
        """What there is to see once there is something; DidNotHappen when patience ends."""
        return wait_for(what, look, self._patience_seconds)

    # The shop window.

    def ranked(self, product_id: str, grade: str) -> list[dict[str, Any]]:
        path = f"/v1/products/{product_id}/offers?market={self.market}&grade={grade}"
        offers: list[dict[str, Any]] = self.client.call("GET", path)["items"]
        return offers

    def boxed(self, product_id: str, grade: str) -> str:
        """The offer in the box of a grade."""
        boxes = self.client.call("GET", f"/v1/products/{product_id}?market={self.market}")["boxes"]
        return next((box["offer_id"] for box in boxes if box["grade"] == grade), "")

    # The buyer.

    def quote(self, offer_id: str) -> dict[str, Any]:
        address = ADDRESSES[self.market]
        line = {"offer_id": offer_id, "quantity": 1}
        asked = {"market": self.market, "lines": [line], "delivery_country": address["country"]}
        if "state" in address:
            asked |= {f"delivery_{name}": address[name] for name in ("state", "postal_code", "city", "street")}
        quote: dict[str, Any] = self.client.call("POST", "/v1/quotes", asked)
        return quote

    def place(self, offer_id: str) -> dict[str, Any]:
        """An order of one device at its quoted price."""
        quote = self.quote(offer_id)
        (line,) = quote["lines"]
        body = {
            "market": self.market,
            "lines": [{name: line[name] for name in ("offer_id", "quantity", "terms_version", "carrier")}],
            "buyer": {"name": "Tour Visitor", "email": self.email},
            "delivery_address": ADDRESSES[self.market],
            "expected_total_minor": quote["totals"]["total"]["amount_minor"],
        }
        placed: dict[str, Any] = self.client.call("POST", "/v1/orders", body, key=str(uuid.uuid4()))
        return placed

    def shown(self, placed: dict[str, Any], path: str = "") -> dict[str, Any]:
        where = f"/v1/orders/{placed['order']['order_id']}{path}"
        shown: dict[str, Any] = self.client.call("GET", where, token=placed["access_token"])
        return shown

    def until(self, placed: dict[str, Any], state: str) -> dict[str, Any]:
        """The order, once it is in the state."""

        def look() -> dict[str, Any] | None:
            shown = self.shown(placed)
            return shown if shown["state"] == state else None

        return self.wait_for(f"{placed['order']['order_id']} did not become {state}", look)

    def told(self, placed: dict[str, Any], event: str) -> list[dict[str, Any]]:
        """What the order's story says of an event, each time it happened."""
        return [item for item in self.shown(placed, "/timeline")["items"] if item["event"] == event]

    # A seller.

    def key_of(self, seller_id: str) -> str:
        if seller_id not in self._keys:
            self._keys[seller_id] = self.client.issue_key("seller", seller_id)
        return self._keys[seller_id]

    def own_offer(self, offer: dict[str, Any]) -> dict[str, Any]:
        """An offer of the shop window as its seller keeps it, with every unit."""
        cursor = ""
        while True:
            path = f"/v1/seller/offers?limit=100{cursor}"
            page = self.client.call("GET", path, token=self.key_of(offer["seller"]["seller_id"]))
            for own in page["items"]:
                if own["offer_id"] == offer["offer_id"]:
                    found: dict[str, Any] = own
                    return found
            require(page["next_cursor"], f"the seller does not know the offer {offer['offer_id']}")
            cursor = f"&cursor={page['next_cursor']}"

    def stock(self, offer: dict[str, Any]) -> Counter[str]:
        """The units of an offer by what became of them, to the last one."""
        return Counter(self.own_offer(offer)["stock"])

    # The books.

    def journals(self, placed: dict[str, Any]) -> dict[str, dict[str, int]]:
        """The postings of each journal of an order, by the journal's id."""
        rows = self.client.rows("journals", "order_id", placed["order"]["order_id"])
        return {row["journal_id"]: json.loads(row["postings"]) for row in rows}

    def trial_balance(self, ops_key: str) -> dict[str, int]:
        """The platform's accounts and the number of journals; DidNotHappen where they do not sum to zero."""
        currency = "EUR" if self.market == "FR" else "USD"
        items = self.client.call("GET", "/v1/ops/ledger/trial-balance?to=2999-12-31", token=ops_key)["items"]
        (books,) = [item for item in items if item["currency"] == currency]
        require(books["sum_minor"] == 0, f"the trial balance sums to {books['sum_minor']}")
        accounts: dict[str, int] = books["accounts"] | {"journals": books["journals"]}
        return accounts


def new_imei() -> str:
    """An IMEI that was not sold yet: 14 digits and the check digit (Luhn)."""
    body = f"35{uuid.uuid4().int % 10**12:012d}"
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(body)]
    return f"{body}{-sum(value - 9 * (value > 9) for value in doubled) % 10}"
