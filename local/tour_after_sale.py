"""The steps of the tour after the sale: the device comes back, is sold again and mended, and its seller paid."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from local.market_client import Refused
from local.tour_people import new_imei, require
from local.tour_steps import CARD, Tour

# The market's delay of a transfer, the end of the day of delivery, and an hour.
TRANSFER_SECONDS = 12 * 24 * 3600
PAYOUT_DAYS = (6, 16, 26)
ARRIVAL_SECONDS = 3 * 24 * 3600


class WholeTour(Tour):
    """The tour with what comes after the sale. `sold` is the order whose device is with its buyer now."""

    imei: str = ""
    first: dict[str, Any] = {}

    def send_back(self) -> str:
        self.first, self.units = self.sold, self.visitor.stock(self.offer)
        return_id = self._opened({"reason": "CHANGED_MIND", "wish": "REFUND"})
        self._comes_back(return_id)
        report = {"serial": self._serial(), "finding": "AS_SOLD", "unit": "RESTOCK"}
        inspected = self._as_seller(f"/returns/{return_id}/inspection", report)
        require(inspected["inspection"]["is_sold_unit"], "the device that came back is not taken for the one sold")
        units = self.visitor.stock(self.offer)
        require(units["available"] == self.units["available"] + 1, f"{dict(self.units)} became {dict(units)}")
        self.return_id = return_id
        return "returned: sent back, received, found to be the unit that was sold, on sale again"

    def refund(self) -> str:
        made = self._as_seller(f"/returns/{self.return_id}/refund", {})
        minor, order = made["amount"]["amount_minor"], self.sold
        self.visitor.wait_for(
            "the refund was not booked", lambda: self.visitor.shown(order)["refunded"]["amount_minor"] == minor
        )
        at_stripe = self.client.at_stripe(f"/v1/refunds?payment_intent={order['payment']['payment_intent_id']}")["data"]
        require([one["amount"] for one in at_stripe] == [minor], f"Stripe refunded {at_stripe} of {minor}")
        self.visitor.wait_for("the carbon was not taken back", lambda: not self._net_carbon(order))
        return f"refunded: {minor / 100:.2f}, booked once; the carbon that the sale avoided is taken back"

    def _net_carbon(self, order: dict[str, Any]) -> int:
        return int(self.visitor.shown(order, "/carbon")["avoided"]["central_grams"])

    def sell_again(self) -> str:
        imei, before = self._serial(), self.units
        self.sold = self.visitor.place(self.offer["offer_id"])
        answer = self.client.confirm_payment(self.sold["payment"], CARD)
        require(answer == "succeeded", f"the card was answered {answer}")
        self.visitor.until(self.sold, "PAID")
        self.accept()
        key, (line,) = self._seller_key(), self.sold["order"]["lines"]
        self.parcel = {"carrier": line["carrier"], "tracking_number": f"TOUR{uuid.uuid4().hex[:12].upper()}"}
        self.client.call("POST", f"{self._line_path()}/shipment", self.parcel | {"serial": imei}, token=key)
        self.deliver()
        units = self.visitor.stock(self.offer)
        require(units["available"] == before["available"], f"{dict(before)} became {dict(units)}")
        return f"sold again: the device {imei[-4:]} is with its second buyer"

    def repair(self) -> str:
        before = self._legal_end()
        return_id = self._opened({"reason": "FAULTY_IN_GUARANTEE", "fault": "SCREEN", "wish": "REPAIR"})
        self._comes_back(return_id)
        self._as_seller(f"/returns/{return_id}/inspection", {"serial": self._serial(), "finding": "FAULT_CONFIRMED"})
        self._as_seller(f"/returns/{return_id}/repair", {"fault": "SCREEN"})
        done = self._as_seller(f"/returns/{return_id}/repair-shipment", self._parcel() | {"parts": ["SCREEN"]})
        require(done["state"] == "REPAIRED", f"the return is {done['state']}")
        if before is None:
            return "repaired: a new screen under the seller's warranty"
        self.visitor.wait_for("the repair lengthened no guarantee", lambda: self._legal_end() != before)
        return f"repaired: a new screen, and the guarantee lasts until {self._legal_end()} instead of {before}"

    def _legal_end(self) -> str | None:
        (guarantee,) = self.visitor.wait_for(
            "no guarantee was issued", lambda: self.visitor.shown(self.sold, "/guarantees")["items"]
        )
        return guarantee["legal"]["ends_on"] if guarantee["legal"] else None

    def exchange(self) -> str:
        return_id = self._opened({"reason": "FAULTY_IN_GUARANTEE", "fault": "BATTERY", "wish": "EXCHANGE"})
        self._comes_back(return_id)
        report = {"serial": self._serial(), "finding": "FAULT_CONFIRMED", "unit": "WRITE_OFF"}
        self._as_seller(f"/returns/{return_id}/inspection", report)
        sales = len(self.visitor.journals(self.sold))
        self._as_seller(f"/returns/{return_id}/replacement", {})
        done = self._as_seller(f"/returns/{return_id}/replacement-shipment", self._parcel() | {"serial": new_imei()})
        require(done["state"] == "EXCHANGED", f"the return is {done['state']}")
        require(len(self.visitor.journals(self.sold)) == sales, "the replacement was booked as a sale")
        return "exchanged: another unit of the same seller, no second sale booked"

    def transfer(self) -> str:
        key = self._seller_key()
        account = self._account(key)
        self.client.onboard(account)
        net = self.client.call("GET", "/v1/seller/transfers", token=key)["items"][0]["net"]["amount_minor"]
        self.client.advance_clock(TRANSFER_SECONDS)
        self.visitor.wait_for("the share was not transferred", lambda: self._transfer(key) == "PAID")
        made = self.client.at_stripe(f"/v1/transfers?transfer_group={self.sold['order']['order_id']}")["data"]
        require([one["amount"] for one in made] == [net], f"Stripe transferred {made} instead of {net}")
        return f"transferred: {net / 100:.2f} to the seller's account, and nothing of the order that was refunded"

    def _account(self, key: str) -> str:
        """The seller's account at Stripe, opened by the first request for a link."""

        def link() -> bool:
            try:
                return bool(self.client.call("POST", "/v1/seller/onboarding-link", token=key)["url"])
            except Refused as refusal:
                require(refusal.problem["status"] == 409, f"the link was refused: {refusal}")
                return False

        self.visitor.wait_for("Stripe opened no account", link)
        seller_id = self.client.call("GET", "/v1/seller", token=key)["seller_id"]
        accounts = self.client.at_stripe("/v1/accounts?limit=100")["data"]
        (opened,) = [one["id"] for one in accounts if one["metadata"].get("seller_id") == seller_id]
        return str(opened)

    def _transfer(self, key: str) -> str:
        self.client.wake("watch_deadlines")
        order_id = self.sold["order"]["order_id"]
        found = self.client.call("GET", "/v1/seller/transfers?limit=100", token=key)["items"]
        return next((one["state"] for one in found if one["order_id"] == order_id), "")

    def pay_out(self) -> str:
        key, now = self._seller_key(), self.client.market_time()
        self.client.advance_clock(int((_next_payout_day(now) - now).total_seconds()))
        payout = self.visitor.wait_for("no payout was made", lambda: self._payout(key, "PROCESSING"))
        parts = self.client.call("GET", f"/v1/seller/payouts/{payout['payout_id']}/entries", token=key)["items"]
        minor = payout["amount"]["amount_minor"]
        require(sum(part["amount"]["amount_minor"] for part in parts) == minor, f"{parts} do not add up to {minor}")
        self.client.advance_clock(ARRIVAL_SECONDS)
        self.visitor.wait_for("the payout did not arrive", lambda: self._payout(key, "PAID"))
        return f"paid out: {minor / 100:.2f} are with the seller's bank, and its entries add up to them"

    def _payout(self, key: str, state: str) -> dict[str, Any] | None:
        self.client.wake("sweep_operations")
        found = self.client.call("GET", "/v1/seller/payouts", token=key)["items"]
        return next((one for one in found if one["state"] == state), None)

    def invoice(self) -> str:
        kinds = self.visitor.wait_for("the documents are not all there", self._documents)
        return f"invoiced: {', '.join(kinds)} of the first sale, in the seller's name"

    def _documents(self) -> list[str] | None:
        found = self.visitor.shown(self.first, "/invoices")["items"]
        kinds = sorted(one["kind"] for one in found)
        return kinds if len(kinds) == 2 else None

    def _opened(self, wanted: dict[str, Any]) -> str:
        (line,), where = self.sold["order"]["lines"], f"/v1/orders/{self.sold['order']['order_id']}/returns"
        asked = wanted | {"line_id": line["line_id"]}
        opened = self.client.call("POST", where, asked, token=self.sold["access_token"], key=str(uuid.uuid4()))
        return str(opened["return_id"])

    def _comes_back(self, return_id: str) -> None:
        """The seller approves where it is asked to, the buyer sends, the seller receives."""
        self._as_seller(f"/returns/{return_id}/approval", {})
        where = f"/v1/orders/{self.sold['order']['order_id']}/returns/{return_id}/dispatch"
        self.client.call("POST", where, self._parcel(), token=self.sold["access_token"])
        self._as_seller(f"/returns/{return_id}/receipt")

    def _as_seller(self, path: str, body: object = None) -> dict[str, Any]:
        key = str(uuid.uuid4()) if path.endswith("/refund") else ""
        found: dict[str, Any] = self.client.call("POST", f"/v1/seller{path}", body, token=self._seller_key(), key=key)
        return found

    def _serial(self) -> str:
        """The number of the device that was shipped last."""
        if not self.imei:
            where = f"/v1/seller/orders/{self.sold['order']['order_id']}"
            (line,) = self.client.call("GET", where, token=self._seller_key())["lines"]
            self.imei = line["parcel"]["serial"]
        return self.imei

    def _parcel(self) -> dict[str, str]:
        return {"carrier": self.parcel["carrier"], "tracking_number": f"TOUR{uuid.uuid4().hex[:12].upper()}"}


def _next_payout_day(now: datetime) -> datetime:
    """Noon of the next day on which sellers are paid out."""
    noon = now.astimezone(UTC).replace(hour=12, minute=0, second=0, microsecond=0)
    while noon <= now or noon.day not in PAYOUT_DAYS:
        noon += timedelta(days=1)
    return noon
