"""Orders and seller orders as items of their tables, and back. Private: other rooms are given values and acts."""

from chalicelib.orders.lifecycle import LineState
from chalicelib.orders.models import OrderItem, SellerOrderItem
from chalicelib.orders.order import Order, SellerOrder


def order_item(order: Order) -> OrderItem:
    """A new order, unpaid."""
    return OrderItem(
        order.order_id,
        state=order.state,
        market=order.market,
        currency=order.currency,
        language=order.language,
        delivery_country=order.delivery_country,
        lines=order.lines,
        total_minor=order.total_minor,
        person_id=order.person_id,
        mail_key=order.mail_key,
        body_hash=bytes.fromhex(order.body_hash),
        created_at=order.created_at,
        expires_at=order.expires_at,
        expiry_minute=order.expires_at[:16],
        tax_calculation_id=order.tax_calculation_id,
    )


def order_of(item: OrderItem) -> Order:
    """The order that an item holds."""
    return Order(
        order_id=item.order_id,
        state=LineState(item.state),
        market=item.market,
        currency=item.currency,
        language=item.language,
        delivery_country=item.delivery_country,
        lines=item.lines,
        total_minor=int(item.total_minor),
        person_id=item.person_id,
        mail_key=item.mail_key,
        body_hash=item.body_hash.hex(),
        created_at=item.created_at,
        expires_at=item.expires_at,
        token_version=int(item.token_version or 0),
        payment_intent_id=item.payment_intent_id,
        paid_at=item.paid_at,
        captured_minor=int(item.captured_minor or 0),
        refunding_minor=int(item.refunding_minor or 0),
        refunded_minor=int(item.refunded_minor or 0),
        last_decline=item.last_decline,
        tax_calculation_id=item.tax_calculation_id,
    )


def seller_order_key(seller_id: str, order: Order | SellerOrder) -> tuple[str, str]:
    """The key of one seller's lines of an order: a seller's list is in the order of placing."""
    return seller_id, f"{order.created_at}#{order.order_id}"


def seller_order_item(seller_order: SellerOrder) -> SellerOrderItem:
    """A seller order whole, as it is first stored."""
    return SellerOrderItem(
        *seller_order_key(seller_order.seller_id, seller_order),
        order_id=seller_order.order_id,
        lines=seller_order.lines,
        version=seller_order.version,
    )


def seller_order_of(item: SellerOrderItem) -> SellerOrder:
    """The seller order that an item holds."""
    return SellerOrder(
        seller_id=item.seller_id,
        order_id=item.order_id,
        created_at=item.seller_order_id.partition("#")[0],
        lines=item.lines,
        version=int(item.version),
    )
