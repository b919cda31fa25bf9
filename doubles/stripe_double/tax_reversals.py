"""Reversals of recorded sales tax: of everything that is left, of an amount, or of amounts of single lines."""

from __future__ import annotations

from doubles.stripe_double.calls import EXPAND, Call, Route
from doubles.stripe_double.errors import invalid
from doubles.stripe_double.parameters import (
    Field,
    Specification,
    choice,
    identifier,
    integer,
    list_of,
    mapping,
    metadata,
    positive,
)
from doubles.stripe_double.tax import BASE, reference_free, transaction
from doubles.stripe_double.wire import Json
from doubles.stripe_double.world import public

REVERSAL: Specification = {
    **EXPAND,
    "mode": Field(choice("full", "partial"), required=True),
    "original_transaction": Field(identifier, required=True),
    "reference": Field(identifier, required=True),
    "flat_amount": Field(integer),
    "line_items": Field(
        list_of(
            mapping(
                {
                    "amount": Field(integer, required=True),
                    "amount_tax": Field(integer, required=True),
                    "original_line_item": Field(identifier, required=True),
                    "reference": Field(identifier, required=True),
                    "quantity": Field(positive),
                    "metadata": Field(metadata),
                }
            )
        )
    ),
    "metadata": Field(metadata),
}


def reverse(call: Call) -> Json:
    """Full reverses what is left. A part is a `flat_amount`, negative and with its tax, or amounts of single lines."""
    world, given = call.world, call.parameters
    original = world.require("tax.transaction", given["original_transaction"], param="original_transaction", status=400)
    reference_free(world, given["reference"])
    lines = _reversed_lines(original, given) if "line_items" in given else _reversed_flat(original, given)
    for line in lines:
        left = original["_left"][line["reversal"]["original_line_item"]]
        for name in left:
            left[name] += line[name]
    original["_reversed"] += _amount(given, original, lines)
    shared = ("currency", "customer", "customer_details", "ship_from_details", "shipping_cost", "tax_date")
    reversal = {
        **transaction(world, given, "reversal", lines),
        **{name: original[name] for name in shared},
        "reversal": {"original_transaction": original["id"]},
    }
    return public(world.add(reversal))


def _reversed_flat(original: Json, given: Json) -> list[Json]:
    left = original["_total"] - original["_reversed"] if original["type"] == "transaction" else 0
    amount = left if given["mode"] == "full" else -given.get("flat_amount", 0)
    if not 1 <= amount <= left:
        raise invalid(f"The reversal must be between 1 and the {left} that is left.", param="flat_amount")
    whole = original["_total"]
    return [
        _reversed_line(line, {name: -(line[name] * amount // whole) for name in ("amount", "amount_tax")})
        for line in original["line_items"]["data"]
    ]


def _amount(given: Json, original: Json, lines: list[Json]) -> int:
    """What a reversal takes back, tax included."""
    if "line_items" in given:
        return sum(-line["amount"] - line["amount_tax"] for line in lines)
    amount: int = -given["flat_amount"] if given["mode"] == "partial" else original["_total"] - original["_reversed"]
    return amount


def _reversed_lines(original: Json, given: Json) -> list[Json]:
    by_id = {line["id"]: line for line in original["line_items"]["data"]}
    lines = []
    for place, wanted in enumerate(given["line_items"]):
        where = f"line_items[{place}]"
        line = by_id.get(wanted["original_line_item"])
        if line is None or original["type"] != "transaction":
            raise invalid("No such line item of the original transaction.", param=f"{where}[original_line_item]")
        for name, left in original["_left"][line["id"]].items():
            if not 0 <= -wanted[name] <= left:
                raise invalid(f"The reversal must be between 0 and the {left} that is left.", param=f"{where}[{name}]")
        part = {name: wanted[name] for name in ("amount", "amount_tax")}
        lines.append({**_reversed_line(line, part), "reference": wanted["reference"]})
    return lines


def _reversed_line(line: Json, part: Json) -> Json:
    return {**line, **part, "type": "reversal", "reversal": {"original_line_item": line["id"]}}


ROUTES = [Route("tax_transactions.reverse", "POST", f"{BASE}/transactions/create_reversal", reverse, REVERSAL)]
