"""Response bodies of taxes, built from values."""

from collections.abc import Sequence

from chalicelib.kernel.values.money import Money
from chalicelib.markets.taxes import vat_of_gross_minor
from chalicelib.orders.line import Line
from chalicelib.orders.tax import answers
from chalicelib.orders.tax.report import CurrencyFigures, SellersQuarter


def line_tax(line: Line, currency: str) -> answers.LineTax:
    """The tax in, or on top of, a line's price and shipping, from what was frozen when the order was placed."""
    amounts = line.amounts
    gross_minor = amounts.price_minor + amounts.shipping_minor
    vat_minor = None if line.vat_rate_bp is None else vat_of_gross_minor(gross_minor, line.vat_rate_bp)
    return {
        "scheme": line.terms.vat_scheme,
        "vat_rate_bp": line.vat_rate_bp,
        "net": None if vat_minor is None else Money(gross_minor - vat_minor, currency),
        "vat": None if vat_minor is None else Money(vat_minor, currency),
        "sales_tax": Money(amounts.tax_minor, currency),
        "is_remitted_by_platform": amounts.tax_minor > 0,
    }


def tax_report(found: SellersQuarter) -> answers.TaxReport:
    """A seller's figures of a quarter."""
    confirmed = found.confirmed
    return {
        "year": found.quarter.year,
        "quarter": found.quarter.number,
        "is_over": found.is_over,
        "items": _items(found.figures),
        "confirmed": None
        if confirmed is None
        else {"confirmed_at": confirmed.confirmed_at, "items": _items(confirmed.figures)},
    }


def _items(figures: Sequence[CurrencyFigures]) -> list[answers.QuarterFigures]:
    return [
        {
            "currency": each.currency,
            "sales": each.sales,
            "consideration": Money(each.consideration_minor, each.currency),
            "commission": Money(each.commission_minor, each.currency),
            "commission_vat": Money(each.commission_vat_minor, each.currency),
        }
        for each in figures
    ]
