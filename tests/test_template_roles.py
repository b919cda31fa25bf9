"""What functions need, read from the packaged template: whatever they do, and to carry out an order's whole life."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from chalicelib.kernel import deadlines
from chalicelib.kernel.http.idempotency import Request
from chalicelib.kernel.runtime import aws
from chalicelib.mails import order_links
from chalicelib.orders import order_access
from chalicelib.orders.disputes import dispute_answers
from chalicelib.orders.disputes.payloads import Evidence
from chalicelib.orders.payloads import LookupRequest
from chalicelib.payments import money_worker
from chalicelib.payments.disputes import dispute_queries
from chalicelib.subscriptions import DEADLINES
from local.packaging import package
from local.places import CELLS, Cell, place
from local.tokens import tokens_of
from testing.cell import HANDLERS
from tests.aftersales.conftest import PARCEL, AfterSale, aftersale
from tests.orders.conftest import Shop, shop
from tests.payments.conftest import market
from tests.payments.paid_sellers import Market, transfer_of
from tests.sam_templates import of_type, statements

__all__ = ["aftersale", "market", "shop"]
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html: all inline policies of a role.
ROLE_CHARACTERS_MAX = 10_240
PAID_SELLERS_TABLES = ("transfers", "seller_debts", "seller_funds", "payouts", "seller_entries", "journals", "balances")


@pytest.mark.parametrize("cell", CELLS)
def test_nobody_can_rewrite_or_delete_what_happened(cell: Cell) -> None:
    template = package(cell, tokens_of(cell, place(cell))).template
    changing = {"dynamodb:UpdateItem", "dynamodb:DeleteItem"}
    changed = {
        (function, table)
        for function in of_type(template, "AWS::Serverless::Function")
        for statement in statements(template, function)
        if changing & set(statement["Action"])
        for table in re.findall(rf'table/rebound-{cell}-([a-z_]+)"', json.dumps(statement["Resource"]))
    }
    assert {table for _, table in changed} >= {"orders", "stock"}
    rewritten = {(function, table) for function, table in changed if table in ("facts", "journals", "offer_versions")}
    assert rewritten == set()


@pytest.mark.parametrize("cell", CELLS)
def test_iam_and_cloudformation_take_what_ships(cell: Cell) -> None:
    """Their limits, with 500 characters kept back for names that are longer in another account.

    The region is left out of the names of tables in policies, which name their cell: it is 900 characters of the API's.
    """
    made = package(cell, tokens_of(cell, place(cell)))
    assert (made.folder / "sam.json").stat().st_size <= 900_000
    for role in of_type(made.template, "AWS::IAM::Role").values():
        written = json.dumps(role["Properties"]["Policies"][0]["PolicyDocument"], separators=(",", ":"))
        for pseudo, value in (("Partition", "aws"), ("Region", "us-east-1"), ("AccountId", "123456789012")):
            written = written.replace(f"${{AWS::{pseudo}}}", value)
        resolved = re.sub(r'\{"Fn::Sub":("[^"]*")\}', r"\1", written)
        assert len(resolved) <= ROLE_CHARACTERS_MAX - 500


def test_every_function_may_look_at_the_clock_of_a_local_market() -> None:
    """Locally time is moved by an item of `key_values`, which each function reads before it does anything."""
    template = package("eu", tokens_of("eu", place("eu"))).template
    functions = of_type(template, "AWS::Serverless::Function")
    looking = {
        function
        for function in functions
        for statement in statements(template, function)
        if "dynamodb:GetItem" in statement["Action"]
        and 'table/rebound-eu-key_values"' in json.dumps(statement["Resource"])
    }
    assert looking == functions.keys()


def test_functions_may_write_and_read_what_a_lapsed_line_and_its_refund_take(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    template = package("eu", tokens_of("eu", place("eu"))).template
    did = CallRecorder()
    monkeypatch.setattr(money_worker, "work", did.watched(money_worker.work, "MoneyWorker"))
    monkeypatch.setattr(order_links, "send_links", did.watched(order_links.send_links, "SendLinks"))
    placed = shop.cell.place(shop.offer_id)
    order_access.request_order_link(LookupRequest(order_id=placed.order.order_id, email="zoe@example.org"), "192.0.2.1")
    shop.cell.settle()
    shop.cell.pay(placed, "pm_card_refundFail")
    shop.cell.settle()
    shop.cell.clock.advance(hours=49)
    did.watched(deadlines.check_deadlines, "WatchDeadlines")(DEADLINES)
    shop.cell.settle()
    shop.cell.clock.advance(minutes=5)
    shop.cell.stripe.tick()
    shop.cell.settle()
    did.watched(money_worker.sweep_operations, "SweepOperations")()
    assert {function for function, _, _ in did.seen} == {
        "MoneyWorker",
        "SendLinks",
        "WatchDeadlines",
        "SweepOperations",
    }
    missing = [one for one in sorted(did.seen) if not _may(template, *one)]
    assert missing == []


class CallRecorder:
    """What was asked of DynamoDB: (function, action, table or index)."""

    def __init__(self) -> None:
        self.seen: set[tuple[str, str, str]] = set()
        self._function: str | None = None
        aws.client("dynamodb").meta.events.register("provide-client-params.dynamodb.*", self._note)

    def watched(self, run: Callable[..., Any], function: str | None) -> Callable[..., Any]:
        def running(*given: Any) -> Any:
            self._function = function
            try:
                return run(*given)
            finally:
                self._function = None

        return running

    def _note(self, params: dict[str, Any], model: Any, **_: Any) -> None:
        if self._function is None:
            return
        if model.name == "TransactWriteItems":
            for item in params["TransactItems"]:
                ((kind, act),) = item.items()
                action = "ConditionCheckItem" if kind == "ConditionCheck" else f"{kind}Item"
                self.seen.add((self._function, action, act["TableName"]))
        elif model.name == "BatchGetItem":
            self.seen |= {(self._function, model.name, table) for table in params["RequestItems"]}
        else:
            index = f"/index/{params['IndexName']}" if "IndexName" in params else ""
            self.seen.add((self._function, model.name, params["TableName"] + index))


def _may(template: dict[str, Any], function: str, action: str, table: str) -> bool:
    return any(
        f"dynamodb:{action}" in statement["Action"] and f'table/{table}"' in json.dumps(statement["Resource"])
        for statement in statements(template, function)
    )


def test_functions_may_write_and_read_what_a_paid_seller_takes(market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    template = package("eu", tokens_of("eu", place("eu"))).template
    did = CallRecorder()
    monkeypatch.setattr(money_worker, "work", did.watched(money_worker.work, "MoneyWorker"))
    monkeypatch.setitem(HANDLERS, "reactions", did.watched(HANDLERS["reactions"], "React"))
    monkeypatch.setattr(deadlines, "check_hours", did.watched(deadlines.check_hours, "WatchDeadlines"))
    monkeypatch.setattr(money_worker, "sweep_operations", did.watched(money_worker.sweep_operations, "SweepOperations"))
    market.open_account()
    order = market.transferred_order(lines=2)
    market.refund(order, 10_000)
    market.go_to(6)
    market.sweep()
    market.pass_days(3)
    market.refund(order, 10_000, line_id="2")
    market.transferred_order()
    market.fail_payouts()
    market.sweep()
    assert {function for function, _, _ in did.seen} == {"MoneyWorker", "React", "WatchDeadlines", "SweepOperations"}
    assert {table for _, _, table in did.seen} >= {f"rebound-eu-{name}" for name in PAID_SELLERS_TABLES}
    missing = [one for one in sorted(did.seen) if not _may(template, *one)]
    assert missing == []


def test_functions_may_write_and_read_what_a_dispute_takes(market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    template = package("eu", tokens_of("eu", place("eu"))).template
    did = CallRecorder()
    monkeypatch.setattr(money_worker, "work", did.watched(money_worker.work, "MoneyWorker"))
    monkeypatch.setitem(HANDLERS, "reactions", did.watched(HANDLERS["reactions"], "React"))
    monkeypatch.setattr(money_worker, "sweep_operations", did.watched(money_worker.sweep_operations, "SweepOperations"))
    market.open_account()
    order = market.transferred_order()
    charge = market.stripe.world.require("payment_intent", order.payment_intent_id or "")["latest_charge"]
    dispute_id = market.stripe.dispute(charge, reason="product_not_received")
    market.settle()
    asked = Request(route="evidence", principal="ops", key="k", fingerprint="f")
    dispute_answers.submit_evidence(dispute_id, Evidence(explanation="losing_evidence"), asked)
    market.settle()
    money_worker.sweep_operations()
    assert dispute_queries.dispute(dispute_id).settled_minor == order.total_minor
    assert transfer_of(order).transferred_minor == 0
    assert {table for _, _, table in did.seen} >= {"rebound-eu-disputes", "rebound-eu-people", "rebound-eu-transfers"}
    missing = [one for one in sorted(did.seen) if not _may(template, *one)]
    assert missing == []
    unwrapping = {
        function
        for function in of_type(template, "AWS::Serverless::Function")
        for statement in statements(template, function)
        if "kms:Decrypt" in statement["Action"]
    }
    assert "MoneyWorker" in unwrapping


def test_functions_may_write_and_read_what_a_silent_seller_takes(
    aftersale: AfterSale, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A withdrawal, a return and a claim that their seller never answers end with refunds by deadlines alone."""
    template = package("eu", tokens_of("eu", place("eu"))).template
    did = CallRecorder()
    monkeypatch.setattr(money_worker, "work", did.watched(money_worker.work, "MoneyWorker"))
    monkeypatch.setitem(HANDLERS, "reactions", did.watched(HANDLERS["reactions"], "React"))
    monkeypatch.setattr(deadlines, "check_hours", did.watched(deadlines.check_hours, "WatchDeadlines"))
    withdrawn, returned, claimed = (aftersale.delivered() for _ in range(3))
    aftersale.as_buyer(withdrawn, "POST", "/withdrawals", {"name": "Zoé Müller"})
    aftersale.as_buyer(withdrawn, "POST", "/withdrawals/proof", {"line_ids": ["1"], **PARCEL})
    return_id = aftersale.opened(returned, reason="FAULTY_IN_GUARANTEE", fault="SCREEN", wish="REPAIR")
    aftersale.as_buyer(claimed, "POST", "/claims", {"line_id": "1", "kind": "WRONG_DEVICE"})
    with aftersale.carrier("DELIVERED"):
        aftersale.wait(days=3)
        aftersale.as_buyer(returned, "POST", f"/returns/{return_id}/dispatch", PARCEL)
        for _ in range(15):
            aftersale.wait(days=2)
    for order in (withdrawn, returned):
        assert aftersale.as_buyer(order, "GET", "").body["refunded"]["amount_minor"] == order.total_minor
    assert {function for function, _, _ in did.seen} == {"MoneyWorker", "React", "WatchDeadlines"}
    missing = [one for one in sorted(did.seen) if not _may(template, *one)]
    assert missing == []
