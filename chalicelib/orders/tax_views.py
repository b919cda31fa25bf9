"""The tax of a line for its seller's books, computed from what was frozen when the order was placed."""

from chalicelib.kernel.values.money import Money
from chalicelib.markets.taxes import vat_of_gross_minor
from chalicelib.orders import answers
from chalicelib.orders.line import Line


def line_tax(line: Line, currency: str) -> answers.LineTax:
    """The tax in, or on top of, the line's price and shipping."""
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
