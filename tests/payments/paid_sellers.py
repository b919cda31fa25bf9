"""A market whose sellers are paid: accounts at Stripe, delivered lines, days that pass, refunds, payout days."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import msgspec

from chalicelib.kernel.http.idempotency import Request
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.runtime.settings import settings
from chalicelib.kernel.storage import transactions
from chalicelib.orders import queries
from chalicelib.orders.cancellation import refund_decisions
from chalicelib.orders.cancellation.cancelling import Cancellation, cancel_line
from chalicelib.orders.fulfilment import acceptance, delivery, shipping
from chalicelib.orders.order import Order
from chalicelib.orders.payloads import LineRefundRequest, RefundAmount, Shipment
from chalicelib.payments import money_worker
from chalicelib.payments.connected_accounts import account_creation
from chalicelib.payments.payouts import payout_run
from chalicelib.payments.transfers import queries as transfers
from chalicelib.payments.transfers.transfer import Transfer
from chalicelib.sellers import queries as sellers
from chalicelib.sellers.onboarding.admission import seller_item
from chalicelib.sellers.profile.seller import Seller
from testing.cell import WITHOUT_CARRIERS, Cell

# The market's delay, and the day of delivery, which ends at midnight.
DELAY_DAYS = 11


class Market(Cell):
    """A cell with a seller whose offer sells often, and steps of a sale after its payment."""

    def open_shop(self) -> None:
        self.seller = self.a_long_admitted_seller()
        self.offer_id = self.an_offer(self.seller, self.a_product(), stock=20)
        self._serials = 0

    def a_long_admitted_seller(self, days: int = 100) -> Seller:
        """A seller that was admitted so many days ago."""
        seller = self.a_seller()
        earlier = clock.stamp(clock.now() - timedelta(days=days))
        seller = msgspec.structs.replace(seller, admitted_at=earlier)
        transactions.write(transactions.put(seller_item(seller)))
        return seller

    def open_account(self, seller: Seller | None = None) -> str:
        """An account at Stripe for which the seller has given everything; its id."""
        seller = seller or self.seller
        account_creation.ask_for_account(seller)
        self.settle()
        account_id = self.account_of(seller)
        self.stripe.onboard(account_id)
        self.settle()
        return account_id

    def account_of(self, seller: Seller | None = None) -> str:
        account = sellers.seller((seller or self.seller).seller_id).stripe_account
        return account.account_id if account else ""

    def delivered_order(self, lines: int = 1) -> Order:
        """An order whose lines arrived."""
        order = self.shipped_order(lines)
        for line in order.lines:
            delivery.deliver_line(order.order_id, line.line_id, "RECEIPT")
        self.settle()
        return order

    def shipped_order(self, lines: int = 1) -> Order:
        order = self.paid_order(*[self.offer_id] * lines)
        for line in order.lines:
            acceptance.accept_line(order.order_id, line.line_id, line.seller_id)
            shipping.ship_line(order.order_id, line.line_id, line.seller_id, self._shipment())
        self.settle()
        return order

    def ship_and_deliver(self, order: Order) -> Order:
        for line in order.lines:
            acceptance.accept_line(order.order_id, line.line_id, line.seller_id)
            shipping.ship_line(order.order_id, line.line_id, line.seller_id, self._shipment())
            delivery.deliver_line(order.order_id, line.line_id, "RECEIPT")
        self.settle()
        return order

    def _shipment(self) -> Shipment:
        self._serials += 1
        return Shipment(carrier="colissimo", tracking_number=f"6A{self._serials:010d}", serial=_imei(self._serials))

    def pass_days(self, days: int) -> None:
        """Days pass: deadlines are looked at and all that follows happens."""
        for _ in range(days):
            self.clock.advance(days=1)
            self.stripe.tick()
            self.settle()
            self.check_deadlines(WITHOUT_CARRIERS)
            self.settle()

    def look_at_deadlines(self) -> None:
        self.clock.advance(minutes=5)
        self.check_deadlines(WITHOUT_CARRIERS)
        self.settle()

    def transferred_order(self, lines: int = 1) -> Order:
        """An order whose lines are paid to their seller."""
        order = self.delivered_order(lines)
        self.pass_days(DELAY_DAYS)
        return order

    def refund(self, order: Order, minor: int, *, line_id: str = "1", key: str = "refund") -> None:
        """The operators refund a part of a line, and Stripe carries it out."""
        amount = RefundAmount(amount_minor=minor, currency=order.currency)
        wanted = LineRefundRequest(line_id=line_id, amount=amount, reason="DEFECT")
        asked = Request(route="refund", principal="ops", key=f"{key}-{line_id}-{minor}", fingerprint=key)
        refund_decisions.refund_line(order.order_id, wanted, asked)
        self.settle()

    def run_payouts(self) -> None:
        payout_run.start_run()
        self.settle()

    def pay_out_everything(self) -> None:
        """The next payout day passes, and the money arrives at the bank."""
        self.go_to(next((day for day in (6, 16, 26) if day > self.clock.moment.day), 6))
        self.run_payouts()
        self.pass_days(3)

    def fail_payouts(self) -> None:
        """The bank returns every payout."""
        for payout in list(self.stripe.world.all("payout")):
            self.stripe.fail_payout(payout["id"])
        self.settle()

    def cancelled_order(self) -> Order:
        order = self.paid_order(self.offer_id)
        cancel_line(order.order_id, "1", Cancellation(by="SELLER", reason="PRICE_MISTAKE"))
        self.settle()
        return order

    def book(self, acts: list[transactions.Act]) -> None:
        transactions.commit(acts)

    def sweep(self) -> None:
        """What has no outcome yet is asked again."""
        self.clock.advance(minutes=5)
        money_worker.sweep_operations()
        self.settle()

    def transfer_by_hand(self, order: Order, minor: int) -> str:
        """Somebody transfers an amount of the order's charge in Stripe's dashboard, to another account."""
        other = self.open_account(self.a_seller())
        charge = self.stripe.world.require("payment_intent", order.payment_intent_id or "")["latest_charge"]
        wanted = {"amount": minor, "currency": "eur", "destination": other, "source_transaction": charge}
        return str(self._ask("/v1/transfers", wanted)["id"])

    def take_back_by_hand(self, transfer_id: str) -> None:
        self._ask(f"/v1/transfers/{transfer_id}/reversals", {})

    def _ask(self, path: str, wanted: dict[str, Any]) -> dict[str, Any]:
        authorization = {"Authorization": f"Bearer {settings.stripe_secret_key}"}
        answer = self.stripe.answer("POST", path, authorization, urlencode(wanted).encode())
        assert answer.status == 200, answer.body
        found: dict[str, Any] = msgspec.json.decode(answer.body)
        return found

    def go_to(self, day: int) -> None:
        """Days pass until the next such day of a month."""
        self.pass_days(1)
        while self.clock.moment.day != day:
            self.pass_days(1)

    def at_stripe(self, seller: Seller | None = None) -> int:
        """What the seller's account has at Stripe, available or on its way, in minor units."""
        return self.stripe.trial().get((self.account_of(seller), "eur"), 0)


def transfer_of(order: Order, line_id: str = "1") -> Transfer:
    """The line's transfer, which exists."""
    found = transfers.find(order.order_id, line_id)
    assert found is not None
    return found


def again(order: Order) -> Order:
    """The order as it is now."""
    return queries.order(order.order_id)


def _imei(number: int) -> str:
    """An IMEI of its own, with its check digit (Luhn)."""
    digits = f"35391805{number:06d}"
    total = 0
    for position, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 - position % 2)
        total += doubled - 9 if doubled > 9 else doubled
    return digits + str(-total % 10)
