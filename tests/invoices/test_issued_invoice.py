"""An issued invoice adds up its own lines."""

import msgspec

from tests.invoices.test_invoice_lines import a_line, an_issued


def test_sales_tax_is_on_top_of_goods_and_vat_is_inside() -> None:
    issued = an_issued(a_line(12_000, 600))
    assert (issued.goods_minor, issued.vat_minor, issued.total_minor) == (12_600, 2_100, 12_600)
    taxed = msgspec.structs.replace(issued, sales_tax_minor=900)
    assert (taxed.goods_minor, taxed.total_minor) == (12_600, 13_500)
