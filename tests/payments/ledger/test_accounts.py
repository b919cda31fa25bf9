"""The chart of accounts: what is posted, what is totalled and what the documents list are the same accounts."""

import pytest

from chalicelib.payments.ledger.accounts import (
    NORMAL_SIGN,
    Account,
    AccountClass,
    UnknownAccount,
    account_of,
    seller_account,
    seller_of,
    totals_by_account,
)
from chalicelib.payments.models import LedgerDay
from tests.doc_pages import ROOT

NOT_TOTALS = {"currency", "day_shard", "journals"}


def test_a_day_has_a_total_for_every_account_of_the_chart() -> None:
    assert set(LedgerDay.get_attributes()) == set(Account) | NOT_TOTALS


def test_the_documents_list_the_chart() -> None:
    rows = [
        f"| `{account}` | {account.account_class} | {'+' if account.normal_sign > 0 else '−'} | {account.meaning} |"
        for account in Account
    ]
    table = "| account | class | sign | meaning |\n|---|---|---|---|\n" + "\n".join(rows) + "\n\n"
    assert table in (ROOT / "docs" / "architecture.md").read_text()


def test_what_is_held_or_spent_is_positive_and_what_is_owed_or_earned_negative() -> None:
    assert {one: sign for one, sign in NORMAL_SIGN.items() if sign > 0} == {
        AccountClass.ASSET: 1,
        AccountClass.EXPENSE: 1,
    }
    assert (Account.STRIPE.normal_sign, Account.OWED_BACK.normal_sign, Account.COMMISSION.normal_sign) == (1, -1, -1)


def test_every_seller_has_an_account_and_all_of_them_are_one_in_the_chart() -> None:
    posted = seller_account("sel_eu_1")
    assert (posted, seller_of(posted), account_of(posted)) == ("seller:sel_eu_1", "sel_eu_1", Account.SELLERS)
    assert seller_of("stripe") is None
    totals = totals_by_account({"stripe": 30, posted: -10, seller_account("sel_eu_2"): -15, "commission": -5})
    assert totals == {Account.STRIPE: 30, Account.SELLERS: -25, Account.COMMISSION: -5}


@pytest.mark.parametrize("name", ["sellers", "seller:", "bonus", "STRIPE", ""])
def test_what_is_not_in_the_chart_is_no_account(name: str) -> None:
    with pytest.raises(UnknownAccount):
        account_of(name)
