"""Every cent of a line belongs to somebody when it is sold, and goes back to where it came from when it is refunded."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.payments.commission import LineAmounts, SaleRates, line_amounts
from chalicelib.payments.ledger.postings import (
    Reversal,
    merged,
    owed_postings,
    refund_postings,
    repayment_postings,
    sale_postings,
)
from chalicelib.payments.refund_parts import NO_PARTS, Part, Parts, amounts_by_part, paid_by_part, parts_of

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


def undone(line: LineAmounts, before: Parts, reverses: Parts, amount_minor: int | None = None) -> dict[str, int]:
    """The postings of a refund that undoes `reverses` after `before`; the buyer gets as much, or `amount_minor`."""
    given = reverses.total_minor if amount_minor is None else amount_minor
    return refund_postings(SELLER, line, Reversal(amount_minor=given, reverses=reverses, before=before))


def goods(minor: int) -> Parts:
    return Parts(goods_minor=minor)


@st.composite
def splits(draw: st.DrawFn, line: LineAmounts) -> list[Parts]:
    """Everything of a line cut into refunds of any part, in any order."""
    whole = paid_by_part(line)
    cuts: list[Parts] = []
    for part in Part:
        stops = sorted(draw(st.lists(st.integers(0, whole.of(part)), max_size=4)))
        for start, stop in pairwise([0, *stops, whole.of(part)]):
            cuts.append(parts_of(stop - start if each is part else 0 for each in Part))
    return draw(st.permutations(cuts))


@given(lines())
def test_the_parts_of_a_line_are_together_the_line(line: LineAmounts) -> None:
    by_part = amounts_by_part(line).values()
    assert merged([sale_postings(SELLER, amounts) for amounts in by_part]) == sale_postings(SELLER, line)
    assert paid_by_part(line).total_minor == line.paid_minor


@given(lines(), st.data())
def test_any_split_of_a_full_refund_returns_exactly_everything_to_every_account(
    line: LineAmounts, data: st.DataObject
) -> None:
    journals, before = [sale_postings(SELLER, line)], NO_PARTS
    for cut in data.draw(splits(line)):
        journal = undone(line, before, cut)
        assert sum(journal.values()) == 0
        assert journal.get("stripe", 0) == -cut.total_minor
        assert "goodwill" not in journal
        journals.append(journal)
        before = before.plus(cut)
    assert merged(journals) == {}


@given(lines(), st.data())
def test_goodwill_of_the_platform_leaves_the_sale_and_a_full_return_ends_it(
    line: LineAmounts, data: st.DataObject
) -> None:
    whole = paid_by_part(line)
    given_minor = data.draw(st.integers(0, whole.goods_minor))
    goodwill = undone(line, NO_PARTS, NO_PARTS, given_minor)
    assert goodwill == ({"stripe": -given_minor, "goodwill": given_minor} if given_minor else {})
    returned = undone(line, NO_PARTS, whole, whole.total_minor - given_minor)
    assert merged([sale_postings(SELLER, line), goodwill, returned]) == {}


@given(lines(), st.data())
def test_a_part_refunded_takes_from_the_platform_what_it_earned_on_that_part(
    line: LineAmounts, data: st.DataObject
) -> None:
    sold = amounts_by_part(line)[Part.GOODS]
    refund_minor = data.draw(st.integers(0, sold.paid_minor))
    journal = undone(line, NO_PARTS, goods(refund_minor))
    exact = Fraction(sold.commission_minor * refund_minor, sold.paid_minor or 1)
    assert abs(journal.get("commission", 0) - exact) <= Fraction(1, 2)


@given(lines(), st.data())
def test_the_service_fee_goes_back_from_the_platform_alone(line: LineAmounts, data: st.DataObject) -> None:
    fee_minor = data.draw(st.integers(0, paid_by_part(line).service_fee_minor))
    journal = undone(line, NO_PARTS, Parts(service_fee_minor=fee_minor))
    assert journal.keys() <= {"stripe", "service_fee", "service_fee_vat", "facilitator_tax"}


def test_each_part_takes_its_share_of_tax_and_commission_by_hand() -> None:
    line = line_amounts(
        SaleRates(commission_bp=1_000, commission_vat_bp=0, fee_vat_bp=0),
        price_minor=300_00,
        shipping_minor=10_00,
        fee_minor=5_00,
        tax_minor=25_20,
        contribution_minor=2_50,
    )
    assert line.commission_minor == 33_52
    assert paid_by_part(line) == Parts(goods_minor=326_50, shipping_minor=10_80, service_fee_minor=5_40)
    assert undone(line, NO_PARTS, Parts(shipping_minor=10_80)) == {
        "stripe": -10_80,
        "seller:sel_eu_1": 8_92,
        "commission": 1_08,
        "facilitator_tax": 80,
    }
    assert undone(line, NO_PARTS, goods(326_50)) == {
        "stripe": -326_50,
        "seller:sel_eu_1": 267_56,
        "commission": 32_44,
        "facilitator_tax": 24_00,
        "contribution": 2_50,
    }


def test_a_refund_of_a_third_three_times_is_by_hand_what_was_sold() -> None:
    line = line_amounts(FRENCH, price_minor=100, shipping_minor=0, fee_minor=0)
    thirds = [undone(line, goods(before), goods(minor)) for before, minor in ((0, 33), (33, 33), (66, 34))]
    assert [third["commission"] for third in thirds] == [3, 4, 3]
    assert [third.get("commission_vat", 0) for third in thirds] == [1, 0, 1]
    assert [third["seller:sel_eu_1"] for third in thirds] == [29, 29, 30]


@given(lines(), st.data())
def test_a_refund_that_is_owed_and_paid_later_is_the_refund_that_was_paid_at_once(
    line: LineAmounts, data: st.DataObject
) -> None:
    paid_minor = paid_by_part(line).goods_minor
    before = data.draw(st.integers(0, paid_minor))
    refund = data.draw(st.integers(0, paid_minor - before))
    at_once = undone(line, goods(before), goods(refund))
    owed = owed_postings(SELLER, line, Reversal(amount_minor=refund, reverses=goods(refund), before=goods(before)))
    assert sum(owed.values()) == 0
    assert "stripe" not in owed
    assert merged([owed, repayment_postings(refund)]) == at_once
    assert merged([at_once, repayment_postings(-refund)]) == owed


@pytest.mark.parametrize(("before", "refund"), [(0, 101), (100, 1), (50, 51), (0, -1)])
def test_more_than_was_paid_is_never_refunded(before: int, refund: int) -> None:
    line = line_amounts(FRENCH, price_minor=100, shipping_minor=0, fee_minor=0)
    with pytest.raises(ValueError, match="between nothing and all of a part"):
        undone(line, goods(before), goods(refund))


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
    assert undone(free, NO_PARTS, NO_PARTS) == {}
