"""A hundred orders through a running market of each cell: the functions as they ship, and books that agree after it."""

import subprocess
import sys
import uuid
from collections import Counter
from collections.abc import Iterator
from itertools import cycle
from typing import Any

import pytest

from local.market_client import MarketClient, wait_for
from local.places import ROOT, Place, place
from local.tour_people import Visitor, new_imei
from local.tour_steps import CARD, CATEGORY, DECLINED_CARD, EXPIRES_SECONDS
from tests.conftest import LongCounts
from tests.running_market import free_ports, running

ORDERS = 100
# What becomes of one order after the other.
FATES = ("DELIVERED", "RETURNED", "CANCELLED", "DELIVERED", "EXPIRED")
# What buyers are shown of an order whose device came back: it was delivered.
SHOWN = {"RETURNED": "DELIVERED"}
PATIENCE_SECONDS = 120.0


@pytest.fixture(params=["eu", "us"])
def market(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A market of a cell with the demo's offers in it."""
    folder = tmp_path_factory.mktemp("market") / request.param
    here = place(request.param, first_port=free_ports(), folder=folder)
    with running(here):
        yield here


class Shop:
    """Buyers, each with an address of their own, and the sellers of what they order."""

    def __init__(self, here: Place) -> None:
        self.client = MarketClient(here)
        self.visitor = Visitor(self.client, PATIENCE_SECONDS)
        self.sold: list[tuple[dict[str, Any], dict[str, Any], dict[str, str]]] = []

    def units(self) -> list[dict[str, Any]]:
        """The first offer of each box of a category, as often as it has units; those with many units last."""
        path = f"/v1/categories/{CATEGORY}/products?market={self.visitor.market}&limit=50"
        found = [
            (product["product_id"], grade)
            for product in self.client.call("GET", path)["items"]
            for grade in product["grades"]
        ]
        offers = [self.visitor.ranked(product_id, grade)[0] for product_id, grade in found]
        units = [(number, offer) for offer in offers for number in range(self.visitor.stock(offer)["available"])]
        return [offer for _, offer in sorted(units, key=lambda unit: unit[0])]

    def order(self, offer: dict[str, Any], fate: str) -> dict[str, Any]:
        """An order with its fate as far as people bring it about; time does the rest."""
        self.visitor.email = f"buyer-{uuid.uuid4().hex[:12]}@example.org"
        placed = self.visitor.place(offer["offer_id"])
        status = self.client.confirm_payment(placed["payment"], DECLINED_CARD if fate == "EXPIRED" else CARD)
        assert status == ("card_declined" if fate == "EXPIRED" else "succeeded")
        if fate == "EXPIRED":
            return placed
        self.visitor.until(placed, "PAID")
        if fate == "CANCELLED":
            where = f"/v1/orders/{placed['order']['order_id']}/cancellation"
            self.client.call("POST", where, {}, token=placed["access_token"], key=str(uuid.uuid4()))
        else:
            self.ship(placed, offer)
        return placed

    def ship(self, placed: dict[str, Any], offer: dict[str, Any]) -> None:
        order, (line,) = placed["order"], placed["order"]["lines"]
        key = self.visitor.key_of(offer["seller"]["seller_id"])
        path = f"/v1/seller/orders/{order['order_id']}/lines/{line['line_id']}"
        parcel = {"carrier": line["carrier"], "tracking_number": f"MANY{uuid.uuid4().hex[:12].upper()}"}
        self.client.call("POST", f"{path}/acceptance", token=key)
        self.client.call("POST", f"{path}/shipment", parcel | {"serial": new_imei()}, token=key)
        self.client.deliver_parcel(parcel["carrier"], parcel["tracking_number"])

    def send_back(self, placed: dict[str, Any], offer: dict[str, Any]) -> None:
        """The buyer changes his mind, and the seller refunds the device that came back."""
        key, token = self.visitor.key_of(offer["seller"]["seller_id"]), placed["access_token"]
        returns = f"/v1/orders/{placed['order']['order_id']}/returns"
        wanted = {"line_id": "1", "reason": "CHANGED_MIND", "wish": "REFUND"}
        opened = self.client.call("POST", returns, wanted, token=token, key=str(uuid.uuid4()))
        of_seller = f"/v1/seller/returns/{opened['return_id']}"
        parcel = {"carrier": "colissimo", "tracking_number": f"BACK{uuid.uuid4().hex[:12].upper()}"}
        self.client.call("POST", f"{of_seller}/approval", {}, token=key)
        self.client.call("POST", f"{returns}/{opened['return_id']}/dispatch", parcel, token=token)
        self.client.call("POST", f"{of_seller}/receipt", token=key)
        self.client.call("POST", f"{of_seller}/refund", {}, token=key, key=str(uuid.uuid4()))

    def refunded(self, orders: list[dict[str, Any]]) -> int:
        """How many orders have their money back."""
        return sum(self.visitor.shown(placed)["refunded"]["amount_minor"] > 0 for placed in orders)

    def states(self, orders: list[dict[str, Any]]) -> Counter[str]:
        """The states that buyers are shown, once time has passed and schedules have run."""
        for schedule in ("expire_orders", "watch_deadlines"):
            self.client.wake(schedule)
        return Counter(self.visitor.shown(placed)["state"] for placed in orders)


@pytest.mark.long
@pytest.mark.cloud
def test_a_hundred_orders_end_as_they_must_and_the_audit_finds_nothing(market: Place, long_counts: LongCounts) -> None:
    shop = Shop(market)
    units = shop.units()
    assert len(units) >= ORDERS
    wanted = list(zip(units[:ORDERS], cycle(FATES), strict=False))
    orders = [shop.order(offer, fate) for offer, fate in wanted]
    shop.client.advance_clock(2 * 3600 + EXPIRES_SECONDS)
    fates = Counter(fate for _, fate in wanted)
    shown = Counter(SHOWN.get(fate, fate) for _, fate in wanted)
    wait_for(f"the orders did not become {shown}", lambda: shop.states(orders) == shown, PATIENCE_SECONDS)
    returned = [(placed, offer) for placed, (offer, fate) in zip(orders, wanted, strict=True) if fate == "RETURNED"]
    for placed, offer in returned:
        shop.send_back(placed, offer)
    back = [placed for placed, _ in returned]
    wait_for("the returned orders were not refunded", lambda: shop.refunded(back) == len(back), PATIENCE_SECONDS)
    long_counts({f"orders {fate.lower()} in a running market": times for fate, times in fates.items()})
    audit = [sys.executable, "-m", "local.audit", "--cell", market.cell, "--first-port", str(market.first_port)]
    audited = subprocess.run(audit, cwd=ROOT, capture_output=True, text=True, check=False)
    assert audited.returncode == 0, audited.stdout + audited.stderr
    assert audited.stdout.splitlines()[-1] == f"{ORDERS} orders, 0 disagreements"
