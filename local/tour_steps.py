"""The steps of the tour. Each does something in a running market, checks that it happened and reports it."""

import uuid
from collections import Counter
from typing import Any

from local import expected_books
from local.market_client import DidNotHappen, Refused
from local.tour_people import Visitor, new_imei, require

CATEGORY = "iphones"
CARD, DECLINED_CARD = "pm_card_visa", "pm_card_visa_chargeDeclined"
CARBON_GRAMS = {"low_grams": 15_000, "central_grams": 30_000, "high_grams": 30_000}
NO_CARBON = dict.fromkeys(CARBON_GRAMS, 0)
UNITS_MIN = 3
EXPIRES_SECONDS = 17 * 60


class Tour:
    """The state of the tour: the offer it found, the current order, and the figures before that order."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.client = visitor.client
        self.ops_key = ""
        self.journals_before = 0
        self.offer: dict[str, Any] = {}
        self.sold: dict[str, Any] = {}
        self.second: dict[str, Any] = {}
        self.units: Counter[str] = Counter()
        self.parcel: dict[str, str] = {}

    def open_books(self) -> str:
        self.ops_key = self.client.issue_key("ops", "tour")
        self.journals_before = self.visitor.trial_balance(self.ops_key)["journals"]
        return f"an operator reads the books: {self.journals_before} journals, and they sum to zero"

    def find(self) -> str:
        slugs = {node["slug"] for node in _flat(self.client.call("GET", "/v1/categories")["items"])}
        require(CATEGORY in slugs, f"the category {CATEGORY} is not in the tree")
        page = self.client.call("GET", f"/v1/categories/{CATEGORY}/products?market={self.visitor.market}&limit=50")
        for product in page["items"]:
            for grade in product["grades"]:
                ranked = self.visitor.ranked(product["product_id"], grade)
                if len(ranked) >= 2 and self._is_quiet(ranked[0]):
                    self.offer = {"product_id": product["product_id"], "grade": grade, **ranked[0]}
                    return f"found {product['title']} in {CATEGORY}, grade {grade}, {len(ranked)} offers"
        raise DidNotHappen("no phone with two offers and three units nobody waits for is in the market")

    def _is_quiet(self, offer: dict[str, Any]) -> bool:
        # Units of an abandoned order would return to stock while the tour counts its own.
        self.units = self.visitor.stock(offer)
        return self.units["available"] >= UNITS_MIN and self.units["reserved"] == 0

    def order(self) -> str:
        self.sold = self.visitor.place(self.offer["offer_id"])
        total = self.sold["order"]["totals"]["total"]
        self._reserved()
        return f"quoted and ordered for {total['amount_minor'] / 100:.2f} {total['currency']}, one unit reserved"

    def _reserved(self) -> None:
        """One unit more is promised than before, and nothing else changed."""
        expected = Counter(self.units)
        expected.update(available=-1, reserved=1)
        now = self.visitor.stock(self.offer)
        require(now == expected, f"one unit was to be reserved: {dict(self.units)} became {dict(now)}")

    def pay(self) -> str:
        answer = self.client.confirm_payment(self.sold["payment"], CARD)
        require(answer == "succeeded", f"the card was answered {answer}")
        self.visitor.until(self.sold, "PAID")
        intent_id = self.sold["payment"]["payment_intent_id"]
        event = self.visitor.wait_for("Stripe delivered no event of the payment", lambda: self._delivered(intent_id))
        kept = self.client.rows("inbox", "event_id", event["id"])
        require([row["object_id"] for row in kept] == [intent_id], f"the inbox does not hold {event['id']}")
        require(len(self.visitor.told(self.sold, "OrderPaid")) == 1, "the order's story does not say once: paid")
        try:
            self.client.call("POST", "/v1/stripe/events", event)
        except Refused as unsigned:
            require(unsigned.problem["type"].endswith("bad-signature"), f"unsigned, it was answered {unsigned}")
            return f"Stripe's signed event {event['id']} confirmed the payment; unsigned it is refused"
        raise DidNotHappen("an event without a signature was taken")

    def _delivered(self, intent_id: str) -> dict[str, Any] | None:
        path = "/v1/events?type=payment_intent.succeeded&delivery_success=true&limit=100"
        events = self.client.at_stripe(path)["data"]
        return next((event for event in events if event["data"]["object"]["id"] == intent_id), None)

    def read_mail(self) -> str:
        order_id = self.sold["order"]["order_id"]
        mails = self.visitor.wait_for(
            "no mail confirmed the order",
            lambda: [mail for mail in self.client.mails_to(self.visitor.email) if order_id in mail.text],
        )
        return f"mail seen: {mails[0].subject}"

    def record_carbon(self) -> str:
        avoided = self.visitor.wait_for("no carbon was recorded", lambda: self._avoided(self.sold, NO_CARBON))
        require(avoided == CARBON_GRAMS, f"{avoided} was recorded for a phone")
        return "30 kg of CO2 recorded as avoided, 15 to 30 kg by how many new phones it displaces"

    def _avoided(self, placed: dict[str, Any], before: dict[str, int]) -> dict[str, int] | None:
        avoided: dict[str, int] = self.visitor.shown(placed, "/carbon")["avoided"]
        return avoided if avoided != before else None

    def accept(self) -> str:
        self.client.call("POST", f"{self._line_path()}/acceptance", token=self._seller_key())
        self._line_is("ACCEPTED")
        return "accepted by the seller"

    def _seller_key(self) -> str:
        return self.visitor.key_of(self.offer["seller"]["seller_id"])

    def _line_path(self) -> str:
        order, (line,) = self.sold["order"], self.sold["order"]["lines"]
        return f"/v1/seller/orders/{order['order_id']}/lines/{line['line_id']}"

    def _line_is(self, state: str) -> dict[str, Any]:
        (line,) = self.visitor.shown(self.sold)["lines"]
        require(line["state"] == state, f"the buyer is shown {line['state']} instead of {state}")
        shown: dict[str, Any] = line
        return shown

    def ship(self) -> str:
        (line,), imei = self.sold["order"]["lines"], new_imei()
        self.parcel = {"carrier": line["carrier"], "tracking_number": f"TOUR{uuid.uuid4().hex[:12].upper()}"}
        wrong = f"{imei[:-1]}{(int(imei[-1]) + 1) % 10}"
        path, key = f"{self._line_path()}/shipment", self._seller_key()
        try:
            self.client.call("POST", path, self.parcel | {"serial": wrong}, token=key)
        except Refused as refusal:
            require(refusal.problem["status"] == 422, f"an IMEI that cannot be was answered {refusal}")
        else:
            raise DidNotHappen("an IMEI that cannot be was taken")
        self.client.call("POST", path, self.parcel | {"serial": imei}, token=key)
        self._line_is("SHIPPED")
        (sent,) = self.client.call("GET", self._line_path().partition("/lines/")[0], token=key)["lines"]
        require(sent["parcel"]["serial"] == imei, f"{sent['parcel']['serial']} was written down for {imei}")
        return f"shipped with {line['carrier']}, its IMEI checked"

    def deliver(self) -> str:
        self.client.deliver_parcel(self.parcel["carrier"], self.parcel["tracking_number"])
        self.client.advance_clock(2 * 3600)
        self.visitor.wait_for("the carrier was not asked", self._carrier_asked)
        proof = self._line_is("DELIVERED")["delivery_proof"]
        require(proof == "CARRIER", f"delivered by the word of {proof}")
        return "delivered, says the carrier"

    def _carrier_asked(self) -> bool:
        self.client.wake("watch_deadlines")
        return bool(self.visitor.shown(self.sold)["state"] == "DELIVERED")

    def rerank(self) -> str:
        product_id, grade = self.offer["product_id"], self.offer["grade"]
        challenger = self.visitor.ranked(product_id, grade)[1]
        before = self.visitor.boxed(product_id, grade)
        require(before != challenger["offer_id"], "the second offer has the box before it asks less")
        mine, key = self.visitor.own_offer(challenger), self.visitor.key_of(challenger["seller"]["seller_id"])
        won = self.client.call("GET", f"/v1/seller/offers/{mine['sku']}/competition", token=key)
        (contest,) = [one for one in won["items"] if one["market"] == self.visitor.market]
        prices = {
            market: {name: price[name] for name in ("amount_minor", "currency")}
            for market, price in mine["prices"].items()
        }
        prices[self.visitor.market] = contest["price_to_win"]
        self.client.call("PATCH", f"/v1/seller/offers/{mine['sku']}", {"prices": prices}, token=key)
        self.visitor.wait_for(
            "the box did not go to the better offer",
            lambda: self.visitor.boxed(product_id, grade) == challenger["offer_id"],
        )
        return "box re-ranked: the second seller met its price to win and has it"

    def decline(self) -> str:
        self.units = self.visitor.stock(self.offer)
        self.second = self.visitor.place(self.offer["offer_id"])
        declined = self.client.confirm_payment(self.second["payment"], DECLINED_CARD)
        require(declined == "card_declined", f"the bad card was answered {declined}")
        self.visitor.wait_for(
            "the story tells of no decline", lambda: self.visitor.told(self.second, "PaymentDeclined")
        )
        waiting = self.visitor.shown(self.second)
        require(waiting["state"] == "AWAITING_PAYMENT", f"after the decline the order is {waiting['state']}")
        require(waiting["payment"] == self.second["payment"], "after the decline it cannot be paid as before")
        self._reserved()
        return "second order: the card is declined, the order waits and keeps its unit"

    def pay_after_decline(self) -> str:
        answer = self.client.confirm_payment(self.second["payment"], CARD)
        require(answer == "succeeded", f"the good card was answered {answer}")
        self.visitor.until(self.second, "PAID")
        self.visitor.wait_for("no carbon was recorded", lambda: self._avoided(self.second, NO_CARBON))
        return "second order: another card pays it"

    def cancel(self) -> str:
        path = f"/v1/orders/{self.second['order']['order_id']}/cancellation"
        self.client.call("POST", path, {}, token=self.second["access_token"], key=str(uuid.uuid4()))
        total_minor = self.second["order"]["totals"]["total"]["amount_minor"]
        self.visitor.wait_for(
            "the refund was not booked",
            lambda: self.visitor.shown(self.second)["refunded"]["amount_minor"] == total_minor,
        )
        self.visitor.until(self.second, "CANCELLED")
        refunds = self.client.at_stripe(f"/v1/refunds?payment_intent={self.second['payment']['payment_intent_id']}")
        returned = [refund["amount"] for refund in refunds["data"] if refund["status"] == "succeeded"]
        require(returned == [total_minor], f"Stripe returned {returned} of {total_minor}")
        self._nothing_is_left()
        return f"second order: cancelled, {total_minor / 100:.2f} refunded: money, unit and carbon are as before"

    def _nothing_is_left(self) -> None:
        journals = self.visitor.journals(self.second)
        left: Counter[str] = Counter()
        for postings in journals.values():
            left.update(postings)
        require(len(journals) == 2 and not any(left.values()), f"the refund left {dict(left)} in {sorted(journals)}")
        units = self.visitor.stock(self.offer)
        require(units == self.units, f"the unit did not come back: {dict(self.units)} became {dict(units)}")
        self.visitor.wait_for("the carbon was not taken back", lambda: self._avoided(self.second, CARBON_GRAMS))
        avoided = self.visitor.shown(self.second, "/carbon")["avoided"]
        require(avoided == NO_CARBON, f"{avoided} is left of the carbon")

    def expire(self) -> str:
        third = self.visitor.place(self.offer["offer_id"])
        self._reserved()
        self.client.advance_clock(EXPIRES_SECONDS)
        self.client.wake("expire_orders")
        self.visitor.until(third, "EXPIRED")
        units = self.visitor.stock(self.offer)
        require(units == self.units, f"the stock did not come back: {dict(self.units)} became {dict(units)}")
        reasons = [item["reason"] for item in self.visitor.told(third, "OrderReleased")]
        require(reasons == ["EXPIRED"], f"the order was released because of {reasons}")
        return f"third order: nobody paid, it expired and all {units['available']} units are on sale again"

    def book(self) -> str:
        self.visitor.wait_for("the journals were not tallied", self._tallied)
        sale = self._sale()
        expected, booked = expected_books.postings(sale), list(self.visitor.journals(self.sold).values())
        require(booked == [expected], f"{expected} was to be booked, {booked} is")
        commission, vat = expected_books.commission_minor(sale), expected_books.commission_vat_minor(sale)
        return f"commission booked: {commission / 100:.2f} and VAT of {vat / 100:.2f} on it"

    def _tallied(self) -> bool:
        return self.visitor.trial_balance(self.ops_key)["journals"] >= self.journals_before + 3

    def _sale(self) -> expected_books.Sale:
        trader = self.client.call("GET", "/v1/seller", token=self._seller_key())
        totals = {name: money["amount_minor"] for name, money in self.sold["order"]["totals"].items()}
        return expected_books.Sale(
            cell=self.client.place.cell,
            seller_id=trader["seller_id"],
            seller_country=trader["country"],
            seller_vat_checked=trader["vat_number_checked_on"] is not None,
            price_minor=totals["goods"],
            shipping_minor=totals["shipping"],
            fee_minor=totals["service_fee"],
            tax_minor=totals["sales_tax"],
        )


def _flat(nodes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [each for node in nodes for each in (node, *_flat(node.get("children", [])))]
