"""The routes of sellers' money: each amount with its line and reason, and statements that agree with the ledger."""

import pytest

from chalicelib.access.api_keys.credentials import issue_key
from chalicelib.kernel.storage import transactions
from chalicelib.payments.ledger import journals
from chalicelib.payments.transfers import holds
from tests.api_client import Api
from tests.payments.paid_sellers import DELAY_DAYS, Market, transfer_of

NET_MINOR = 31_143
PAID_MINOR = 35_889


def euros(minor: int) -> dict[str, object]:
    return {"amount_minor": minor, "currency": "EUR"}


@pytest.fixture
def key(market: Market) -> str:
    return issue_key("seller", market.seller.seller_id, ["balance:read", "payouts:write", "profile:read"])


@pytest.fixture
def ops(market: Market) -> str:  # noqa: ARG001 - the key is dated by the market's clock
    return issue_key("ops", "camille", ["payouts:read", "payouts:write"])


def balance(api: Api, key: str) -> dict[str, object]:
    (shown,) = api("GET", "/v1/seller/balance", key=key).body["items"]
    return {name: value["amount_minor"] if isinstance(value, dict) else value for name, value in shown.items()}


def test_a_seller_without_sales_has_no_balance(api: Api, key: str) -> None:
    assert api("GET", "/v1/seller/balance", key=key).body == {"items": []}


def test_the_balance_says_what_is_pending_held_and_available(api: Api, market: Market, key: str) -> None:
    order = market.delivered_order()
    held = [{"reason": "NO_ACCOUNT", "amount": euros(NET_MINOR)}]
    assert (balance(api, key)["held"], balance(api, key)["pending"]) == (held, 0)
    market.open_account()
    assert (balance(api, key)["held"], balance(api, key)["pending"]) == ([], NET_MINOR)
    transactions.write(holds.hold_act(order.order_id, "1"))
    held = [{"reason": "CASE_OPEN", "amount": euros(NET_MINOR)}]
    assert (balance(api, key)["held"], balance(api, key)["pending"]) == (held, 0)
    transactions.commit(holds.release_acts(order.order_id, "1"))
    market.pass_days(DELAY_DAYS)
    shown = balance(api, key)
    assert (shown["available"], shown["owed"], shown["pending"], shown["journals"]) == (NET_MINOR, 0, 0, 2)
    market.pay_out_everything()
    market.refund(order, PAID_MINOR)
    shown = balance(api, key)
    assert (shown["available"], shown["debt"], shown["owed"], shown["pending"]) == (0, NET_MINOR, -NET_MINOR, 0)


def test_every_posting_on_the_account_is_an_entry_with_its_line(api: Api, market: Market, key: str) -> None:
    market.open_account()
    order = market.transferred_order()
    market.refund(order, PAID_MINOR)
    entries = api("GET", "/v1/seller/ledger-entries", key=key).body["items"]
    assert [entry["kind"] for entry in entries] == ["SALE", "TRANSFER", "REFUND", "TRANSFER_REVERSAL"]
    assert [entry["amount"]["amount_minor"] for entry in entries] == [NET_MINOR, -NET_MINOR, -NET_MINOR, NET_MINOR]
    assert {(entry["order_id"], entry["line_id"], entry["sku"]) for entry in entries} == {
        (order.order_id, "1", "IP13-GOOD")
    }
    assert {entry["available_at"] for entry in entries} == {transfer_of(order).available_at}
    parts = entries[0]["parts"]
    assert sum(part["amount_minor"] for part in parts.values()) == NET_MINOR
    (owed,) = journals.balances_of(market.seller.seller_id)
    assert sum(entry["amount"]["amount_minor"] for entry in entries) == owed.owed_minor


def test_entries_are_paged_and_chosen_by_order_and_time(api: Api, market: Market, key: str) -> None:
    first, second = market.shipped_order(lines=2), None
    market.clock.advance(days=1)
    second = market.shipped_order()
    whole = api("GET", "/v1/seller/ledger-entries", key=key).body["items"]
    page = api("GET", "/v1/seller/ledger-entries?limit=2", key=key).body
    rest = api("GET", f"/v1/seller/ledger-entries?limit=2&cursor={page['next_cursor']}", key=key).body
    assert page["items"] + rest["items"] == whole
    since = api("GET", "/v1/seller/ledger-entries?since=2026-11-24", key=key).body["items"]
    assert {entry["order_id"] for entry in since} == {second.order_id}
    own = api("GET", f"/v1/seller/ledger-entries?order_id={first.order_id}", key=key).body["items"]
    assert own == [entry for entry in whole if entry["order_id"] == first.order_id]
    assert api("GET", "/v1/seller/ledger-entries?since=yesterday", key=key).status == 422


def test_a_cancelled_line_is_a_sale_and_a_refund_that_add_up_to_nothing(api: Api, market: Market, key: str) -> None:
    market.cancelled_order()
    entries = api("GET", "/v1/seller/ledger-entries", key=key).body["items"]
    assert sorted(entry["amount"]["amount_minor"] for entry in entries) == [-NET_MINOR, NET_MINOR]


def test_a_transfer_says_what_it_waits_for(api: Api, market: Market, key: str) -> None:
    order = market.shipped_order()
    (waiting,) = api("GET", "/v1/seller/transfers", key=key).body["items"]
    assert (waiting["state"], waiting["waits_for"]) == ("ON_HOLD", ["AWAITING_DELIVERY", "NO_ACCOUNT"])
    market.open_account()
    (waiting,) = api("GET", "/v1/seller/transfers", key=key).body["items"]
    assert (waiting["order_id"], waiting["state"]) == (order.order_id, "PENDING")


def test_a_payout_and_its_entries_are_shown_page_by_page(api: Api, market: Market, key: str) -> None:
    market.open_account()
    market.transferred_order(lines=3)
    market.pay_out_everything()
    (payout,) = api("GET", "/v1/seller/payouts", key=key).body["items"]
    path = f"/v1/seller/payouts/{payout['payout_id']}"
    assert api("GET", path, key=key).body == payout
    page = api("GET", f"{path}/entries?limit=2", key=key).body
    rest = api("GET", f"{path}/entries?limit=2&cursor={page['next_cursor']}", key=key).body
    entries = page["items"] + rest["items"]
    assert rest["next_cursor"] is None
    assert sum(entry["amount"]["amount_minor"] for entry in entries) == payout["amount"]["amount_minor"]
    assert {entry["sku"] for entry in entries} == {"IP13-GOOD"}
    assert api("GET", "/v1/seller/payouts/2026-01-06-EUR", key=key).status == 404


def test_a_months_statement_equals_the_ledger(api: Api, market: Market, key: str) -> None:
    market.open_account()
    order = market.transferred_order()
    market.refund(order, 10_000)
    market.pay_out_everything()
    november = api("GET", "/v1/seller/statements/2026-11", key=key).body
    december = api("GET", "/v1/seller/statements/2026-12", key=key).body
    (sold,), (moved,) = november["totals"], december["totals"]
    assert sold == {"currency": "EUR", "by_kind": {"SALE": euros(NET_MINOR)}, "total": euros(NET_MINOR)}
    (owed,) = journals.balances_of(market.seller.seller_id)
    assert sold["total"]["amount_minor"] + moved["total"]["amount_minor"] == owed.owed_minor == 0
    assert [payout["payout_id"] for payout in december["payouts"]] == ["2026-12-06-EUR"]
    for month in ("2025-12", "2027-01", "2026-13", "november"):
        assert api("GET", f"/v1/seller/statements/{month}", key=key).status == 404


def test_a_seller_gets_a_link_to_onboarding_once_its_account_is_opened(api: Api, market: Market, key: str) -> None:
    first = api("POST", "/v1/seller/onboarding-link", key=key)
    assert (first.status, first.headers["Retry-After"]) == (409, "1")
    market.settle()
    link = api("POST", "/v1/seller/onboarding-link", key=key)
    assert link.status == 201
    profile = api("GET", "/v1/seller", key=key).body
    assert "external_account" in profile["stripe_account"]["requirements_due"]
    assert not profile["stripe_account"]["may_receive"]


def test_operators_see_failed_transfers_and_have_them_tried_again(api: Api, market: Market, ops: str) -> None:
    market.open_account()
    order = market.delivered_order()
    given_away = market.transfer_by_hand(order, PAID_MINOR)
    market.pass_days(DELAY_DAYS)
    (failed,) = api("GET", "/v1/ops/transfers", key=ops).body["items"]
    assert (failed["order_id"], failed["state"], failed["seller_id"]) == (
        order.order_id,
        "FAILED",
        market.seller.seller_id,
    )
    market.take_back_by_hand(given_away)
    path = f"/v1/ops/orders/{order.order_id}/lines/1/transfer/retry"
    assert api("POST", path, key=ops).body["state"] == "PENDING"
    market.settle()
    assert api("GET", "/v1/ops/transfers", key=ops).body["items"] == []
    assert market.at_stripe() == NET_MINOR
    assert api("POST", f"/v1/ops/orders/{order.order_id}/lines/9/transfer/retry", key=ops).status == 404


def test_operators_see_the_payouts_that_banks_returned(api: Api, market: Market, ops: str) -> None:
    market.open_account()
    market.transferred_order()
    market.pay_out_everything()
    market.fail_payouts()
    (failed,) = api("GET", "/v1/ops/payouts?state=FAILED", key=ops).body["items"]
    assert (failed["payout_id"], failed["code"]) == ("2026-12-06-EUR", "account_closed")
