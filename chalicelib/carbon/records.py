"""Records of savings and their reversals, each written once: its key makes a repetition harmless."""

from chalicelib.carbon import footprint
from chalicelib.carbon.entry import CarbonEntry
from chalicelib.carbon.footprint import NoSaving
from chalicelib.carbon.models import CarbonRecord, reversal_entry, sale_entry
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import transactions


def record_sale(order_id: str, line_id: str, category: str) -> None:
    """Record the saving of a line with the current factors, or why nothing is claimed; an existing record stays.

    Raises: UnknownCarbonCategory.
    """
    found = footprint.saving(category)
    record = CarbonRecord(order_id, sale_entry(line_id), recorded_at=clock.timestamp())
    if isinstance(found, NoSaving):
        record.nothing = found
    else:
        record.saving = found
    transactions.put_if_absent(record)


def record_reversal(sold: CarbonEntry) -> None:
    """Record the exact negative of a recorded sale; nothing if nothing was claimed."""
    if sold.saving is None:
        return
    entry = reversal_entry(sold.line_id)
    reversed_saving = footprint.reversal(sold.saving)
    record = CarbonRecord(sold.order_id, entry, recorded_at=clock.timestamp(), saving=reversed_saving)
    transactions.put_if_absent(record)
