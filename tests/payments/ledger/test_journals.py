"""A money event is booked once, balanced, together with what the sellers are owed."""

import msgspec
import pytest

from chalicelib.kernel.storage import transactions
from chalicelib.kernel.storage.key_value import KeyValueItem, find
from chalicelib.payments.ledger import journals
from chalicelib.payments.ledger.accounts import UnknownAccount
from chalicelib.payments.ledger.journals import AlreadyBooked, Journal, UnbalancedJournal

pytestmark = pytest.mark.usefixtures("tables")

SALE = Journal(
    order_id="ord_eu_1",
    journal_id="capture#pi_1",
    currency="EUR",
    postings={"stripe": 300_00, "seller:a": -180_00, "seller:b": -90_00, "commission": -30_00},
)
REFUND = Journal(
    order_id="ord_eu_1",
    journal_id="refund#re_1",
    currency="EUR",
    postings={"stripe": -100_00, "seller:b": 90_00, "commission": 10_00},
)


def owed(seller_id: str) -> list[tuple[str, int, int]]:
    return [(balance.currency, balance.owed_minor, balance.journals) for balance in journals.balances_of(seller_id)]


def test_a_sale_is_in_the_books_and_owed_to_its_sellers() -> None:
    transactions.commit(journals.book_acts(SALE))
    assert journals.journals_of("ord_eu_1") == [SALE]
    assert owed("a") == [("EUR", 180_00, 1)]
    assert owed("b") == [("EUR", 90_00, 1)]


def test_a_refund_is_a_journal_of_its_own_and_takes_back_what_was_owed() -> None:
    transactions.commit(journals.book_acts(SALE))
    transactions.commit(journals.book_acts(REFUND))
    assert journals.journals_of("ord_eu_1") == [SALE, REFUND]
    assert owed("b") == [("EUR", 0, 2)]


def test_the_same_event_is_booked_once() -> None:
    transactions.commit(journals.book_acts(SALE))
    with pytest.raises(AlreadyBooked):
        transactions.commit(journals.book_acts(SALE))
    assert owed("a") == [("EUR", 180_00, 1)]


def test_books_and_balances_move_with_their_cause_or_not_at_all() -> None:
    missing = transactions.check(KeyValueItem("a cause"), KeyValueItem.key.exists())
    with pytest.raises(Exception, match="Another request changed it"):
        transactions.commit([*journals.book_acts(SALE), missing])
    assert journals.journals_of("ord_eu_1") == []
    assert owed("a") == []
    assert find("a cause") is None


def test_each_currency_is_owed_by_itself() -> None:
    dollars = Journal(
        order_id="ord_eu_2", journal_id="capture#pi_2", currency="USD", postings={"stripe": 5_00, "seller:a": -5_00}
    )
    transactions.commit(journals.book_acts(SALE))
    transactions.commit(journals.book_acts(dollars))
    assert owed("a") == [("EUR", 180_00, 1), ("USD", 5_00, 1)]


@pytest.mark.parametrize(
    "postings",
    [
        {"stripe": 300_00, "seller:a": -299_99},
        {"stripe": 1},
        {"stripe": 0.5, "seller:a": -0.5},
        {"stripe": True, "seller:a": -1},
    ],
    ids=["a cent short", "one leg", "half cents", "a truth"],
)
def test_books_that_do_not_balance_in_whole_cents_are_never_written(postings: dict[str, int]) -> None:
    with pytest.raises(UnbalancedJournal, match="capture#pi_1"):
        journals.book_acts(Journal(order_id="ord_eu_1", journal_id="capture#pi_1", currency="EUR", postings=postings))
    assert journals.journals_of("ord_eu_1") == []


@pytest.mark.parametrize("account", ["commision", "sellers", "seller:", "", "STRIPE"])
def test_a_posting_to_an_account_that_is_not_in_the_chart_is_never_written(account: str) -> None:
    with pytest.raises(UnknownAccount):
        journals.book_acts(msgspec.structs.replace(SALE, postings={"stripe": 1, account: -1}))
    assert journals.journals_of("ord_eu_1") == []


def test_a_seller_who_never_sold_is_owed_nothing() -> None:
    assert journals.balances_of("nobody") == []
