"""A seller's funds: numbered entries with their balance, of which a payout takes a range."""

import pytest

from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values.problems import Conflict
from chalicelib.payments.payouts import funds

SELLER = "sel_eu_00000000000000000000000001"


def amounts(first: int, last: int) -> list[int]:
    return [entry.amount_minor for entry in funds.entries(SELLER, "EUR", first, last)]


@pytest.mark.usefixtures("tables")
def test_entries_are_numbered_and_a_range_without_any_is_empty() -> None:
    empty = funds.read(SELLER, "EUR")
    for minor in (500, -200):
        transactions.commit(funds.add_acts(funds.read(SELLER, "EUR"), funds.entry("TRANSFER", minor)))
    assert (amounts(1, 2), amounts(2, 2), amounts(3, 2)) == ([500, -200], [-200], [])
    assert funds.read(SELLER, "EUR").balance_minor == 300
    with pytest.raises(Conflict):
        transactions.commit(funds.add_acts(empty, funds.entry("TRANSFER", 1)))
