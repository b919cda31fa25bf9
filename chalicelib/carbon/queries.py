"""Reading carbon records by name."""

from chalicelib.carbon.models import CarbonRecord, sale_entry

# A sale and a reversal of each of an order's 40 lines: about 80 KB, well within one page.
ORDER_MAX = 80


def records(order_id: str) -> list[CarbonRecord]:
    """Every record of an order; empty until it is paid and the reaction has run."""
    return list(CarbonRecord.query(order_id, limit=ORDER_MAX))


def sale(order_id: str, line_id: str) -> CarbonRecord | None:
    """The record of a line's sale, read consistently."""
    try:
        return CarbonRecord.get(order_id, sale_entry(line_id), consistent_read=True)
    except CarbonRecord.DoesNotExist:
        return None
