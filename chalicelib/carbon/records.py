"""Recording: what a line's sale avoided is written once, and taken back once. The row's key is the memory of it."""

from chalicelib.carbon import footprint
from chalicelib.carbon.entry import CarbonEntry
from chalicelib.carbon.footprint import NoSaving
from chalicelib.carbon.models import CarbonRecord, reversal_entry, sale_entry
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import transactions


def record_sale(order_id: str, line_id: str, category: str) -> None:
    """Write what the line avoids by the factors of today, or why nothing is claimed; a row that is there stays.

    UnknownCategory for a category that no factor set knows of.
    """
    found = footprint.saving(category)
    record = CarbonRecord(order_id, sale_entry(line_id), recorded_at=clock.timestamp())
    if isinstance(found, NoSaving):
        record.nothing = found
    else:
        record.saving = found
    transactions.put_if_absent(record)


def record_reversal(sold: CarbonEntry) -> None:
    """Write the exact negative of a recorded sale, with the factors of then; nothing where nothing was claimed."""
    if sold.saving is None:
        return
    entry = reversal_entry(sold.line_id)
    reversed_saving = footprint.reversal(sold.saving)
    record = CarbonRecord(sold.order_id, entry, recorded_at=clock.timestamp(), saving=reversed_saving)
    transactions.put_if_absent(record)
