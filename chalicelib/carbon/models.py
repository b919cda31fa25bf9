"""How carbon records are stored: one item for a line's sale, one for its reversal, neither ever changed."""

from pynamodb.attributes import UnicodeAttribute

from chalicelib.carbon.footprint import NoSaving, Saving
from chalicelib.kernel.storage.tables import HashKey, RangeKey, StructAttribute, Table, named

SALE, REVERSAL = "sale", "reversal"


class CarbonRecord(Table):
    """The claim for a line with all its inputs, or the reason why nothing was claimed."""

    class Meta:
        table_name = named("carbon_records")

    order_id = HashKey()
    entry = RangeKey()
    saving = StructAttribute[Saving | None](Saving, null=True)
    nothing = StructAttribute[NoSaving | None](NoSaving, null=True)
    recorded_at = UnicodeAttribute()

    @property
    def line_id(self) -> str:
        return self.entry.split("#")[0]

    @property
    def is_reversal(self) -> bool:
        return self.entry.endswith(f"#{REVERSAL}")


def sale_entry(line_id: str) -> str:
    return f"{line_id}#{SALE}"


def reversal_entry(line_id: str) -> str:
    return f"{line_id}#{REVERSAL}"
