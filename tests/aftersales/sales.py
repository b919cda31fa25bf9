"""Orders that are paid, shipped and delivered, in any market of the European cell."""

from typing import Any

from chalicelib.kernel.values.money import Money
from chalicelib.orders.fulfilment import acceptance, delivery, shipping
from chalicelib.orders.order import Order
from chalicelib.orders.payloads import PostalAddress, Shipment
from testing import builders
from testing.cell import Cell

ADDRESSES = {
    "FR": ("75011", "Paris"), "DE": ("20457", "Hamburg"), "IE": ("D02 AF30", "Dublin"), "NL": ("1012 AB", "Amsterdam"),
    "ES": ("28001", "Madrid"),
}  # fmt: skip
SERIALS = ("490154203237518", "356938035643809", "353918056991447")


def sold(cell: Cell, market: str = "FR", *, devices: int = 1, sellers: int = 1, **changed: Any) -> Order:
    """A paid order of devices of each seller."""
    offers = []
    for number in range(sellers):
        offers += [an_offer_in(cell, market, sku=f"SKU-{number}")] * devices
    postal_code, city = ADDRESSES[market]
    address = PostalAddress(street="12 Main Street", postal_code=postal_code, city=city, country=market)
    return cell.paid_order(*offers, market=market, delivery_address=address, **changed)


def an_offer_in(cell: Cell, market: str, **changed: Any) -> str:
    """An offer on sale in one market; its id."""
    terms: dict[str, Any] = {
        "prices": {market: Money(builders.PRICE_MINOR, "EUR")},
        "shipping": (builders.shipping(countries=(market,)),),
    }
    return cell.an_offer(cell.a_seller(), cell.a_product(), **(terms | changed))


def ship(cell: Cell, order: Order, *line_ids: str) -> None:
    """The sellers accept and ship lines; all where none is named."""
    for number, line in enumerate(order.lines):
        if line_ids and line.line_id not in line_ids:
            continue
        acceptance.accept_line(order.order_id, line.line_id, line.seller_id)
        parcel = Shipment(carrier="colissimo", tracking_number="6A12345678901", serial=SERIALS[number])
        shipping.ship_line(order.order_id, line.line_id, line.seller_id, parcel)
    cell.settle()


def deliver(cell: Cell, order: Order, *line_ids: str) -> None:
    """The carrier delivers shipped lines; all where none is named."""
    for line in order.lines:
        if not line_ids or line.line_id in line_ids:
            delivery.deliver_line(order.order_id, line.line_id, "CARRIER")
    cell.settle()


def delivered(cell: Cell, market: str = "FR", **changed: Any) -> Order:
    """An order whose devices are with the buyer."""
    order = sold(cell, market, **changed)
    ship(cell, order)
    deliver(cell, order)
    return order
