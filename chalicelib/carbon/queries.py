"""Reading carbon records."""

from chalicelib.carbon.entry import CarbonEntry
from chalicelib.carbon.models import CarbonRecord, sale_entry

# A sale and a reversal of each of an order's 40 lines: about 80 KB, well within one page.
ORDER_MAX = 80


def records(order_id: str) -> list[CarbonEntry]:
    """Every record of an order; empty until it is paid and the reaction has run."""
    return [_entry(item) for item in CarbonRecord.query(order_id, limit=ORDER_MAX)]


def sale(order_id: str, line_id: str) -> CarbonEntry | None:
    """The record of a line's sale, read consistently."""
    try:
        return _entry(CarbonRecord.get(order_id, sale_entry(line_id), consistent_read=True))
    except CarbonRecord.DoesNotExist:
        return None


def _entry(item: CarbonRecord) -> CarbonEntry:
    return CarbonEntry(
        order_id=item.order_id,
        line_id=item.line_id,
        is_reversal=item.is_reversal,
        recorded_at=item.recorded_at,
        saving=item.saving,
        nothing=item.nothing,
    )
