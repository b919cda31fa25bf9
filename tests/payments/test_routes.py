"""What Stripe, sellers and ops reach of payments over HTTP, and what they may not."""

import hashlib
import hmac
from collections.abc import Callable

import pytest

from chalicelib.access.api_keys.credentials import issue_key
from chalicelib.kernel.runtime.settings import settings
from chalicelib.payments.ledger.accounts import Account
from testing.cell import Cell
from tests.api_client import Api

EVENT = b'{"id": "evt_1", "type": "refund.updated", "data": {"object": {"object": "refund", "id": "re_1"}}}'


@pytest.fixture
def ops(cell: Cell) -> str:  # noqa: ARG001 - the key is dated by the cell's clock
    return issue_key("ops", "camille", ["ledger:read"])


def signature(raw: bytes, cell: Cell) -> str:
    moment = int(cell.clock.moment.timestamp())
    mac = hmac.new(settings.stripe_webhook_secret.encode(), f"{moment}.".encode() + raw, hashlib.sha256)
    return f"t={moment},v1={mac.hexdigest()}"


def test_stripe_is_answered_that_its_event_was_received(
    api: Api, cell: Cell, commands: Callable[[], list[str]]
) -> None:
    answer = api("POST", "/v1/stripe/events", EVENT, Stripe_Signature=signature(EVENT, cell))
    assert (answer.status, answer.body) == (200, {"received": True})
    assert len(commands()) == 1


def test_nobody_else_is(api: Api, cell: Cell, commands: Callable[[], list[str]]) -> None:
    for headers in ({}, {"Stripe_Signature": signature(EVENT + b" ", cell)}):
        answer = api("POST", "/v1/stripe/events", EVENT, **headers)
        assert (answer.status, answer.body["type"]) == (400, "/problems/bad-signature")
    garbled = api("POST", "/v1/stripe/events", b"{", Stripe_Signature=signature(b"{", cell))
    assert (garbled.status, garbled.body["type"]) == (400, "/problems/malformed-body")
    assert commands() == []


def test_the_trial_balance_says_both_currencies_for_the_days_asked(api: Api, cell: Cell, ops: str) -> None:
    offer_id = cell.an_offer(cell.a_seller(), cell.a_product())
    total_minor = int(cell.paid_order(offer_id).total_minor)
    answer = api("GET", "/v1/ops/ledger/trial-balance", key=ops)
    assert (answer.body["from"], answer.body["to"]) == ("2026-01-01", "2026-11-23")
    euros, dollars = answer.body["items"]
    assert (euros["currency"], euros["sum_minor"], euros["journals"]) == ("EUR", 0, 1)
    assert euros["accounts"]["stripe"] == total_minor > 0
    assert set(euros["accounts"]) == set(Account)
    assert (dollars["currency"], dollars["journals"], dollars["sum_minor"]) == ("USD", 0, 0)
    before = api("GET", "/v1/ops/ledger/trial-balance?from=2026-11-01&to=2026-11-22", key=ops)
    assert (before.body["from"], before.body["to"]) == ("2026-11-01", "2026-11-22")
    assert before.body["items"][0]["journals"] == 0
    same = api("GET", "/v1/ops/ledger/trial-balance?from=2026-11-23&to=2026-11-23", key=ops)
    assert same.body["items"] == answer.body["items"]


@pytest.mark.parametrize(
    ("query", "pointers"),
    [
        ("from=yesterday", ["/from"]),
        ("from=2026-13-01", ["/from"]),
        ("from=2026-02-30&to=2026-1-1", ["/from", "/to"]),
        ("from=2026-01-01T00:00:00Z", ["/from"]),
        ("from=2026-01-01%0A", ["/from"]),
        ("from=%D9%A2%D9%A0%D9%A2%D9%A6-01-01", ["/from"]),
        ("to=", ["/to"]),
        ("day=2026-01-01", ["/day"]),
        ("from=2026-11-24&to=2026-11-23", ["/to"]),
        ("from=2027-01-01", ["/to"]),
    ],
)
def test_days_that_are_none_or_run_backwards_are_refused(api: Api, ops: str, query: str, pointers: list[str]) -> None:
    answer = api("GET", f"/v1/ops/ledger/trial-balance?{query}", key=ops)
    assert (answer.status, answer.body["type"]) == (422, "/problems/invalid-request")
    assert [error["pointer"] for error in answer.body["errors"]] == pointers


@pytest.mark.parametrize("path", ["/v1/seller/balance", "/v1/ops/ledger/trial-balance"])
def test_books_are_shown_to_those_they_are_for(api: Api, cell: Cell, path: str) -> None:
    assert api("GET", path).status == 401
    assert cell.stripe.due_events() == []
    narrow = issue_key("ops", "narrow", ["orders:read"])
    wrong = narrow if path.startswith("/v1/seller") else issue_key("seller", "sel_1", ["balance:read"])
    assert api("GET", path, key=wrong).status == 404
    lacking = issue_key("seller", "sel_1", ["offers:read"]) if path.startswith("/v1/seller") else narrow
    assert api("GET", path, key=lacking).status == 403
