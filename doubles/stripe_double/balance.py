"""Balances: one transaction per movement of money, running totals, and the proof that both agree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from doubles.stripe_double.calls import LISTED, Call, Route
from doubles.stripe_double.errors import invalid
from doubles.stripe_double.lists import page
from doubles.stripe_double.parameters import Field, currency, identifier, text
from doubles.stripe_double.wire import Json
from doubles.stripe_double.world import World, public

PLATFORM = "platform"

# Stripe's list prices for a domestic card: share in basis points and a fixed part, minor units.
CARD_FEE = {"eur": (150, 25), "usd": (290, 30), "gbp": (150, 20)}

CATEGORY = {
    "adjustment": "dispute",
    "payment": "charge",
    "payment_refund": "refund",
    "payout_failure": "payout_reversal",
    "refund_failure": "refund_failure",
    "transfer_refund": "transfer_reversal",
}

Totals = dict[tuple[str, str], int]


class BooksDisagree(AssertionError):
    """The double's own books do not add up: a defect of the double, never of its client."""


def card_fee_minor(amount_minor: int, currency_code: str) -> int:
    basis_points, fixed_minor = CARD_FEE[currency_code]
    return (amount_minor * basis_points + 5_000) // 10_000 + fixed_minor


def move(
    world: World,
    kind: str,
    amount: int,
    source: Json,
    *,
    account: str | None = None,
    fee: int = 0,
    available_on: int | None = None,
) -> Json:
    """Write one balance transaction of `amount` minor units (negative leaves the balance)."""
    transaction = world.add(_transaction(world, kind, amount, source, fee=fee))
    now = world.now()
    transaction.update(available_on=max(now, available_on or now), _account=account)
    purse = _purse(world, account, transaction["currency"])
    if transaction["available_on"] > now:
        purse["pending"].append([transaction["available_on"], transaction["net"]])
    else:
        purse["settled"] += transaction["net"]
    return shown(world, transaction)


def _transaction(world: World, kind: str, amount: int, source: Json, *, fee: int) -> Json:
    code = source["currency"]
    part = {"amount": fee, "application": None, "currency": code, "description": "Stripe processing fees"}
    return {
        "id": world.new_id("txn"),
        "object": "balance_transaction",
        "amount": amount,
        "available_on": None,
        "balance_type": "payments",
        "created": world.now(),
        "currency": code,
        "description": source.get("description"),
        "exchange_rate": None,
        "fee": fee,
        "fee_details": [{**part, "type": "stripe_fee"}] if fee else [],
        "net": amount - fee,
        "reporting_category": CATEGORY.get(kind, kind),
        "source": source["id"],
        "type": kind,
        "_account": None,
        "_paid_out_by": None,
    }


def shown(world: World, transaction: Json) -> Json:
    """As a client sees it now: pending until its funds are available."""
    status = "pending" if transaction["available_on"] > world.now() else "available"
    return public({**transaction, "status": status})


def available(world: World, account: str | None, currency_code: str) -> int:
    settled: int = _purse(world, account, currency_code)["settled"]
    return settled


def pending(world: World, account: str | None, currency_code: str) -> int:
    return sum(net for _, net in _purse(world, account, currency_code)["pending"])


def _purse(world: World, account: str | None, currency_code: str) -> Json:
    purses = world.state["balances"].setdefault(account or PLATFORM, {})
    purse: Json = purses.setdefault(currency_code, {"settled": 0, "pending": []})
    now = world.now()
    ripe = [net for moment, net in purse["pending"] if moment <= now]
    if ripe:
        purse["settled"] += sum(ripe)
        purse["pending"] = [[moment, net] for moment, net in purse["pending"] if moment > now]
    return purse


def retrieve_balance(call: Call) -> Json:
    codes = sorted(call.world.state["balances"].get(call.account or PLATFORM, {})) or ["eur"]
    ready = [(code, available(call.world, call.account, code)) for code in codes]
    coming = [(code, pending(call.world, call.account, code)) for code in codes]
    return {
        "object": "balance",
        "available": [_amount(*entry) for entry in ready],
        "connect_reserved": [],
        "instant_available": [],
        "livemode": False,
        "pending": [_amount(*entry) for entry in coming],
        "refund_and_dispute_prefunding": None,
    }


def _amount(code: str, amount: int) -> Json:
    return {"amount": amount, "currency": code, "source_types": {"card": amount}}


def retrieve_transaction(call: Call) -> Json:
    return shown(call.world, call.world.require("balance_transaction", call.subject, account=call.account))


def list_transactions(call: Call) -> Json:
    wanted = call.parameters
    payout = wanted.get("payout")
    if (
        payout is not None
        and not call.world.require("payout", payout, param="payout", account=call.account)["automatic"]
    ):
        raise invalid(
            "Balance transaction history can only be filtered on automatic transfers, not manual.", param="payout"
        )

    def matches(transaction: Json) -> bool:
        return (
            transaction["type"] == wanted.get("type", transaction["type"])
            and transaction["source"] == wanted.get("source", transaction["source"])
            and transaction["currency"] == wanted.get("currency", transaction["currency"])
            and (payout is None or payout in {transaction["_paid_out_by"], transaction["source"]})
        )

    listed = page(call, "balance_transaction", matches)
    return {**listed, "data": [shown(call.world, transaction) for transaction in listed["data"]]}


def trial(world: World) -> Totals:
    """Totals per account and currency, after proving that running balances, balance transactions
    and the objects they came from tell one story. Raises `BooksDisagree`."""
    written: Totals = defaultdict(int)
    for transaction in world.all("balance_transaction"):
        if transaction["net"] != transaction["amount"] - transaction["fee"]:
            raise BooksDisagree(f"{transaction['id']}: net is not amount less fee")
        written[transaction["_account"] or PLATFORM, transaction["currency"]] += transaction["net"]
    running = {
        (account, code): purse["settled"] + sum(net for _, net in purse["pending"])
        for account, purses in world.state["balances"].items()
        for code, purse in purses.items()
    }
    told: Totals = defaultdict(int)
    for account, code, net in _told_by_objects(world):
        told[account or PLATFORM, code] += net
    for key in {*written, *running, *told}:
        found = (running.get(key, 0), written[key], told[key])
        if len(set(found)) != 1:
            raise BooksDisagree(f"{key}: running {found[0]}, written {found[1]}, told by objects {found[2]}")
    return running


def _told_by_objects(world: World) -> Iterator[tuple[str | None, str, int]]:
    for charge in world.all("charge"):
        if charge["status"] == "succeeded":
            net = charge["amount"] - charge["_fee"]
            yield charge.get("_account"), charge["currency"], net
        if not charge["amount_refunded"] <= charge["amount"]:
            raise BooksDisagree(f"{charge['id']}: refunded more than was charged")
    for refund in world.all("refund"):
        if refund["status"] in {"succeeded", "pending"}:
            yield None, refund["currency"], -refund["amount"]
    for transfer in world.all("transfer"):
        left = transfer["amount"] - transfer["amount_reversed"]
        if left < 0:
            raise BooksDisagree(f"{transfer['id']}: reversed more than was transferred")
        yield None, transfer["currency"], -left
        yield transfer["destination"], transfer["currency"], -transfer["amount_reversed"]
    for dispute in world.all("dispute"):
        if not dispute["status"].startswith("warning_"):  # an inquiry takes nothing
            kept = 0 if dispute["status"] == "won" else dispute["amount"]
            yield None, dispute["currency"], -dispute["_fee"] - kept
    for payout in world.all("payout"):
        if payout["status"] not in {"failed", "canceled"}:
            yield payout.get("_account"), payout["currency"], -payout["amount"]


ROUTES = [
    Route("balance.retrieve", "GET", "/v1/balance", retrieve_balance, {}, connected=True),
    Route(
        "balance_transactions.list",
        "GET",
        "/v1/balance_transactions",
        list_transactions,
        {
            **LISTED,
            "type": Field(text),
            "source": Field(identifier),
            "payout": Field(identifier),
            "currency": Field(currency),
        },
        connected=True,
    ),
    Route(
        "balance_transactions.retrieve",
        "GET",
        "/v1/balance_transactions/{id}",
        retrieve_transaction,
        {},
        connected=True,
    ),
]
