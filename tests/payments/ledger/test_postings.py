"""Every cent of a line belongs to somebody when it is sold, and goes back to where it came from when it is refunded."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.payments.commission import LineAmounts, SaleRates, line_amounts
from chalicelib.payments.ledger.postings import (
    merged,
    owed_postings,
    refund_postings,
    repayment_postings,
    sale_postings,
)

SELLER = "sel_eu_1"
FRENCH = SaleRates(commission_bp=1_000, commission_vat_bp=2_000, fee_vat_bp=2_000)
PRICES = st.integers(0, 5_000_00)


@st.composite
def lines(draw: st.DrawFn) -> LineAmounts:
    """Any line a market could freeze: prices to 5000, commission to 30 %, taxes to 27 %."""
    terms = SaleRates(
        commission_bp=draw(st.integers(0, 3_000)),
        commission_vat_bp=draw(st.integers(0, 2_700)),
        fee_vat_bp=draw(st.integers(0, 2_700)),
    )
    price_minor, shipping_minor = draw(PRICES), draw(st.integers(0, 50_00))
    return line_amounts(
        terms,
        price_minor=price_minor,
        shipping_minor=shipping_minor,
        fee_minor=draw(st.integers(0, 20_00)),
        # Sales tax is a part of price and shipping; Louisiana's, the highest, is below a seventh.
        tax_minor=draw(st.integers(0, (price_minor + shipping_minor) // 7)),
        contribution_minor=draw(st.integers(0, 10_00)),
    )


def test_a_european_line_is_taken_apart_by_hand() -> None:
    line = line_amounts(FRENCH, price_minor=349_00, shipping_minor=4_90, fee_minor=5_99, contribution_minor=1_00)
    assert line.commission_minor == 35_39
    assert line.commission_vat_minor == 7_08
    assert line.fee_vat_minor == 1_00
    assert line.paid_minor == 360_89
    assert line.seller_net_minor == 311_43
    assert sale_postings(SELLER, line) == {
        "stripe": 360_89,
        "seller:sel_eu_1": -311_43,
        "commission": -35_39,
        "commission_vat": -7_08,
        "service_fee": -4_99,
        "service_fee_vat": -1_00,
        "contribution": -1_00,
    }


def test_an_american_line_holds_the_states_tax_and_takes_commission_of_it_too() -> None:
    line = line_amounts(
        SaleRates(commission_bp=1_000, commission_vat_bp=0, fee_vat_bp=0),
        price_minor=300_00,
        shipping_minor=0,
        fee_minor=5_00,
        tax_minor=24_00,
    )
    postings = sale_postings("sel_us_1", line)
    assert line.commission_minor == 32_40
    assert postings["facilitator_tax"] == -24_00
    assert postings["seller:sel_us_1"] == -267_60
    assert "commission_vat" not in postings, "an account nothing happened to is not posted"


@given(lines())
def test_a_sale_sums_to_zero_and_the_seller_gets_the_exact_rest(line: LineAmounts) -> None:
    postings = sale_postings(SELLER, line)
    assert sum(postings.values()) == 0
    assert all(type(minor) is int and minor != 0 for minor in postings.values())
    others = line.commission_minor + line.commission_vat_minor + line.fee_minor + line.tax_minor
    assert line.seller_net_minor == line.paid_minor - others - line.contribution_minor
    assert line.seller_net_minor >= 0


@given(lines(), st.data())
def test_any_split_of_a_full_refund_returns_exactly_everything_to_every_account(
    line: LineAmounts, data: st.DataObject
) -> None:
    stops = sorted(data.draw(st.lists(st.integers(0, line.paid_minor), max_size=6)))
    journals, before = [sale_postings(SELLER, line)], 0
    for stop in [*stops, line.paid_minor]:
        journal = refund_postings(SELLER, line, refunded_before_minor=before, refund_minor=stop - before)
        assert sum(journal.values()) == 0
        assert journal.get("stripe", 0) == before - stop
        assert all(minor >= 0 for account, minor in journal.items() if account != "stripe" and ":" not in account)
        journals.append(journal)
        before = stop
    assert merged(journals) == {}


@given(lines(), st.data())
def test_a_part_refunded_takes_from_the_platform_what_it_earned_on_that_part(
    line: LineAmounts, data: st.DataObject
) -> None:
    refund_minor = data.draw(st.integers(0, line.paid_minor))
    journal = refund_postings(SELLER, line, refunded_before_minor=0, refund_minor=refund_minor)
    exact = Fraction(line.commission_minor * refund_minor, line.paid_minor or 1)
    assert abs(journal.get("commission", 0) - exact) <= Fraction(1, 2)


def test_a_refund_of_a_third_three_times_is_by_hand_what_was_sold() -> None:
    line = line_amounts(FRENCH, price_minor=100, shipping_minor=0, fee_minor=0)
    thirds = [
        refund_postings(SELLER, line, refunded_before_minor=before, refund_minor=minor)
        for before, minor in ((0, 33), (33, 33), (66, 34))
    ]
    assert [third["commission"] for third in thirds] == [3, 4, 3]
    assert [third.get("commission_vat", 0) for third in thirds] == [1, 0, 1]
    assert [third["seller:sel_eu_1"] for third in thirds] == [29, 29, 30]


@given(lines(), st.data())
def test_a_refund_that_is_owed_and_paid_later_is_the_refund_that_was_paid_at_once(
    line: LineAmounts, data: st.DataObject
) -> None:
    before = data.draw(st.integers(0, line.paid_minor))
    refund = data.draw(st.integers(0, line.paid_minor - before))
    at_once = refund_postings(SELLER, line, refunded_before_minor=before, refund_minor=refund)
    owed = owed_postings(SELLER, line, refunded_before_minor=before, refund_minor=refund)
    assert sum(owed.values()) == 0
    assert "stripe" not in owed
    assert merged([owed, repayment_postings(refund)]) == at_once
    assert merged([at_once, repayment_postings(-refund)]) == owed


@pytest.mark.parametrize(("before", "refund"), [(0, 101), (100, 1), (50, 51), (0, -1)])
def test_more_than_was_paid_is_never_refunded(before: int, refund: int) -> None:
    line = line_amounts(FRENCH, price_minor=100, shipping_minor=0, fee_minor=0)
    with pytest.raises(ValueError, match="between 0 and the whole amount"):
        refund_postings(SELLER, line, refunded_before_minor=before, refund_minor=refund)


def test_lines_of_one_seller_and_of_others_become_one_journal() -> None:
    line = line_amounts(FRENCH, price_minor=100_00, shipping_minor=0, fee_minor=0)
    journal = merged([sale_postings("a", line), sale_postings("a", line), sale_postings("b", line)])
    assert journal["stripe"] == 300_00
    assert journal["seller:a"] == 2 * journal["seller:b"]
    assert sum(journal.values()) == 0
    assert merged([]) == {}


def test_a_given_away_line_moves_nothing() -> None:
    free = line_amounts(FRENCH, price_minor=0, shipping_minor=0, fee_minor=0)
    assert sale_postings(SELLER, free) == {}
    assert refund_postings(SELLER, free, refunded_before_minor=0, refund_minor=0) == {}
