"""A day's money is explained to the cent, or what is not is named; whatever happens, nothing is booked twice."""

import pytest

from chalicelib.kernel.storage import transactions
from chalicelib.orders import queries
from chalicelib.orders.cancellation.cancelling import Cancellation, cancel_line
from chalicelib.orders.payment import order_audit
from chalicelib.payments.ledger import journals, trial_balance
from chalicelib.payments.ledger.journals import Journal
from chalicelib.payments.models import JournalItem
from chalicelib.payments.money_commands import ReconcileDay
from chalicelib.payments.reconciliation import day_run, day_runs, due_days, unexplained_money
from chalicelib.payments.reconciliation.day_result import MoneyTotals, UnexplainedReason
from doubles.stripe_double import payouts, refunds
from tests.payments.reconciliation.conftest import ALL_PPM, TODAY, TOMORROW, Books

MISTAKE = Cancellation(by="SELLER", reason="PRICE_MISTAKE")


def fees(books: Books) -> int:
    return books.accounts()["stripe_fees"]


def test_a_days_sales_refunds_and_fees_are_explained_to_the_cent(books: Books) -> None:
    first = books.cell.paid_order(books.shop.offer_id, books.shop.offer_id)
    books.cell.paid_order(books.shop.offer_id)
    cancel_line(first.order_id, "1", MISTAKE)
    books.cell.settle()
    books.days_pass()
    run = books.reconcile()
    assert run.result is not None
    totals = run.result["EUR"]
    assert (totals.transactions, totals.matched, totals.explained_minor) == (3, 3, totals.seen_minor)
    assert (books.open(), unexplained_money.count()) == ([], 0)
    accounts = books.accounts()
    assert accounts["stripe"] == books.balance_at_stripe()
    assert accounts["stripe_fees"] == sum(each["_fee"] for each in books.cell.stripe.world.all("charge")) > 0
    assert sum(accounts.values()) == 0
    assert order_audit.audit_order(queries.order(first.order_id)).faults == ()


def test_a_day_that_is_run_again_finds_the_same_and_books_nothing_twice(books: Books) -> None:
    books.cell.paid_order(books.shop.offer_id)
    books.days_pass()
    first, booked = books.reconcile(), len(list(JournalItem.scan()))
    before = fees(books)
    again = books.reconcile()
    assert (again.run, again.result) == (first.run + 1, first.result)
    assert (len(list(JournalItem.scan())), fees(books)) == (booked, before)


def test_a_day_without_money_is_explained_whole(books: Books) -> None:
    books.days_pass()
    run = books.reconcile()
    assert (run.state, run.result, books.explained_ppm()) == ("DONE", {}, ALL_PPM)


def test_a_refund_that_came_back_and_was_never_reported_is_found_and_booked(books: Books) -> None:
    order = books.cell.paid_order(books.shop.offer_id)
    cancel_line(order.order_id, "1", MISTAKE)
    books.cell.settle()
    (refund,) = books.cell.stripe.world.all("refund")
    refunds.fail(books.cell.stripe.world, refund["id"])
    assert books.lose_events() > 0
    books.days_pass(4)
    books.reconcile()
    (found,) = books.open()
    assert (found.reason, found.kind, found.object_id) == ("NO_JOURNAL", "refund_failure", refund["id"])
    assert order_audit.audit_order(queries.order(order.order_id)).terms["owed_back"] == order.total_minor
    assert (books.explained_ppm(), books.open()) == (ALL_PPM, [])
    (kept,) = unexplained_money.of_day(TODAY)
    assert kept.explained_at


def test_a_journal_booked_days_after_its_movement_has_its_counterpart_there(books: Books) -> None:
    order = books.cell.paid_order(books.shop.offer_id)
    cancel_line(order.order_id, "1", MISTAKE)
    books.cell.settle()
    (refund,) = books.cell.stripe.world.all("refund")
    refunds.fail(books.cell.stripe.world, refund["id"])
    books.lose_events()
    books.days_pass(9)
    books.reconcile()
    assert books.explained_ppm() == ALL_PPM
    books.days_pass(3)
    late = books.reconcile("2026-12-02")
    assert (late.result, books.open("2026-12-02")) == ({}, [])


def test_a_refund_of_the_dashboard_is_reported_and_breaks_no_command(books: Books) -> None:
    order = books.cell.paid_order(books.shop.offer_id)
    made = books.ask_stripe("/v1/refunds", payment_intent=order.payment_intent_id, amount=100)
    books.lose_events()
    books.days_pass()
    books.reconcile()
    (found,) = books.open()
    assert (found.reason, found.object_id, found.order_id) == ("NO_JOURNAL", made["id"], order.order_id)
    assert (found.amount_minor, unexplained_money.count()) == (-100, 1)
    run = day_runs.of_day(TODAY)
    assert run.result is not None
    assert run.result["EUR"].stripe_only_minor == 100


def test_money_of_no_order_is_reported(books: Books) -> None:
    intent = {"amount": 5_000, "currency": "eur", "payment_method": "pm_card_visa", "confirm": "true"}
    books.ask_stripe("/v1/payment_intents", **intent, return_url="https://rebound.example")
    books.lose_events()
    books.days_pass()
    books.reconcile()
    (found,) = books.open()
    assert (found.reason, found.order_id, found.amount_minor) == ("NO_ORDER", "", 5_000)


def test_a_payment_whose_money_came_too_late_is_explained(books: Books) -> None:
    placed = books.cell.place(*[books.shop.offer_id] * 3)
    books.cell.place(*[books.shop.offer_id] * 2)
    books.cell.clock.advance(minutes=16)
    intent_id = placed.payment.intent_id
    books.cell.confirm(intent_id)
    books.cell.stripe.world.require("payment_intent", intent_id)
    books.cell.settle()
    books.days_pass()
    assert (books.explained_ppm(), books.open()) == (ALL_PPM, [])


def test_what_stripe_pays_into_the_bank_is_booked_from_its_list(books: Books) -> None:
    books.cell.paid_order(books.shop.offer_id)
    books.days_pass(8)
    payout = books.ask_stripe("/v1/payouts", amount=10_000, currency="eur")
    books.days_pass(1)
    assert books.explained_ppm("2026-12-01") == ALL_PPM
    assert books.accounts()["bank"] == 10_000
    payouts.fail(books.cell.stripe.world, payout["id"])
    books.days_pass(1)
    assert books.explained_ppm("2026-12-02") == ALL_PPM
    books.reconcile()
    assert (books.accounts()["bank"], books.accounts()["stripe"]) == (0, books.balance_at_stripe())


def booked_by_mistake(order_id: str, journal_id: str, minor: int) -> None:
    postings = {"stripe": minor, "owed_back": -minor}
    journal = Journal(order_id=order_id, journal_id=journal_id, currency="EUR", postings=postings)
    transactions.commit(journals.book_acts(journal))
    trial_balance.add_to_day_totals(order_id, journal_id)


def test_a_journal_without_money_is_reported_after_two_days(books: Books) -> None:
    order = books.cell.paid_order(books.shop.offer_id)
    booked_by_mistake(order.order_id, "refund#re_9", -700)
    books.days_pass()
    run = books.reconcile()
    assert run.result is not None
    assert (run.result["EUR"].waiting_minor, books.open(), books.explained_ppm()) == (700, [], ALL_PPM)
    books.days_pass()
    assert books.explained_ppm() < ALL_PPM
    (found,) = books.open()
    assert (found.reason, found.entry_id, found.amount_minor) == (
        UnexplainedReason.NO_TRANSACTION,
        f"{order.order_id}#refund#re_9",
        -700,
    )
    booked_by_mistake(order.order_id, "refund_owed#1-1", 0)
    day_runs.name_late(TODAY, "refund#re_9", "txn_9")
    assert (books.reconcile().state, books.open()) == ("DONE", [])


def test_a_journal_of_another_amount_is_no_counterpart(books: Books) -> None:
    order = books.cell.paid_order(books.shop.offer_id)
    item = JournalItem.get(order.order_id, f"capture#{order.payment_intent_id}")
    item.postings = item.postings | {"stripe": item.postings["stripe"] - 1}
    item.save()
    books.days_pass()
    assert books.explained_ppm() < ALL_PPM
    (found,) = books.open()
    assert found.reason == UnexplainedReason.OTHER_AMOUNT


def test_a_journal_that_two_movements_name_is_reported(books: Books) -> None:
    order = books.cell.paid_order(books.shop.offer_id)
    books.days_pass()
    assert books.explained_ppm() == ALL_PPM
    day_runs.name_late(TODAY, f"capture#{order.payment_intent_id}", "txn_9")
    assert books.explained_ppm() == 0 + books.explained_ppm() < ALL_PPM
    (found,) = books.open()
    assert (found.reason, found.order_id) == (UnexplainedReason.JOURNAL_NAMED_TWICE, order.order_id)


def test_movements_of_one_page_that_name_one_journal_are_reported(books: Books) -> None:
    books.cell.paid_order(books.shop.offer_id)
    world = books.cell.stripe.world
    (charge,) = world.all("charge")
    (moved,) = world.all("balance_transaction")
    world.add({**moved, "id": "txn_again", "fee": 0, "net": moved["amount"]})
    assert charge["balance_transaction"] == moved["id"]
    books.days_pass()
    assert books.explained_ppm() < ALL_PPM
    (found,) = books.open()
    assert found.reason == UnexplainedReason.JOURNAL_NAMED_TWICE


def test_an_unknown_kind_of_movement_is_reported_and_one_of_nothing_is_not(books: Books) -> None:
    books.cell.paid_order(books.shop.offer_id)
    world = books.cell.stripe.world
    (moved,) = world.all("balance_transaction")
    strange = {**moved, "type": "reserve_transaction", "source": None, "fee": 0}
    world.add({**strange, "id": "txn_held", "amount": -50, "net": -50})
    world.add({**strange, "id": "txn_empty", "amount": 0, "net": 0})
    books.days_pass()
    books.reconcile()
    (found,) = books.open()
    assert (found.entry_id, found.reason, found.object_id) == ("txn_held", UnexplainedReason.UNKNOWN_TYPE, "")


def test_a_long_day_is_read_in_pages_and_steps_that_go_on_where_one_ended(
    books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(day_run, "PAGES_PER_STEP", 1)
    books.cell.paid_order(books.shop.offer_id)
    world = books.cell.stripe.world
    (moved,) = world.all("balance_transaction")
    for number in range(230):
        world.add({**moved, "id": f"txn_{number}", "type": "stripe_fee", "source": None, "amount": -1, "fee": 0})
    books.days_pass()
    run = books.reconcile()
    assert (run.pages, run.state) == (3, "DONE")
    assert run.result is not None
    assert (run.result["EUR"].transactions, run.result["EUR"].matched) == (231, 231)
    assert fees(books) == 230 + moved["fee"]


def test_a_step_of_an_earlier_or_finished_run_changes_nothing(books: Books) -> None:
    books.cell.paid_order(books.shop.offer_id)
    books.days_pass()
    done = books.reconcile()
    day_run.carry_on(ReconcileDay(TODAY, done.run), frozenset())
    day_run.carry_on(ReconcileDay(TODAY, done.run - 1), frozenset())
    day_run.carry_on(ReconcileDay(TOMORROW, 1), frozenset())
    assert (day_runs.of_day(TODAY), day_runs.find(TOMORROW)) == (done, None)


def test_of_two_workers_at_one_step_one_goes_on(books: Books) -> None:
    books.cell.paid_order(books.shop.offer_id)
    books.days_pass()
    begun = due_days.begin(TODAY)
    day_runs.save(begun)  # the other worker stored a step since this one read the run
    monkey = day_runs.find(TODAY)
    assert monkey is not None
    overtaken = {"times": 0}

    def other(**_: object) -> None:
        if not overtaken["times"]:
            overtaken["times"] = 1
            day_runs.save(monkey)

    events = books.cell.stripe
    answer = events.answer

    def answer_while_the_other_saves(*given: object) -> object:
        other()
        return answer(*given)  # type: ignore[arg-type]

    events.answer = answer_while_the_other_saves  # type: ignore[method-assign, assignment]
    day_run.carry_on(ReconcileDay(TODAY, begun.run), frozenset())
    after = day_runs.of_day(TODAY)
    assert (after.state, after.pages, overtaken["times"]) == ("RUNNING", 0, 1)


def test_totals_are_shown_for_each_currency(books: Books) -> None:
    books.cell.paid_order(books.shop.offer_id)
    world = books.cell.stripe.world
    (moved,) = world.all("balance_transaction")
    dollars = {**moved, "id": "txn_us", "type": "stripe_fee", "source": None, "amount": -9, "fee": 0}
    world.add({**dollars, "currency": "usd"})
    books.days_pass()
    run = books.reconcile()
    assert run.result is not None
    assert run.result["USD"] == MoneyTotals(transactions=1, matched=1, seen_minor=9, explained_minor=9)
