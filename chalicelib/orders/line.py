"""A line: one device of an order with its agreed terms."""

import msgspec

from chalicelib.catalog.offers.agreed_terms import AgreedTerms
from chalicelib.payments.commission import LineAmounts


class Line(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One device of an order with everything that was agreed, frozen when the order is placed.

    `vat_rate_bp` is the VAT in price and shipping, in basis points; None where none is shown: under the margin scheme
    and in the United States.
    """

    line_id: str
    offer_id: str
    terms_version: int
    seller_id: str
    sku: str
    product_id: str
    title: str
    category: str
    grade: str
    terms: AgreedTerms
    amounts: LineAmounts
    carrier: str
    delivery_days: int
    commission_vat_rule: str
    identifier_kind: str
    carbon_category: str | None = None
    vat_rate_bp: int | None = None
