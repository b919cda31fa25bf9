"""The response bodies of taxes: of a line for its seller's books, of a quarter for the authorities."""

from typing import TypedDict

from chalicelib.kernel.values.money import Money


class LineTax(TypedDict):
    """The tax of a line, for its seller's books.

    `net` and `vat` are parts of price and shipping together; they and `vat_rate_bp` are null where no VAT is shown:
    under the margin scheme, and in the United States. `sales_tax` is added on top there, and collected and remitted by
    the platform as marketplace facilitator: then `is_remitted_by_platform` is true.
    """

    scheme: str
    vat_rate_bp: int | None
    net: Money | None
    vat: Money | None
    sales_tax: Money
    is_remitted_by_platform: bool


class QuarterFigures(TypedDict):
    """What a seller sold in a quarter in one currency, less what was refunded of it.

    `sales` are devices that were not given back, `consideration` is what the seller got or is owed for them, net of
    what the platform kept: `commission` and the VAT on it. Taxes are not withheld.
    """

    currency: str
    sales: int
    consideration: Money
    commission: Money
    commission_vat: Money


class ConfirmedFigures(TypedDict):
    """The figures that the seller confirmed, and when. Later refunds do not change them."""

    confirmed_at: str
    items: list[QuarterFigures]


class TaxReport(TypedDict):
    """A seller's figures of a quarter as they are now, and as they were confirmed, null before.

    `is_over` says that the quarter has ended: figures of an open one cannot be confirmed.
    """

    year: int
    quarter: int
    is_over: bool
    items: list[QuarterFigures]
    confirmed: ConfirmedFigures | None
