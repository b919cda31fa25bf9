"""Every order's money is audited once a day, in slices; what disagrees is counted until it agrees again."""

import json
from collections.abc import Callable

import pytest

from chalicelib.kernel.storage import leases
from chalicelib.orders import queries
from chalicelib.orders.cancellation.cancelling import Cancellation, cancel_line
from chalicelib.orders.models import OrderItem
from chalicelib.orders.payment import books_audit, order_audit
from chalicelib.payments.ledger.accounts import Account
from chalicelib.payments.models import LedgerDay
from local.places import ROOT
from local.template import merged
from tests.orders.conftest import Shop


def orders(shop: Shop, count: int) -> list[str]:
    return [shop.cell.paid_order(shop.offer_id).order_id for _ in range(count)]


def set_captured(order_id: str, change: Callable[[int], int]) -> None:
    item = OrderItem.get(order_id)
    item.update(actions=[OrderItem.captured_minor.set(change(int(item.captured_minor)))])


def test_every_order_is_audited_once_a_day(shop: Shop) -> None:
    orders(shop, 3)
    assert [books_audit.audit_books() for _ in range(2)] == [3, 0]
    shop.cell.clock.advance(days=1)
    assert [books_audit.audit_books(), books_audit.count_disagreements()] == [3, 0]


def test_a_run_goes_on_where_the_last_one_had_no_time_left(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    orders(shop, 5)
    monkeypatch.setattr(books_audit, "PAGE_MAX", 2)
    monkeypatch.setattr(books_audit, "RUN_SECONDS", 0.002)  # the clock moves a millisecond with each reading
    counts: list[int] = []
    while not counts or counts[-1]:
        counts.append(books_audit.audit_books())
        shop.cell.clock.advance(minutes=5)
    assert (sum(counts), len(counts) > 2) == (5, True)


def test_an_order_that_disagrees_is_counted_until_it_agrees(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    wrong, _ = orders(shop, 2)
    set_captured(wrong, lambda minor: minor + 1)
    books_audit.audit_books()
    assert books_audit.count_disagreements() == 1
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    named = [line for line in lines if line["event"] == "books-disagree"]
    assert [(line["order_id"], line["fault"]) for line in named] == [
        (wrong, "the order says another amount was captured")
    ]
    set_captured(wrong, lambda minor: minor - 1)
    books_audit.audit_books()
    assert books_audit.count_disagreements() == 0


def test_totals_that_are_not_zero_are_counted(shop: Shop) -> None:
    orders(shop, 1)
    (day,) = LedgerDay.scan()
    day.update(actions=[getattr(LedgerDay, Account.COMMISSION).add(1)])
    books_audit.audit_books()
    assert books_audit.count_disagreements() == 1


def test_money_that_moves_while_an_order_is_audited_is_no_fault(shop: Shop) -> None:
    (order_id,) = orders(shop, 1)
    order = queries.order(order_id)
    cancel_line(order_id, "1", Cancellation(by="SELLER", reason="PRICE_MISTAKE"))
    stale = queries.order(order_id)
    shop.cell.settle()
    assert order_audit.audit_order(order).faults == ()
    assert order_audit.audit_order(stale).faults == ()
    assert order_audit.audit_order(order).refunded_minor == order.total_minor


def test_two_runs_at_once_are_one(shop: Shop) -> None:
    orders(shop, 1)
    holder = leases.acquire(books_audit.LEASE, 60)
    assert holder
    assert books_audit.audit_books() == 0
    leases.release(books_audit.LEASE, holder)
    assert books_audit.audit_books() == 1


@pytest.mark.usefixtures("shop")
def test_a_cell_without_orders_has_nothing_to_disagree() -> None:
    assert (books_audit.count_disagreements(), books_audit.audit_books()) == (0, 0)


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize(
    ("name", "alarm"), [("books_disagree", "BooksDisagreeAlarm"), ("unexplained_money", "UnexplainedMoneyAlarm")]
)
def test_the_numbers_are_measured_where_their_alarms_look(
    capsys: pytest.CaptureFixture[str], name: str, alarm: str
) -> None:
    books_audit.audit_books()
    lines = map(json.loads, capsys.readouterr().out.splitlines())
    (measured,) = [line for line in lines if "_aws" in line and name in line]
    (kept,) = measured["_aws"]["CloudWatchMetrics"]
    looked = merged(ROOT / ".chalice" / "template", {"cell": "eu"})["Resources"][alarm]["Properties"]
    assert (looked["Namespace"], looked["MetricName"]) == (kept["Namespace"], kept["Metrics"][0]["Name"])
    assert (looked["Dimensions"], measured[name]) == ([{"Name": "cell", "Value": "eu"}], 0)
