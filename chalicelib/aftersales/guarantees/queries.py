"""Reading guarantees."""

from chalicelib.aftersales.guarantees.guarantee import Guarantee
from chalicelib.aftersales.guarantees.models import GuaranteeItem
from chalicelib.kernel.values.problems import NotFound

# As many as an order has lines.
ORDER_MAX = 40


def of_order(order_id: str) -> list[Guarantee]:
    """The guarantees of an order's delivered lines, in the order of its lines."""
    found = [item.guarantee for item in GuaranteeItem.query(order_id, limit=ORDER_MAX, consistent_read=True)]
    return sorted(found, key=lambda guarantee: int(guarantee.line_id))


def find(order_id: str, line_id: str) -> Guarantee | None:
    """The guarantee of a line, read consistently; None before its delivery was noticed."""
    try:
        return GuaranteeItem.get(order_id, line_id, consistent_read=True).guarantee
    except GuaranteeItem.DoesNotExist:
        return None


def guarantee(order_id: str, line_id: str) -> Guarantee:
    """The guarantee of a line. Raises: NotFound."""
    found = find(order_id, line_id)
    if found is None:
        raise NotFound()
    return found
