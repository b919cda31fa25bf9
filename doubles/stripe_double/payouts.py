"""Payouts: an account's available balance sent to its bank, by request or swept daily."""

from __future__ import annotations

from doubles.stripe_double.balance import available, move
from doubles.stripe_double.calls import EXPAND, LISTED, Call, Route
from doubles.stripe_double.errors import invalid
from doubles.stripe_double.events import emit
from doubles.stripe_double.lists import page
from doubles.stripe_double.parameters import (
    Field,
    Specification,
    choice,
    currency,
    identifier,
    merged_metadata,
    metadata,
    positive,
    text,
)
from doubles.stripe_double.wire import Json
from doubles.stripe_double.world import DAY_SECONDS, World, public

TRANSIT_SECONDS = DAY_SECONDS
ARRIVAL_SECONDS = 2 * DAY_SECONDS
CREATION: Specification = {
    **EXPAND,
    "amount": Field(positive, required=True),
    "currency": Field(currency, required=True),
    "description": Field(text),
    "destination": Field(identifier),
    "metadata": Field(metadata),
    "method": Field(choice("standard")),
    "source_type": Field(choice("card")),
    "statement_descriptor": Field(text),
}


def create(call: Call) -> Json:
    world, given = call.world, call.parameters
    account = world.find("account", call.account) if call.account else None
    if account is not None and not account["payouts_enabled"]:
        raise invalid(
            "Your account cannot currently make payouts: it has requirements that are due.",
            code="payouts_not_allowed",
        )
    if available(world, call.account, given["currency"]) < given["amount"]:
        raise invalid(
            "You have insufficient funds in your Stripe account for this transfer. Your card balance is too low. You "
            "can use the /v1/balance endpoint to view your Stripe balance (for more details, see "
            "stripe.com/docs/api#balance).",
            code="balance_insufficient",
            param="amount",
        )
    return public(_paid_out(world, call.account, given, automatic=False))


def _paid_out(world: World, account_id: str | None, given: Json, *, automatic: bool) -> Json:
    payout = world.add(_payout(world, account_id, given, automatic=automatic))
    payout["balance_transaction"] = move(world, "payout", -payout["amount"], payout, account=account_id)["id"]
    world.later(TRANSIT_SECONDS, "payout_leaves", payout["id"])
    world.later(ARRIVAL_SECONDS, "payout_arrives", payout["id"])
    emit(world, "payout.created", payout, account=account_id)
    return payout


def _payout(world: World, account_id: str | None, given: Json, *, automatic: bool) -> Json:
    return {
        "id": world.new_id("po"),
        "object": "payout",
        "amount": given["amount"],
        "arrival_date": world.now() + ARRIVAL_SECONDS,
        "automatic": automatic,
        "balance_transaction": None,
        "created": world.now(),
        "currency": given["currency"],
        "description": given.get("description") or ("STRIPE PAYOUT" if automatic else None),
        "destination": given.get("destination") or _bank(world, account_id),
        "failure_balance_transaction": None,
        "failure_code": None,
        "failure_message": None,
        "livemode": False,
        "metadata": merged_metadata({}, given.get("metadata", {})),
        "method": "standard",
        "original_payout": None,
        "reconciliation_status": "completed" if automatic else "not_applicable",
        "reversed_by": None,
        "source_type": "card",
        "statement_descriptor": given.get("statement_descriptor") or None,
        "status": "pending",
        "trace_id": None,
        "type": "bank_account",
        "_account": account_id,
    }


def _bank(world: World, account_id: str | None) -> str:
    account = world.find("account", account_id) if account_id else None
    banks = account["external_accounts"]["data"] if account else []
    bank: str = banks[0]["id"] if banks else "ba_platform"
    return bank


def leave(world: World, payout_id: str) -> None:
    _advance(world, payout_id, before={"pending"}, after="in_transit", event="payout.updated")


def arrive(world: World, payout_id: str) -> None:
    _advance(world, payout_id, before={"pending", "in_transit"}, after="paid", event="payout.paid")


def _advance(world: World, payout_id: str, *, before: set[str], after: str, event: str) -> None:
    payout = world.find("payout", payout_id)
    if payout is not None and payout["status"] in before:
        payout["status"] = after
        world.touch()
        emit(world, event, payout, account=payout["_account"])


def fail(world: World, payout_id: str, code: str = "account_closed") -> Json:
    """The bank refused it: the money returns to the account's balance. Even a paid payout can fail."""
    payout = world.find("payout", payout_id)
    if payout is None or payout["status"] in {"failed", "canceled"}:
        raise invalid(f"Payout {payout_id} cannot fail.", param="payout")
    account_id = payout["_account"]
    transaction = move(world, "payout_failure", payout["amount"], payout, account=account_id)
    payout.update(
        status="failed",
        failure_code=code,
        failure_message="The bank account has been closed" if code == "account_closed" else "The bank refused it",
        failure_balance_transaction=transaction["id"],
    )
    emit(world, "payout.failed", payout, account=account_id)
    return payout


def sweep_daily(world: World) -> None:
    """Pay out accounts on Stripe's automatic schedule, once a day."""
    today = world.now() // DAY_SECONDS
    if world.state["swept_on"] == today:
        return
    world.state["swept_on"] = today
    for account in list(world.all("account")):
        if account["payouts_enabled"] and account["settings"]["payouts"]["schedule"]["interval"] == "daily":
            for code in sorted(world.state["balances"].get(account["id"], {})):
                _sweep(world, account["id"], code)


def _sweep(world: World, account_id: str, code: str) -> None:
    amount = available(world, account_id, code)
    if amount <= 0:
        return
    now = world.now()
    included = [
        transaction
        for transaction in world.all("balance_transaction")
        if transaction["_account"] == account_id
        and transaction["currency"] == code
        and transaction["available_on"] <= now
        and transaction["_paid_out_by"] is None
    ]
    payout = _paid_out(world, account_id, {"amount": amount, "currency": code}, automatic=True)
    for transaction in included:
        transaction["_paid_out_by"] = payout["id"]


def retrieve(call: Call) -> Json:
    return public(call.world.require("payout", call.subject, param="payout", account=call.account))


def list_payouts(call: Call) -> Json:
    wanted = call.parameters.get("status")
    return page(call, "payout", lambda payout: wanted is None or payout["status"] == wanted)


ROUTES = [
    Route("payouts.create", "POST", "/v1/payouts", create, CREATION, connected=True),
    Route("payouts.retrieve", "GET", "/v1/payouts/{id}", retrieve, EXPAND, connected=True),
    Route(
        "payouts.list",
        "GET",
        "/v1/payouts",
        list_payouts,
        {**LISTED, "status": Field(choice("pending", "in_transit", "paid", "failed", "canceled"))},
        connected=True,
    ),
]
