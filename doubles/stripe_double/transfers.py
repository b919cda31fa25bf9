"""Transfers: money moved to a connected account's balance, and taken back from it."""

from __future__ import annotations

from doubles.stripe_double.balance import available, move, pending
from doubles.stripe_double.calls import EXPAND, LISTED, Call, Route
from doubles.stripe_double.charges import TAKEN_OVER, UNUSED
from doubles.stripe_double.errors import invalid, missing
from doubles.stripe_double.events import emit
from doubles.stripe_double.lists import page, page_of
from doubles.stripe_double.parameters import (
    Field,
    Specification,
    currency,
    identifier,
    merged_metadata,
    metadata,
    money,
    positive,
    text,
)
from doubles.stripe_double.wire import Json
from doubles.stripe_double.world import World, public

CREATION: Specification = {
    **EXPAND,
    "amount": Field(positive, required=True),
    "currency": Field(currency, required=True),
    "destination": Field(identifier, required=True),
    "description": Field(text),
    "metadata": Field(metadata),
    "source_transaction": Field(identifier),
    "transfer_group": Field(text),
}
REVERSAL: Specification = {
    **EXPAND,
    "amount": Field(positive),
    "description": Field(text),
    "metadata": Field(metadata),
}


def create(call: Call) -> Json:
    world, given = call.world, call.parameters
    receiver(world, given["destination"])
    charge = None
    if "source_transaction" in given:
        charge = _source(world, given)
    elif available(world, None, given["currency"]) < given["amount"]:
        raise invalid(
            "You have insufficient available funds in your Stripe account. Try adding funds directly to your "
            "available balance by creating Charges using the 4000000000000077 test card. See: "
            "https://docs.stripe.com/testing#available-balance",
            code="balance_insufficient",
        )
    return public(_transferred(world, given, charge))


def along_with_charge(world: World, intent: Json, charge: Json) -> None:
    """A destination charge passes its money on at once."""
    wish = intent["transfer_data"]
    given = {
        "amount": wish.get("amount", intent["amount"]),
        "currency": intent["currency"],
        "destination": wish["destination"],
        "transfer_group": intent["transfer_group"],
    }
    charge["transfer"] = _transferred(world, given, charge)["id"]


def receiver(world: World, account_id: str) -> Json:
    """The account, if it may receive transfers; refused before any money moves if not."""
    account = world.find("account", account_id)
    if account is None:
        raise missing("destination", account_id, param="destination", status=400)
    if account["capabilities"].get("transfers") != "active":
        raise invalid(
            "Your destination account needs to have at least one of the following capabilities enabled: transfers, "
            "crypto_transfers, legacy_payments",
            code="insufficient_capabilities_for_transfer",
        )
    return account


def _source(world: World, given: Json) -> Json:
    charge = world.find("charge", given["source_transaction"])
    if charge is None or charge.get("_account") or charge["status"] != "succeeded":
        raise missing("charge", given["source_transaction"], param="source_transaction", status=400)
    if charge["currency"] != given["currency"]:
        raise invalid(
            f"The currency of source_transaction's balance transaction ({charge['currency']}) must be the same as "
            f"the transfer currency ({given['currency']})",
            param="currency",
        )
    drawn = sum(
        transfer["amount"] - transfer["amount_reversed"]
        for transfer in world.all("transfer")
        if transfer["source_transaction"] == charge["id"]
    )
    if drawn + given["amount"] > charge["amount"]:
        left = money(charge["amount"] - drawn, charge["currency"])
        raise invalid(
            "Transfers using this transaction as a source must not exceed the source amount of "
            f"{money(charge['amount'], charge['currency'])}. ({left} is left.)",
            param="amount",
        )
    return charge


def _transferred(world: World, given: Json, charge: Json | None) -> Json:
    group = given.get("transfer_group") or None
    if group is None and charge is not None:
        group = charge["transfer_group"] or f"group_{charge['payment_intent']}"
    transfer = world.add(_transfer(world, given, charge, group))
    available_on = None
    if charge is not None:
        available_on = world.require("balance_transaction", charge["balance_transaction"])["available_on"]
    transfer["balance_transaction"] = move(world, "transfer", -transfer["amount"], transfer, available_on=available_on)[
        "id"
    ]
    payment = world.add(_payment(world, transfer))
    payment["balance_transaction"] = move(
        world, "payment", payment["amount"], payment, account=transfer["destination"], available_on=available_on
    )["id"]
    transfer["destination_payment"] = payment["id"]
    emit(world, "transfer.created", transfer)
    return transfer


def _transfer(world: World, given: Json, charge: Json | None, group: str | None) -> Json:
    identifier_ = world.new_id("tr")
    return {
        "id": identifier_,
        "object": "transfer",
        "amount": given["amount"],
        "amount_reversed": 0,
        "balance_transaction": None,
        "created": world.now(),
        "currency": given["currency"],
        "description": given.get("description") or None,
        "destination": given["destination"],
        "destination_payment": None,
        "livemode": False,
        "metadata": merged_metadata({}, given.get("metadata", {})),
        "reversals": {
            "object": "list",
            "data": [],
            "has_more": False,
            "total_count": 0,
            "url": f"/v1/transfers/{identifier_}/reversals",
        },
        "reversed": False,
        "source_transaction": charge["id"] if charge else None,
        "source_type": "card",
        "transfer_group": group,
    }


def _payment(world: World, transfer: Json) -> Json:
    """The same money as the connected account sees it."""
    amount = transfer["amount"]
    return {
        **dict.fromkeys((*UNUSED, *TAKEN_OVER)),
        "id": world.new_id("py"),
        "object": "charge",
        "amount": amount,
        "amount_captured": amount,
        "amount_refunded": 0,
        "billing_details": dict.fromkeys(("address", "email", "name", "phone", "tax_id")),
        "captured": True,
        "created": world.now(),
        "currency": transfer["currency"],
        "description": transfer["description"],
        "disputed": False,
        "fraud_details": {},
        "livemode": False,
        "metadata": {},
        "outcome": None,
        "paid": True,
        "payment_intent": None,
        "payment_method": None,
        "payment_method_details": None,
        "refunded": False,
        "source_transfer": transfer["id"],
        "status": "succeeded",
        "_account": transfer["destination"],
        "_fee": 0,
    }


def reverse(call: Call) -> Json:
    world, given = call.world, call.parameters
    transfer = world.require("transfer", call.subject, param="transfer")
    left = transfer["amount"] - transfer["amount_reversed"]
    if left == 0:
        raise invalid(f"Transfer {transfer['id']} is already fully reversed.")
    amount = given.get("amount", left)
    if amount > left:
        code = transfer["currency"]
        raise invalid(
            f"Reversal amount ({money(amount, code)}) is greater than unreversed amount on transfer "
            f"({money(left, code)})",
            param="amount",
        )
    payment = world.require("charge", transfer["destination_payment"], account=transfer["destination"])
    arrives = world.require("balance_transaction", payment["balance_transaction"], account=transfer["destination"])
    _can_give_back(world, transfer, amount, arrives["available_on"])
    reversal = _reversal(world, transfer, amount, given)
    reversal["balance_transaction"] = move(
        world, "transfer_refund", amount, reversal, available_on=arrives["available_on"]
    )["id"]
    move(
        world,
        "payment_refund",
        -amount,
        reversal,
        account=transfer["destination"],
        available_on=arrives["available_on"],
    )
    transfer["reversals"]["data"].insert(0, public(reversal))
    transfer["reversals"]["total_count"] += 1
    payment["amount_refunded"] += amount
    payment["refunded"] = transfer["reversed"]
    emit(world, "transfer.reversed", transfer)
    return public(reversal)


def _can_give_back(world: World, transfer: Json, amount: int, arrives_at: int) -> None:
    """The connected account must still have the money: what came from it, or what is available."""
    account_id, code = transfer["destination"], transfer["currency"]
    funds = available(world, account_id, code)
    if arrives_at > world.now():
        funds += pending(world, account_id, code)
    settings = world.require("account", account_id)["settings"]
    if funds < amount and not settings["payouts"]["debit_negative_balances"]:
        raise invalid(
            "The connected account does not have sufficient funds in its Stripe balance to reverse this transfer.",
            code="balance_insufficient",
        )


def _reversal(world: World, transfer: Json, amount: int, given: Json) -> Json:
    reversal = world.add(
        {
            "id": world.new_id("trr"),
            "object": "transfer_reversal",
            "amount": amount,
            "balance_transaction": None,
            "created": world.now(),
            "currency": transfer["currency"],
            "destination_payment_refund": None,
            "metadata": merged_metadata({}, given.get("metadata", {})),
            "source_refund": None,
            "transfer": transfer["id"],
        }
    )
    transfer["amount_reversed"] += amount
    transfer["reversed"] = transfer["amount_reversed"] == transfer["amount"]
    return reversal


def retrieve(call: Call) -> Json:
    return public(call.world.require("transfer", call.subject, param="transfer"))


def list_transfers(call: Call) -> Json:
    wanted = call.parameters

    def matches(transfer: Json) -> bool:
        return all(transfer[name] == wanted.get(name, transfer[name]) for name in ("destination", "transfer_group"))

    return page(call, "transfer", matches)


def list_reversals(call: Call) -> Json:
    transfer = call.world.require("transfer", call.subject, param="transfer")
    reversals = call.world.newest("transfer_reversal")
    return page_of(call, (each for each in reversals if each["transfer"] == transfer["id"]), "transfer_reversal")


ROUTES = [
    Route("transfers.create", "POST", "/v1/transfers", create, CREATION),
    Route("transfers.retrieve", "GET", "/v1/transfers/{id}", retrieve, EXPAND),
    Route(
        "transfers.list",
        "GET",
        "/v1/transfers",
        list_transfers,
        {**LISTED, "destination": Field(identifier), "transfer_group": Field(text)},
    ),
    Route("transfer_reversals.create", "POST", "/v1/transfers/{id}/reversals", reverse, REVERSAL),
    Route("transfer_reversals.list", "GET", "/v1/transfers/{id}/reversals", list_reversals, LISTED),
]
