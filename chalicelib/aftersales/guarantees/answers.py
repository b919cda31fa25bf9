"""The response bodies of guarantees."""

from typing import TypedDict


class ShownExtension(TypedDict):
    """Months that a repair added to the legal guarantee; `cause_id` is the return that was repaired."""

    cause_id: str
    extended_at: str
    months: int


class CommercialGuarantee(TypedDict):
    """The seller's own guarantee, in months from delivery; `ends_on` is its last day."""

    months: int
    ends_on: str


class LegalTerm(TypedDict):
    """The legal guarantee, in months from delivery.

    `ends_on` is its last day, extensions included; where `is_minimum`, the right may last longer. A fault that shows up
    to `presumed_until` counts as present at delivery. Up to `contract_may_end_until` the buyer of a faulty device may
    end the contract at once; null where repair or replacement comes first.
    """

    months: int
    ends_on: str
    is_minimum: bool
    presumption_months: int
    presumed_until: str | None
    contract_may_end_until: str | None
    extensions: list[ShownExtension]


class ShownGuarantee(TypedDict):
    """The guarantee of one delivered device; `legal` is null where the market's law sets no term.

    `texts` are its terms. `accepted_version` is the version of the legal texts the buyer ordered under, `text_version`
    that of `texts`.
    """

    line_id: str
    product_id: str
    seller_id: str
    market: str
    delivered_at: str
    commercial: CommercialGuarantee
    legal: LegalTerm | None
    accepted_version: str
    text_version: str
    language: str
    texts: list[str]
