"""A shop whose buyer has a delivered device, and what buyer, seller and operators can do with it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from chalicelib.access.api_keys.credentials import SCOPES, issue_key
from chalicelib.access.order_tokens import order_token
from chalicelib.kernel.runtime.settings import settings
from chalicelib.orders import queries
from chalicelib.orders.fulfilment import acceptance, shipping
from chalicelib.orders.fulfilment.delivery import deliver_line
from chalicelib.orders.order import Order
from chalicelib.orders.payloads import Shipment
from chalicelib.sellers.profile.seller import Seller
from testing.cell import Cell, create_bucket, open_cell
from tests.aftersales.carrier_answers import carrier_that_says
from tests.api_client import Reply, call

SERIALS = ("490154203237518", "356938035643809", "353918056991447", "352099001761481")
PARCEL = {"carrier": "colissimo", "tracking_number": "8R12345678901"}


@dataclass
class AfterSale:
    """The cell, its seller and offer. Requests go through the API; each key of a request is used once."""

    cell: Cell
    seller: Seller
    product_id: str
    offer_id: str
    requests: int = 0
    sold: int = 0
    keys: dict[str, str] = field(default_factory=dict)

    def delivered(self, *offer_ids: str, proof: str = "CARRIER") -> Order:
        """A paid order whose lines were all delivered."""
        order = self.shipped(*offer_ids)
        for line in order.lines:
            deliver_line(order.order_id, line.line_id, proof)  # type: ignore[arg-type]
        self.cell.settle()
        return queries.order(order.order_id)

    def shipped(self, *offer_ids: str) -> Order:
        """A paid order whose lines were all shipped."""
        order = self.cell.paid_order(*(offer_ids or (self.offer_id,)))
        for line in order.lines:
            acceptance.accept_line(order.order_id, line.line_id, line.seller_id)
            parcel = Shipment(carrier="colissimo", tracking_number="6A12345678901", serial=SERIALS[self.sold])
            self.sold += 1
            shipping.ship_line(order.order_id, line.line_id, line.seller_id, parcel)
        self.cell.settle()
        return order

    def as_buyer(self, order: Order, method: str, path: str, body: object = None, **more: str) -> Reply:
        return self._ask(method, f"/v1/orders/{order.order_id}{path}", body, order_token(order.order_id, 0), **more)

    def as_seller(self, method: str, path: str, body: object = None, **more: str) -> Reply:
        if "seller" not in self.keys:
            self.keys["seller"] = issue_key("seller", self.seller.seller_id, SCOPES["seller"])
        return self._ask(method, f"/v1/seller{path}", body, self.keys["seller"], **more)

    def as_ops(self, method: str, path: str, body: object = None, **more: str) -> Reply:
        if "ops" not in self.keys:
            self.keys["ops"] = issue_key("ops", "Ada", SCOPES["ops"])
        return self._ask(method, f"/v1/ops{path}", body, self.keys["ops"], **more)

    def _ask(self, method: str, path: str, body: object, credential: str, **more: str) -> Reply:
        self.requests += 1
        sent = {"idempotency_key": f"request-{self.requests}"} | more if method == "POST" else more
        reply = call(method, path, body, key=credential, **sent)
        self.cell.settle()
        return reply

    def opened(self, order: Order, **changed: Any) -> str:
        """A return of the order's first line; its id."""
        wanted = {"line_id": "1", "reason": "CHANGED_MIND", "wish": "REFUND"} | changed
        reply = self.as_buyer(order, "POST", "/returns", wanted)
        assert reply.status == 201, reply.body
        return str(reply.body["return_id"])

    def received(self, order: Order, **changed: Any) -> str:
        """A return whose device the seller has; its id."""
        return_id = self.opened(order, **changed)
        assert self.as_seller("POST", f"/returns/{return_id}/approval", {}).status == 200
        assert self.as_seller("POST", f"/returns/{return_id}/receipt").status == 200
        return return_id

    def inspected(self, order: Order, serial: str = SERIALS[0], **changed: Any) -> str:
        """A return whose device the seller found to be the sold one; its id."""
        return_id = self.received(order, **changed)
        report = {"serial": serial, "finding": "FAULT_CONFIRMED"}
        assert self.as_seller("POST", f"/returns/{return_id}/inspection", report).status == 200
        return return_id

    @contextmanager
    def carrier(self, status: str) -> Iterator[None]:
        """The carrier says this of every parcel meanwhile."""
        with carrier_that_says(f'{{"status": "{status}", "delivered_at": null}}'):
            yield

    def wait(self, **span: int) -> None:
        """Time passes; what is due then happens."""
        self.cell.clock.advance(**span)
        self.cell.check_deadlines()
        self.cell.settle()


@pytest.fixture
def aftersale(tables: None) -> Iterator[AfterSale]:  # noqa: ARG001 - the cell stands on the tables
    with open_cell(Cell) as opened:
        create_bucket(settings.uploads_bucket)
        opened.check_deadlines()  # the sweeper has run before: it misses nothing from now on
        seller = opened.a_seller()
        product_id = opened.a_product()
        yield AfterSale(opened, seller, product_id, opened.an_offer(seller, product_id))


@pytest.fixture
def cell(tables: None) -> Iterator[Cell]:  # noqa: ARG001 - the cell stands on the tables
    with open_cell(Cell) as opened:
        yield opened
