"""Audits a cell from its journals: every order's equation, every seller's balance and the platform's totals.

It scans whole tables: a tool for operators, not for requests.
"""

import sys
from collections import Counter
from collections.abc import Iterable

from chalicelib.orders.models import OrderItem
from chalicelib.orders.payment.order_audit import OrderAudit, audit_order, sellers_net_minor
from chalicelib.orders.stored_items import order_of
from chalicelib.payments.ledger import trial_balance
from chalicelib.payments.ledger.accounts import MONEY, Account, seller_of, totals_by_account
from chalicelib.payments.models import JournalItem, SellerBalance

FIRST_DAY, LAST_DAY = "2020-01-01", "2999-12-31"
# The terms of the equation; the money itself is captured less refunded, sellers have a column of their own.
TERMS = tuple(account for account in Account if account not in MONEY | {Account.SELLERS})


def main() -> int:
    """0 if everything agrees, else 1; prints a line per order and every disagreement."""
    audits = [
        audit_order(order) for order in sorted(map(order_of, OrderItem.scan()), key=lambda order: order.created_at)
    ]
    _print(audits)
    faults = [f"{audit.order_id}: {fault}" for audit in audits for fault in audit.faults]
    faults += _balances_that_disagree() + _totals_that_disagree()
    for fault in faults:
        print(f"DISAGREES  {fault}")
    print(f"{len(audits)} orders, {len(faults)} disagreements")
    return 1 if faults else 0


def _print(audits: Iterable[OrderAudit]) -> None:
    columns = ("captured", "refunded", "disputed", "transferred", "sellers", *TERMS)
    print(f"{'order':<34}{'state':<10}" + "".join(f"{name:>17}" for name in columns))
    for audit in audits:
        figures = [audit.captured_minor, audit.refunded_minor, audit.disputed_minor, audit.transferred_minor]
        figures += [sellers_net_minor(audit), *(audit.terms.get(name, 0) for name in TERMS)]
        print(f"{audit.order_id:<34}{audit.state:<10}" + "".join(f"{figure:>17,}" for figure in figures))


def _balances_that_disagree() -> list[str]:
    """Sellers whose stored balance is not the sum of the postings on their account."""
    posted: Counter[tuple[str, str]] = Counter()
    for journal in JournalItem.scan():
        for account, minor in journal.postings.items():
            if seller_id := seller_of(account):
                posted[seller_id, journal.currency] -= minor
    stored = {(balance.seller_id, balance.currency): int(balance.owed_minor) for balance in SellerBalance.scan()}
    return [
        f"seller {seller_id}: balance {stored.get((seller_id, currency), 0)}, journals {posted[seller_id, currency]}"
        for seller_id, currency in sorted(posted.keys() | stored.keys())
        if stored.get((seller_id, currency), 0) != posted[seller_id, currency]
    ]


def _totals_that_disagree() -> list[str]:
    """Accounts whose totals are not the sum of all journals."""
    summed: Counter[tuple[str, str]] = Counter()
    for journal in JournalItem.scan():
        for account, minor in totals_by_account(journal.postings).items():
            summed[journal.currency, account] += minor
    faults = []
    for currency in sorted({currency for currency, _ in summed}):
        totals = trial_balance.trial_balance(currency, FIRST_DAY, LAST_DAY)
        if totals.sum_minor:
            faults.append(f"trial balance {currency}: sums to {totals.sum_minor}")
        faults += [
            f"account {account} {currency}: tallied {tallied}, journals {summed[currency, account]}"
            for account, tallied in totals.accounts.items()
            if tallied != summed[currency, account]
        ]
    return faults


if __name__ == "__main__":
    sys.exit(main())
