"""A seller in a cell with one offer, what the seller and the buyers do about it, and what must then be true."""

import uuid
from dataclasses import dataclass
from typing import Any

from chalicelib.catalog.models import OfferVersionItem
from chalicelib.orders import queries
from chalicelib.orders.lifecycle import LineState
from chalicelib.orders.models import OrderItem
from chalicelib.payments.ledger import journals
from testing import builders
from tests.journeys.cell import CloudCell, Reply


def order_id_of(placed: Reply) -> str:
    return str(placed.body["order"]["order_id"])


@dataclass
class SellerWithOffer:
    """A seller, the seller's key, and one offer. Orders have one line."""

    cell: CloudCell
    seller_id: str
    key: str
    offer_id: str

    @classmethod
    def opened(cls, cell: CloudCell, *, stock: int) -> "SellerWithOffer":
        seller, key = cell.a_seller_and_key()
        return cls(cell, seller.seller_id, key, cell.an_offer(seller, cell.a_product(), stock=stock))

    def patch(self, **changed: Any) -> Reply:
        return self.cell.ask("PATCH", f"/v1/seller/offers/{builders.SKU}", changed, key=self.key)

    def price(self, price_minor: int) -> int:
        """Change the price in FR; the terms version it has from now on."""
        patched = self.patch(prices={"FR": {"amount_minor": price_minor, "currency": "EUR"}})
        assert patched.status == 200, patched.raw
        return int(OfferVersionItem.get(self.offer_id, patched.body["version"]).publication.prices["FR"].terms_version)

    def add_units(self, delta: int) -> Reply:
        path = f"/v1/seller/offers/{builders.SKU}/stock-changes"
        return self.cell.ask("POST", path, {"delta": delta}, key=self.key, Idempotency_Key=str(uuid.uuid4()))

    def accept(self, placed: Reply) -> Reply:
        return self.cell.ask("POST", f"{self._line(placed)}/acceptance", key=self.key)

    def cancel(self, placed: Reply) -> Reply:
        """Cancel as the seller."""
        reason = {"reason": "PRICE_MISTAKE"}
        path = f"{self._line(placed)}/cancellation"
        return self.cell.ask("POST", path, reason, key=self.key, Idempotency_Key=str(uuid.uuid4()))

    def ship(self, placed: Reply, number: int) -> Reply:
        """Ship the device of that number."""
        fourteen = f"{35_000_000_000_000 + number}"
        doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(fourteen)]
        check_digit = -sum(digit // 10 + digit % 10 for digit in doubled) % 10
        parcel = {"carrier": "Colissimo", "tracking_number": f"6A{number:09d}", "serial": f"{fourteen}{check_digit}"}
        return self.cell.ask("POST", f"{self._line(placed)}/shipment", parcel, key=self.key)

    def cancel_as_buyer(self, placed: Reply) -> Reply:
        path, token = f"/v1/orders/{order_id_of(placed)}/cancellation", placed.body["access_token"]
        return self.cell.ask("POST", path, {}, key=token, Idempotency_Key=str(uuid.uuid4()))

    def quoted(self) -> tuple[int, int]:
        """(terms version, total in minor units) of one device as the shop shows it now."""
        asked = {"market": "FR", "lines": [{"offer_id": self.offer_id}], "delivery_country": "FR"}
        quoted = self.cell.ask("POST", "/v1/quotes", asked).body
        return quoted["lines"][0]["terms_version"], quoted["totals"]["total"]["amount_minor"]

    def paid_orders(self, count: int) -> list[Reply]:
        """Orders of as many buyers, paid and quiet."""
        placed = [self.cell.send_order(self.cell.basket(self.offer_id)) for _ in range(count)]
        for one in placed:
            self.cell.pay_for(one)
        self.cell.settle()
        assert {self.state(one) for one in placed} == {LineState.PAID}
        return placed

    def state(self, placed: Reply) -> LineState:
        """The line's state."""
        order = queries.order(order_id_of(placed))
        return queries.states(order, queries.seller_orders_of_order(order).values())["1"]

    def require_one_refund(self, placed: Reply) -> None:
        """One refund at Stripe over what was paid, one journal for it, the order's total back to the cent."""
        order = OrderItem.get(order_id_of(placed), consistent_read=True)
        refunds = [one for one in self.cell.stripe.made("refund") if one["payment_intent"] == order.payment_intent_id]
        assert [refund["amount"] for refund in refunds] == [order.total_minor]
        booked = {journal.journal_id for journal in journals.journals_of(order.order_id)}
        assert booked == {f"capture#{order.payment_intent_id}", f"refund#{refunds[0]['id']}"}
        assert order.refunding_minor == order.refunded_minor == order.total_minor

    def _line(self, placed: Reply) -> str:
        return f"/v1/seller/orders/{order_id_of(placed)}/lines/1"
