"""Tour: one device's life in a running market, and the unhappy lives beside it; each step is printed and proved."""

import argparse
import subprocess
import sys
import uuid
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from local.market_client import DidNotHappen, MarketClient, NotRunning, Refused, wait_for
from local.places import CELLS, ROOT, place

CATEGORY = "iphones"
CARD, DECLINED_CARD = "pm_card_visa", "pm_card_visa_chargeDeclined"
ADDRESSES = {
    "FR": {"street": "12 rue des Lilas", "postal_code": "75011", "city": "Paris", "country": "FR"},
    "US": {"street": "500 Main Street", "postal_code": "73301", "city": "Austin", "country": "US", "state": "TX"},
}


class Tour:
    """Who walks: a buyer with a fresh mail address, and what the buyer has seen so far."""

    def __init__(self, client: MarketClient) -> None:
        self.client = client
        self.market = "FR" if client.place.cell == "eu" else "US"
        self.mail = f"tour-{uuid.uuid4().hex[:8]}@example.org"
        self.steps = 0

    def step(self, text: str) -> None:
        self.steps += 1
        print(f"{self.steps:>3}  {text}", flush=True)

    def require(self, holds: bool, what: str) -> None:
        if not holds:
            raise DidNotHappen(what)

    def walk(self) -> None:
        """Every step in order; DidNotHappen names the first that is missing."""
        ops = self.client.issue_key("ops", "tour")
        before = self._trial_balance(ops)
        offer = self._find()
        sold = self._buy(offer)
        self._ship(sold)
        self._rerank(offer)
        self._decline_and_cancel(offer)
        self._expire(offer)
        self._books(ops, before)

    def _find(self) -> dict[str, Any]:
        slugs = {node["slug"] for node in _flat(self.client.call("GET", "/v1/categories")["items"])}
        self.require(CATEGORY in slugs, f"the category {CATEGORY} is not in the tree")
        page = self.client.call("GET", f"/v1/categories/{CATEGORY}/products?market={self.market}&limit=50")
        for product in page["items"]:
            path = f"/v1/products/{product['product_id']}?market={self.market}"
            for box in self.client.call("GET", path)["boxes"]:
                ranked = self._ranked(product["product_id"], box["grade"])
                if len(ranked) >= 2 and self._units(ranked[0]["offer_id"]) >= 3:
                    self.step(f"found {product['title']} in {CATEGORY}, grade {box['grade']}, {len(ranked)} offers")
                    return {"product_id": product["product_id"], "grade": box["grade"], **ranked[0]}
        raise DidNotHappen("no phone with two offers and three units is in the market")

    def _ranked(self, product_id: str, grade: str) -> list[dict[str, Any]]:
        path = f"/v1/products/{product_id}/offers?market={self.market}&grade={grade}"
        offers: list[dict[str, Any]] = self.client.call("GET", path)["items"]
        return offers

    def _units(self, offer_id: str) -> int:
        """How many units a quote promises, up to the three one order may hold."""
        for quantity in (3, 2, 1):
            line = {"offer_id": offer_id, "quantity": quantity}
            if self._quote(line)["lines"][0]["is_available"]:
                return quantity
        return 0

    def _quote(self, line: dict[str, Any]) -> dict[str, Any]:
        address = ADDRESSES[self.market]
        asked = {"market": self.market, "lines": [line], "delivery_country": address["country"]}
        asked |= {"delivery_state": address["state"]} if "state" in address else {}
        quote: dict[str, Any] = self.client.call("POST", "/v1/quotes", asked)
        return quote

    def _place(self, offer_id: str) -> dict[str, Any]:
        quote = self._quote({"offer_id": offer_id, "quantity": 1})
        (line,) = quote["lines"]
        body = {
            "market": self.market,
            "lines": [{name: line[name] for name in ("offer_id", "quantity", "terms_version", "carrier")}],
            "buyer": {"name": "Tour Visitor", "mail": self.mail},
            "delivery_address": ADDRESSES[self.market],
            "expected_total_minor": quote["totals"]["total"]["amount_minor"],
        }
        placed: dict[str, Any] = self.client.call("POST", "/v1/orders", body, key=str(uuid.uuid4()))
        return placed

    def _shown(self, placed: dict[str, Any], path: str = "") -> dict[str, Any]:
        where = f"/v1/orders/{placed['order']['order_id']}{path}"
        shown: dict[str, Any] = self.client.call("GET", where, token=placed["access_token"])
        return shown

    def _until(self, placed: dict[str, Any], state: str) -> None:
        order_id = placed["order"]["order_id"]
        wait_for(f"{order_id} did not become {state}", lambda: self._shown(placed)["state"] == state)

    def _buy(self, offer: dict[str, Any]) -> dict[str, Any]:
        placed = self._place(offer["offer_id"])
        total = placed["order"]["totals"]["total"]
        self.step(f"quoted and ordered for {total['amount_minor'] / 100:.2f} {total['currency']}")
        paid = self.client.confirm_payment(placed["payment"], CARD)
        self.require(paid == "succeeded", f"the card was answered {paid}")
        self._until(placed, "PAID")
        self.step("paid: Stripe's signed event settled the order")
        order_id = placed["order"]["order_id"]
        mails = wait_for(
            "no mail confirmed the order",
            lambda: [mail for mail in self.client.mails_to(self.mail) if order_id in mail.text],
        )
        self.step(f"mail seen: {mails[0].subject}")
        avoided_grams = wait_for("no carbon was recorded", lambda: self._avoided_grams(placed))
        self.require(avoided_grams == 30_000, f"{avoided_grams} grams were recorded for a phone")
        self.step("30 kg of CO2 recorded as avoided, with its range")
        return placed

    def _avoided_grams(self, placed: dict[str, Any]) -> int:
        avoided: dict[str, int] = self._shown(placed, "/carbon")["avoided"]
        return avoided["central_grams"]

    def _ship(self, placed: dict[str, Any]) -> None:
        order, (line,) = placed["order"], placed["order"]["lines"]
        key = self.client.issue_key("seller", line["seller_id"])
        path = f"/v1/seller/orders/{order['order_id']}/lines/{line['line_id']}"
        self.client.call("POST", f"{path}/acceptance", token=key)
        self.step("accepted by the seller")
        number = f"TOUR{uuid.uuid4().hex[:12].upper()}"
        parcel = {"carrier": line["carrier"], "tracking_number": number, "serial": _imei()}
        self.client.call("POST", f"{path}/shipment", parcel, token=key)
        self.step(f"shipped with {line['carrier']}, IMEI checked and sealed")
        self.client.deliver_parcel(line["carrier"], number)
        self.client.advance_clock(2 * 3600)
        wait_for("the carrier was not asked", lambda: self._carrier_asked(placed))
        self.step("delivered, says the carrier")

    def _carrier_asked(self, placed: dict[str, Any]) -> bool:
        self.client.wake("watch_deadlines")
        return bool(self._shown(placed)["state"] == "DELIVERED")

    def _rerank(self, offer: dict[str, Any]) -> None:
        challenger = self._ranked(offer["product_id"], offer["grade"])[1]
        key = self.client.issue_key("seller", challenger["seller"]["seller_id"])
        mine = self._offer_of(key, challenger["offer_id"])
        won = self.client.call("GET", f"/v1/seller/offers/{mine['sku']}/competition", token=key)
        (contest,) = [one for one in won["items"] if one["market"] == self.market]
        prices = {
            market: {name: price[name] for name in ("amount_minor", "currency")}
            for market, price in mine["prices"].items()
        }
        prices[self.market] = contest["price_to_win"]
        self.client.call("PATCH", f"/v1/seller/offers/{mine['sku']}", {"prices": prices}, token=key)
        wait_for(
            "the box did not go to the better offer",
            lambda: self._boxed(offer["product_id"], offer["grade"]) == challenger["offer_id"],
        )
        self.step("box re-ranked: the second seller met its price to win and has it")

    def _boxed(self, product_id: str, grade: str) -> str:
        boxes = self.client.call("GET", f"/v1/products/{product_id}?market={self.market}")["boxes"]
        return next((box["offer_id"] for box in boxes if box["grade"] == grade), "")

    def _offer_of(self, key: str, offer_id: str) -> dict[str, Any]:
        cursor = ""
        while True:
            page = self.client.call("GET", f"/v1/seller/offers?limit=100{cursor}", token=key)
            for offer in page["items"]:
                if offer["offer_id"] == offer_id:
                    found: dict[str, Any] = offer
                    return found
            self.require(bool(page["next_cursor"]), f"the seller does not know the offer {offer_id}")
            cursor = f"&cursor={page['next_cursor']}"

    def _decline_and_cancel(self, offer: dict[str, Any]) -> None:
        placed = self._place(offer["offer_id"])
        declined = self.client.confirm_payment(placed["payment"], DECLINED_CARD)
        self.require(declined == "card_declined", f"the bad card was answered {declined}")
        self.step("second order: the card is declined, the order waits")
        self.require(self.client.confirm_payment(placed["payment"], CARD) == "succeeded", "the good card failed")
        self._until(placed, "PAID")
        self.step("second order: another card pays it")
        path = f"/v1/orders/{placed['order']['order_id']}/cancellation"
        self.client.call("POST", path, {}, token=placed["access_token"], key=str(uuid.uuid4()))
        total_minor = placed["order"]["totals"]["total"]["amount_minor"]
        wait_for(
            "the refund was not booked",
            lambda: self._shown(placed)["refunded"]["amount_minor"] == total_minor,
        )
        self.step("second order: cancelled and refunded to the cent")

    def _expire(self, offer: dict[str, Any]) -> None:
        before = self._units(offer["offer_id"])
        placed = self._place(offer["offer_id"])
        self.client.advance_clock(17 * 60)
        self.client.wake("expire_orders")
        self._until(placed, "RELEASED")
        self.require(self._units(offer["offer_id"]) == before, "the stock did not come back")
        self.step("third order: nobody paid, it expired and its stock is back")

    def _trial_balance(self, ops: str) -> dict[str, int]:
        (books,) = [
            item
            for item in self.client.call("GET", "/v1/ops/ledger/trial-balance?to=2999-12-31", token=ops)["items"]
            if item["currency"] == ("EUR" if self.market == "FR" else "USD")
        ]
        self.require(books["sum_minor"] == 0, f"the trial balance sums to {books['sum_minor']}")
        accounts: dict[str, int] = books["accounts"] | {"journals": books["journals"]}
        return accounts

    def _books(self, ops: str, before: dict[str, int]) -> None:
        after = wait_for("the journals were not tallied", lambda: self._tallied(ops, before["journals"] + 3))
        commission_minor = before["commission"] - after["commission"]
        self.require(commission_minor > 0, "no commission was booked")
        self.step(f"commission booked: {commission_minor / 100:.2f}")

    def _tallied(self, ops: str, journals: int) -> dict[str, int] | None:
        books = self._trial_balance(ops)
        return books if books["journals"] >= journals else None


def _flat(nodes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [each for node in nodes for each in (node, *_flat(node.get("children", [])))]


def _imei() -> str:
    """A device nobody sold yet: 14 digits and the one that checks them (Luhn)."""
    body = f"35{uuid.uuid4().int % 10**12:012d}"
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(body)]
    return f"{body}{-sum(value - 9 * (value > 9) for value in doubled) % 10}"


def main() -> int:
    """0 if every step happened, 1 naming the first that did not, 2 where no market runs."""
    parser = argparse.ArgumentParser(prog="make tour", description=__doc__)
    parser.add_argument("--cell", choices=CELLS, default="eu")
    parser.add_argument("--first-port", type=int, help="where the market listens, if not at its usual place")
    given = parser.parse_args()
    market = place(given.cell, first_port=given.first_port)
    client = MarketClient(market)
    try:
        client.call("GET", "/v1/markets")
    except NotRunning:
        print(f"No market of cell {given.cell} runs here: `make run CELL={given.cell}` first.", file=sys.stderr)
        return 2
    try:
        Tour(client).walk()
    except (DidNotHappen, NotRunning, Refused, BotoCoreError, ClientError) as missing:
        print(f"\nThe tour ends here: {missing}", file=sys.stderr)
        return 1
    audit = [sys.executable, "-m", "local.audit", "--cell", given.cell, "--first-port", str(market.first_port)]
    return subprocess.run(audit, cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
