"""Sales as sellers' systems hear of them: an order of two sellers, and what may become of its lines."""

from chalicelib.facts.orders import LineAccepted, LineCancelled, LineDelivered, LineShipped, OrderPaid, SoldLine

ONE, OTHER = "sel_eu_01JB0000000000000000000001", "sel_eu_01JB0000000000000000000002"
ORDER = "ord_eu_01JB0000000000000000000000"
PRODUCT = "prd_eu_01JB0000000000000000000000"


def paid(order_id: str = ORDER, one_has: int = 2) -> OrderPaid:
    """Lines of one seller, then one line of the other."""
    lines = [
        SoldLine(line_id=str(n + 1), offer_id="off_eu_1", product_id=PRODUCT, seller_id=ONE) for n in range(one_has)
    ]
    lines.append(SoldLine(line_id="9", offer_id="off_eu_2", product_id=PRODUCT, seller_id=OTHER))
    return OrderPaid(
        order_id=order_id, market="FR", journal_id="sale#1", accept_by="2026-11-26T00:00:00.000Z", lines=tuple(lines)
    )


def accepted(line_id: str, version: int, order_id: str = ORDER) -> LineAccepted:
    return LineAccepted(
        order_id=order_id, line_id=line_id, seller_id=ONE, product_id=PRODUCT, version=version, ship_by="2026-11-27"
    )


def shipped(line_id: str, version: int, order_id: str = ORDER) -> LineShipped:
    return LineShipped(order_id=order_id, line_id=line_id, seller_id=ONE, product_id=PRODUCT, version=version)


def delivered(line_id: str, version: int, order_id: str = ORDER) -> LineDelivered:
    return LineDelivered(
        order_id=order_id, line_id=line_id, seller_id=ONE, product_id=PRODUCT, version=version, proof="CARRIER"
    )


def cancelled(line_id: str, version: int, order_id: str = ORDER) -> LineCancelled:
    return LineCancelled(
        order_id=order_id, line_id=line_id, seller_id=ONE, product_id=PRODUCT, version=version, by="BUYER", reason=""
    )


LIFE = (paid(), accepted("1", 1), accepted("2", 2), shipped("1", 3), shipped("2", 4), delivered("1", 5))
LIFE_TYPES = ["order.paid", "line.accepted", "line.accepted", "line.shipped", "line.shipped", "line.delivered"]
