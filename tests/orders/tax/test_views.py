"""Sellers' books are given the tax of each line as agreed: rate, net and VAT, and none under the margin scheme."""

from collections.abc import Iterator

import msgspec
import pytest

from chalicelib.kernel.values.money import Money
from chalicelib.markets import directory
from chalicelib.markets.taxes import goods_vat_bp, vat_of_gross_minor
from chalicelib.orders.line import Line
from chalicelib.orders.tax.views import line_tax
from testing.cell import Cell, open_cell


@pytest.fixture
def cell(tables: None) -> Iterator[Cell]:  # noqa: ARG001 - it stands on the tables
    with open_cell(Cell) as found:
        yield found


def a_line(cell: Cell, scheme: str) -> Line:
    offer_id = cell.an_offer(cell.a_seller(), cell.a_product(), vat_scheme=scheme)
    (line,) = cell.paid_order(offer_id).lines
    return line


def test_a_regular_line_states_rate_net_and_vat_of_price_and_shipping(cell: Cell) -> None:
    tax = line_tax(a_line(cell, "REGULAR"), "EUR")
    assert (tax["scheme"], tax["vat_rate_bp"]) == ("REGULAR", 2_000)
    # 349.00 + 4.90 with 20 %
    assert (tax["net"], tax["vat"]) == (Money(29_492, "EUR"), Money(5_898, "EUR"))
    assert (tax["sales_tax"], tax["is_remitted_by_platform"]) == (Money(0, "EUR"), False)


def test_a_margin_scheme_line_shows_no_vat(cell: Cell) -> None:
    tax = line_tax(a_line(cell, "MARGINAL"), "EUR")
    assert (tax["scheme"], tax["vat_rate_bp"], tax["net"], tax["vat"]) == ("MARGINAL", None, None, None)


def test_an_american_line_has_sales_tax_that_the_platform_remits(cell: Cell) -> None:
    line = a_line(cell, "REGULAR")
    american = msgspec.structs.replace(
        line, vat_rate_bp=None, amounts=msgspec.structs.replace(line.amounts, tax_minor=2_226)
    )
    tax = line_tax(american, "USD")
    assert (tax["vat"], tax["sales_tax"], tax["is_remitted_by_platform"]) == (None, Money(2_226, "USD"), True)


@pytest.mark.parametrize(
    ("market", "rate_bp"),
    [("FR", 2_000), ("DE", 1_900), ("ES", 2_100), ("IT", 2_200), ("BE", 2_100), ("NL", 2_100), ("IE", 2_300)],
)
def test_the_rate_is_the_markets_on_the_day_of_the_order(market: str, rate_bp: int) -> None:
    found = directory.market(market)
    assert goods_vat_bp(found, "REGULAR", "2026-11-30") == rate_bp
    assert goods_vat_bp(found, "MARGINAL", "2026-11-30") is None
    assert goods_vat_bp(directory.market("US"), "REGULAR", "2026-11-30") is None


@pytest.mark.parametrize(("gross", "vat"), [(99, 17), (399, 67), (699, 117), (199, 33), (0, 0), (1, 0), (3, 1)])
def test_half_a_cent_of_vat_is_rounded_up(gross: int, vat: int) -> None:
    assert vat_of_gross_minor(gross, 2_000) == vat
