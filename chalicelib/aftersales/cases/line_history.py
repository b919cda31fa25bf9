"""The history of a line after its sale: its cases, the open one, and how often each fault was mended. Pure."""

import msgspec


class LineHistory(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A case is a return or a claim, by its id. At most one is open.

    `remedies` counts by fault how often the device was repaired or exchanged. `offer_id` is the offer whose unit the
    buyer has after an exchange; None while it is the unit that was sold. `refunded_by` is the case that ended with the
    money: the device is the buyer's no longer, or has cost nothing.
    """

    order_id: str
    line_id: str
    open_case: str | None = None
    case_ids: tuple[str, ...] = ()
    remedies: dict[str, int] = {}
    offer_id: str | None = None
    refunded_by: str | None = None
    version: int = 0

    def remedied(self, fault: str | None) -> int:
        """How often a fault was repaired, or the device exchanged because of it."""
        return self.remedies.get(fault, 0) if fault else 0


def with_remedy(history: LineHistory, fault: str | None) -> dict[str, int]:
    """The counts after one more repair or exchange because of a fault."""
    counts = dict(history.remedies)
    if fault is not None:
        counts[fault] = counts.get(fault, 0) + 1
    return counts
