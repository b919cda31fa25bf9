"""Operators see how much of each day's money is explained, what is not, and have a day compared again."""

import pytest

from chalicelib.access.api_keys.credentials import issue_key
from tests.api_client import Api
from tests.payments.reconciliation.conftest import TODAY, Books


@pytest.fixture
def key(books: Books) -> str:  # noqa: ARG001 - the key is dated by the cell's clock
    return issue_key("ops", "camille", ["ledger:read", "ledger:write"])


def test_operators_see_every_day_and_what_of_it_is_unexplained(api: Api, books: Books, key: str) -> None:
    order = books.cell.paid_order(books.shop.offer_id)
    made = books.ask_stripe("/v1/refunds", payment_intent=order.payment_intent_id, amount=100)
    books.lose_events()
    books.days_pass()
    path = f"/v1/ops/reconciliations/{TODAY}"
    assert api("GET", path, key=key).status == 404
    begun = api("POST", path, key=key)
    assert (begun.status, begun.body["state"], begun.body["items"], begun.body["explained_percent"]) == (
        202,
        "RUNNING",
        None,
        None,
    )
    books.reconcile()
    shown = api("GET", path, key=key).body
    (unexplained,) = shown.pop("unexplained")
    assert (unexplained["object_id"], unexplained["side"], unexplained["explained_at"]) == (made["id"], "STRIPE", None)
    assert unexplained["amount"] == {"amount_minor": -100, "currency": "EUR"}
    (euros,) = shown["items"]
    assert (euros["currency"], euros["stripe_only_minor"], euros["matched"]) == ("EUR", 100, 1)
    assert shown["explained_percent"] == "99.726"
    assert api("GET", "/v1/ops/reconciliations", key=key).body == {"items": [shown], "next_cursor": None}


def test_days_are_listed_newest_first(api: Api, books: Books, key: str) -> None:
    books.days_pass(3)
    for day in ("2026-11-24", "2026-11-23", "2026-11-25"):
        books.reconcile(day)
    first = api("GET", "/v1/ops/reconciliations?limit=2", key=key).body
    assert [one["day"] for one in first["items"]] == ["2026-11-25", "2026-11-24"]
    rest = api("GET", f"/v1/ops/reconciliations?limit=2&cursor={first['next_cursor']}", key=key).body
    assert [one["day"] for one in rest["items"]] == ["2026-11-23"]


@pytest.mark.parametrize(("day", "status"), [(TODAY, 409), ("2026-11-31", 404), ("today", 404), ("2099-01-01", 409)])
def test_a_day_that_is_not_over_or_none_is_refused(api: Api, key: str, day: str, status: int) -> None:
    assert api("POST", f"/v1/ops/reconciliations/{day}", key=key).status == status
    assert api("GET", "/v1/ops/reconciliations", key=key).body["items"] == []


def test_a_reader_cannot_have_a_day_compared(api: Api, books: Books) -> None:
    books.days_pass()
    reader = issue_key("ops", "reader", ["ledger:read"])
    assert api("POST", f"/v1/ops/reconciliations/{TODAY}", key=reader).status == 403
    assert api("GET", f"/v1/ops/reconciliations/{TODAY}", key=reader).status == 404
