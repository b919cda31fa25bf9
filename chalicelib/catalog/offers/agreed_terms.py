"""The terms a buyer agrees to with an offer, whatever the price, the shipping option and the country. Pure."""

from typing import Literal

import msgspec

# STANDARD: the battery has at least 80 % of its capacity, as every grade requires. NEW: it was replaced.
Battery = Literal["STANDARD", "NEW"]
VatScheme = Literal["REGULAR", "MARGINAL"]


class AgreedTerms(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """What an offer promises in every market; carried whole by drafts, versions, boxes, cards and order lines.

    `battery` is None for a device without one. Stored as an array, because every order line repeats it: a new member
    goes last and has a default.
    """

    battery: Battery | None
    guarantee_months: int
    vat_scheme: VatScheme

    @property
    def is_margin_scheme(self) -> bool:
        """Whether VAT is on the seller's margin alone (Directive 2006/112/EC art. 313)."""
        return self.vat_scheme == "MARGINAL"
