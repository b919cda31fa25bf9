"""One entry of an order's carbon record: the sale of a line, or its reversal. Pure."""

import msgspec

from chalicelib.carbon.footprint import NoSaving, Saving


class CarbonEntry(msgspec.Struct, frozen=True, kw_only=True):
    """What was claimed for a line and its inputs (`saving`), or why nothing was claimed (`nothing`)."""

    order_id: str
    line_id: str
    is_reversal: bool
    recorded_at: str
    saving: Saving | None
    nothing: NoSaving | None
