"""The lines of invoices: a sold device and its delivery, what a refund gives back of them, and a month's commission."""

from collections import Counter
from collections.abc import Iterable

from chalicelib.documents.invoice import InvoiceLine, VatCategory
from chalicelib.invoices.issued_invoice import Commission, IssuedInvoice
from chalicelib.kernel.values.money import reversed_so_far, split
from chalicelib.markets.taxes import CommissionVatRule, vat_of_gross_minor
from chalicelib.orders.line import Line

_COMMISSION_CATEGORY = {
    CommissionVatRule.DOMESTIC.value: VatCategory.STANDARD,
    CommissionVatRule.REVERSE_CHARGE.value: VatCategory.REVERSE_CHARGE,
    CommissionVatRule.NONE.value: VatCategory.OUTSIDE,
}


def sale_lines(line: Line, delivery: str) -> tuple[InvoiceLine, ...]:
    """The device and, if it costs something, its delivery (`delivery` is the word for it).

    VAT is inside both prices, at the rate that was frozen. It is computed once, of their sum, and divided between them.
    Under the margin scheme none is shown (Directive 2006/112/EC art. 325).
    """
    gross = [line.amounts.price_minor, line.amounts.shipping_minor]
    category, rate_bp = VatCategory.OUTSIDE, line.vat_rate_bp or 0
    if line.vat_rate_bp is not None:
        category = VatCategory.STANDARD
    elif line.terms.is_margin_scheme:
        category = VatCategory.EXEMPT
    vat = split(vat_of_gross_minor(sum(gross), rate_bp), gross)
    named = zip((line.title, delivery), (line.sku, ""), gross, vat, strict=True)
    return tuple(
        InvoiceLine(
            description=description,
            sku=sku,
            net_minor=gross_minor - vat_minor,
            vat_minor=vat_minor,
            vat_category=category,
            vat_rate_bp=rate_bp,
        )
        for description, sku, gross_minor, vat_minor in named
        if gross_minor
    )


def credited_line(sale: IssuedInvoice, description: str, *, before_minor: int, credited_minor: int) -> InvoiceLine:
    """What a refund of `credited_minor` gives back of a sale of which `before_minor` was given back already.

    Its VAT is the difference of cumulative shares: the credits of a whole refund add up to the sale, in any parts.
    Raises: ValueError for more than the sale.
    """
    after_minor = before_minor + credited_minor
    vat_minor = reversed_so_far(sale.vat_minor, after_minor, sale.goods_minor) - reversed_so_far(
        sale.vat_minor, before_minor, sale.goods_minor
    )
    return InvoiceLine(
        description=description,
        net_minor=credited_minor - vat_minor,
        vat_minor=vat_minor,
        vat_category=sale.lines[0].vat_category,
        vat_rate_bp=sale.lines[0].vat_rate_bp,
    )


def commission_lines(commissions: Iterable[Commission], description: str) -> tuple[InvoiceLine, ...]:
    """The commissions of a month, one line per rule and rate: sums of what was frozen per sale, not computed anew."""
    nets: Counter[tuple[str, int]] = Counter()
    vats: Counter[tuple[str, int]] = Counter()
    for each in commissions:
        nets[(each.rule, each.vat_rate_bp)] += each.minor
        vats[(each.rule, each.vat_rate_bp)] += each.vat_minor
    return tuple(
        InvoiceLine(
            description=description,
            net_minor=net_minor,
            vat_minor=vats[(rule, rate_bp)],
            vat_category=_COMMISSION_CATEGORY[rule],
            vat_rate_bp=rate_bp,
        )
        for (rule, rate_bp), net_minor in sorted(nets.items())
        if net_minor
    )
