"""Whatever a currency's smallest unit is, an order's amounts are shared, and given back, to the last one of it."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values.money import reversed_so_far, split
from chalicelib.payments.commission import LineAmounts, SaleRates, line_amounts
from chalicelib.payments.ledger import journals, trial_balance
from chalicelib.payments.ledger.accounts import Account
from chalicelib.payments.ledger.journals import Journal
from chalicelib.payments.ledger.postings import merged, sale_postings
from testing.cell import Cell

# Decimals of the smallest unit: the yen has none, the Bahraini dinar three.
DECIMALS = {"JPY": 0, "EUR": 2, "BHD": 3}
CURRENCIES = st.sampled_from(sorted(DECIMALS))


@st.composite
def orders(draw: st.DrawFn) -> tuple[str, list[LineAmounts], int, int]:
    """An order in a currency: its lines, and the fee and contribution that were divided over them."""
    currency = draw(CURRENCIES)
    unit = 10 ** DECIMALS[currency]
    prices = draw(st.lists(st.integers(1, 3_000 * unit), min_size=1, max_size=6))
    fee_minor, gift_minor = draw(st.integers(0, 20 * unit)), draw(st.integers(0, 50 * unit))
    rates = SaleRates(
        commission_bp=draw(st.integers(0, 3_000)),
        commission_vat_bp=draw(st.integers(0, 2_700)),
        fee_vat_bp=draw(st.integers(0, 2_700)),
    )
    lines = [
        line_amounts(rates, price_minor=price, shipping_minor=0, fee_minor=fee, contribution_minor=gift)
        for price, fee, gift in zip(prices, split(fee_minor, prices), split(gift_minor, prices), strict=True)
    ]
    return currency, lines, fee_minor, gift_minor


@given(orders())
def test_the_shares_of_an_order_add_up_in_every_currency(order: tuple[str, list[LineAmounts], int, int]) -> None:
    _, lines, fee_minor, gift_minor = order
    assert sum(line.fee_minor for line in lines) == fee_minor
    assert sum(line.contribution_minor for line in lines) == gift_minor
    postings = merged([sale_postings(f"seller{number}", line) for number, line in enumerate(lines)])
    assert sum(postings.values()) == 0
    assert postings.get(Account.STRIPE, 0) == sum(line.paid_minor for line in lines)
    assert all(type(minor) is int for minor in postings.values())


@given(orders(), st.data())
def test_refunds_in_any_pieces_and_order_return_exactly_the_commission_taken(
    order: tuple[str, list[LineAmounts], int, int], data: st.DataObject
) -> None:
    _, lines, _, _ = order
    wholes = [(line.paid_minor, line.commission_minor) for line in lines]
    assert [_given_back(line, data) for line in lines] == wholes


def _given_back(line: LineAmounts, data: st.DataObject) -> tuple[int, int]:
    """What the pieces of a full refund, in any order, return of the payment and of the commission."""
    stops = data.draw(st.lists(st.integers(0, line.paid_minor), max_size=6))
    sizes = [later - one for one, later in pairwise([0, *sorted(stops), line.paid_minor])]
    refunded = returned = 0
    for size in data.draw(st.permutations(sizes)):
        before = reversed_so_far(line.commission_minor, refunded, line.paid_minor)
        refunded += size
        piece = reversed_so_far(line.commission_minor, refunded, line.paid_minor) - before
        assert 0 <= piece <= line.commission_minor
        returned += piece
    return refunded, returned


@pytest.mark.parametrize("currency", sorted(DECIMALS))
def test_the_ledger_keeps_every_currency_in_its_smallest_unit(cell: Cell, currency: str) -> None:
    rates = SaleRates(commission_bp=1_000, commission_vat_bp=2_000, fee_vat_bp=2_000)
    line = line_amounts(rates, price_minor=12_345, shipping_minor=678, fee_minor=99)
    journal = Journal(
        order_id="ord_1", journal_id="capture#pi_1", currency=currency, postings=sale_postings("seller1", line)
    )
    transactions.commit(journals.book_acts(journal))
    trial_balance.add_to_day_totals("ord_1", "capture#pi_1")
    day = cell.clock.moment.date().isoformat()
    totals = trial_balance.trial_balance(currency, day, day)
    assert (totals.sum_minor, totals.accounts[Account.STRIPE]) == (0, 13_122)
    assert [balance.owed_minor for balance in journals.balances_of("seller1")] == [line.seller_net_minor]
