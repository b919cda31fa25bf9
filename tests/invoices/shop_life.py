"""A shop whose lines are sold, shipped and refunded, for tests of what is invoiced then."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from chalicelib.catalog.offers.publishing import publish
from chalicelib.kernel.http.idempotency import Request
from chalicelib.orders.cancellation import refund_decisions
from chalicelib.orders.fulfilment import acceptance, shipping
from chalicelib.orders.order import Order
from chalicelib.orders.payloads import LineRefundRequest, RefundAmount, Shipment
from chalicelib.sellers.profile.seller import Seller
from testing import builders
from testing.cell import Cell

IMEIS = ("490154203237518", "356938035643809", "353918056991447", "352099001761481")


@dataclass
class ShopLife:
    """The cell, a seller and the offers it has."""

    cell: Cell
    seller: Seller
    keys: int = 0
    imeis: Iterator[str] = field(default_factory=lambda: iter(IMEIS))

    def offer(self, **changed: Any) -> str:
        """An offer of a product of its own; its id."""
        product_id = self.cell.a_product(gtin=None)
        self.keys += 1
        draft = builders.a_draft(product_id, **changed)
        return publish(self.seller, f"SKU-{self.keys}", draft)[0].publication.offer_id

    def ship(self, order: Order, line_id: str = "1") -> None:
        """Accept and ship a line, and let everybody react."""
        acceptance.accept_line(order.order_id, line_id, self.seller.seller_id)
        parcel = Shipment(carrier="colissimo", tracking_number="6A12345678901", serial=next(self.imeis))
        shipping.ship_line(order.order_id, line_id, self.seller.seller_id, parcel)
        self.cell.settle()

    def sold_and_shipped(self, **changed: Any) -> Order:
        order = self.cell.paid_order(self.offer(**changed))
        self.ship(order)
        return order

    def refund(self, order: Order, minor: int, line_id: str = "1") -> None:
        """Operators refund a part of a line; Stripe carries it out."""
        self.keys += 1
        wanted = LineRefundRequest(
            line_id=line_id, amount=RefundAmount(amount_minor=minor, currency=order.currency), reason="DEFECT"
        )
        key = f"refund {self.keys}"
        refund_decisions.refund_line(
            order.order_id, wanted, Request(route="refunds", principal="ops", key=key, fingerprint=key)
        )
        self.cell.settle()
