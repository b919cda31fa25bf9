"""Sales tax: calculated for US addresses by state, recorded as a transaction, reversed on refund."""

from __future__ import annotations

from doubles.stripe_double.calls import EXPAND, LISTED, Call, Route
from doubles.stripe_double.errors import invalid
from doubles.stripe_double.lists import page_of
from doubles.stripe_double.parameters import (
    Field,
    Specification,
    choice,
    country,
    currency,
    identifier,
    integer,
    list_of,
    mapping,
    merged_metadata,
    metadata,
    positive,
    text,
)
from doubles.stripe_double.wire import Json
from doubles.stripe_double.world import DAY_SECONDS, World, public

CALCULATION_SECONDS = 90 * DAY_SECONDS
NONTAXABLE = "txcd_00000000"
# Statewide rates in millionths. Counties and cities add theirs in the real world; one rate per state is
# enough to prove that a tax was asked for, charged, kept apart and reversed.
STATE_RATE_PPM = {
    "AL": 40_000, "AK": 0, "AZ": 56_000, "AR": 65_000, "CA": 72_500, "CO": 29_000, "CT": 63_500, "DC": 60_000,
    "DE": 0, "FL": 60_000, "GA": 40_000, "HI": 40_000, "IA": 60_000, "ID": 60_000, "IL": 62_500, "IN": 70_000,
    "KS": 65_000, "KY": 60_000, "LA": 50_000, "MA": 62_500, "MD": 60_000, "ME": 55_000, "MI": 60_000,
    "MN": 68_750, "MO": 42_250, "MS": 70_000, "MT": 0, "NC": 47_500, "ND": 50_000, "NE": 55_000, "NH": 0,
    "NJ": 66_250, "NM": 48_750, "NV": 68_500, "NY": 40_000, "OH": 57_500, "OK": 45_000, "OR": 0, "PA": 60_000,
    "RI": 70_000, "SC": 60_000, "SD": 42_000, "TN": 70_000, "TX": 62_500, "UT": 61_000, "VA": 53_000,
    "VT": 60_000, "WA": 65_000, "WI": 50_000, "WV": 60_000, "WY": 40_000,
}  # fmt: skip

ADDRESS: Specification = {
    **{name: Field(text) for name in ("line1", "line2", "city", "state", "postal_code")},
    "country": Field(country, required=True),
}
BEHAVIOUR = Field(choice("exclusive", "inclusive"))
CREATION: Specification = {
    **EXPAND,
    "currency": Field(currency, required=True),
    "line_items": Field(
        list_of(
            mapping(
                {
                    "amount": Field(integer, required=True),
                    "reference": Field(text),
                    "quantity": Field(positive),
                    "tax_behavior": BEHAVIOUR,
                    "tax_code": Field(text),
                    "metadata": Field(metadata),
                }
            )
        ),
        required=True,
    ),
    "customer_details": Field(
        mapping(
            {
                "address": Field(mapping(ADDRESS), required=True),
                "address_source": Field(choice("billing", "shipping"), required=True),
            }
        ),
        required=True,
    ),
    "ship_from_details": Field(mapping({"address": Field(mapping(ADDRESS), required=True)})),
    "shipping_cost": Field(
        mapping({"amount": Field(integer, required=True), "tax_behavior": BEHAVIOUR, "tax_code": Field(text)})
    ),
    "tax_date": Field(integer),
}
RECORDING: Specification = {
    **EXPAND,
    "calculation": Field(identifier, required=True),
    "reference": Field(identifier, required=True),
    "metadata": Field(metadata),
    "posted_at": Field(integer),
}


def calculate(call: Call) -> Json:
    world, given = call.world, call.parameters
    address = given["customer_details"]["address"]
    rate = _rate_ppm(address)
    shipping = given.get("shipping_cost")
    lines = [_taxed(world, line, rate) for line in given["line_items"]]
    carried = _taxed(world, shipping, rate) if shipping else None
    calculation = _calculation(world, given, lines, carried)
    calculation["tax_breakdown"] = [_breakdown(calculation, address, rate)] if rate else []
    world.add(calculation)
    return public(calculation)


def _rate_ppm(address: Json) -> int:
    if address["country"] != "US":
        return 0
    if address.get("state", "").upper() not in STATE_RATE_PPM or not address.get("postal_code"):
        raise invalid(
            "The customer's location isn't recognized. Set a valid customer address in order to automatically "
            "calculate tax.",
            param="customer_details[address]",
            code="customer_tax_location_invalid",
        )
    return STATE_RATE_PPM[address["state"].upper()]


def _taxed(world: World, line: Json, rate_ppm: int) -> Json:
    behaviour = line.get("tax_behavior", "exclusive")
    code = line.get("tax_code") or "txcd_99999999"
    rate = 0 if code == NONTAXABLE else rate_ppm
    base = 1_000_000 + rate if behaviour == "inclusive" else 1_000_000
    tax = (2 * line["amount"] * rate + base) // (2 * base)
    return {
        "id": world.new_id("tax_li"),
        "object": "tax.calculation_line_item",
        "amount": line["amount"],
        "amount_tax": tax,
        "livemode": False,
        "metadata": merged_metadata({}, line.get("metadata", {})),
        "product": None,
        "quantity": line.get("quantity", 1),
        "reference": line.get("reference") or None,
        "tax_behavior": behaviour,
        "tax_code": code,
    }


def _calculation(world: World, given: Json, lines: list[Json], carried: Json | None) -> Json:
    everything = [*lines, carried] if carried else lines
    tax = {
        kind: sum(e["amount_tax"] for e in everything if e["tax_behavior"] == kind)
        for kind in ("exclusive", "inclusive")
    }
    identifier_ = world.new_id("taxcalc")
    url = f"/v1/tax/calculations/{identifier_}/line_items"
    shown = ("amount", "amount_tax", "tax_behavior", "tax_code")
    return {
        "id": identifier_,
        "object": "tax.calculation",
        "amount_total": sum(e["amount"] for e in everything) + tax["exclusive"],
        "currency": given["currency"],
        "customer": None,
        "customer_details": {
            "ip_address": None,
            "tax_ids": [],
            "taxability_override": "none",
            **given["customer_details"],
        },
        "expires_at": world.now() + CALCULATION_SECONDS,
        "livemode": False,
        "ship_from_details": given.get("ship_from_details"),
        "shipping_cost": {name: carried[name] for name in shown} if carried else None,
        "tax_amount_exclusive": tax["exclusive"],
        "tax_amount_inclusive": tax["inclusive"],
        "tax_breakdown": [],
        "tax_date": given.get("tax_date", world.now()),
        # Shown only where a request expands it.
        "_line_items": {"object": "list", "data": lines, "has_more": False, "total_count": len(lines), "url": url},
    }


def _breakdown(calculation: Json, address: Json, rate_ppm: int) -> Json:
    exclusive = calculation["tax_amount_exclusive"]
    return {
        "amount": exclusive + calculation["tax_amount_inclusive"],
        "inclusive": exclusive == 0,
        "tax_rate_details": {
            "country": "US",
            "percentage_decimal": f"{rate_ppm // 10_000}.{rate_ppm % 10_000:04d}",
            "state": address["state"].upper(),
            "tax_type": "sales_tax",
        },
        "taxability_reason": "standard_rated",
        "taxable_amount": calculation["amount_total"] - exclusive,
    }


def record(call: Call) -> Json:
    world, given = call.world, call.parameters
    calculation = world.require("tax.calculation", given["calculation"], param="calculation", status=400)
    if calculation["expires_at"] <= world.now():
        raise invalid(f"The calculation {calculation['id']} has expired.", param="calculation")
    reference_free(world, given["reference"])
    lines = [
        {**line, "object": "tax.transaction_line_item", "type": "transaction"}
        for line in calculation["_line_items"]["data"]
    ]
    carried = ("currency", "customer", "customer_details", "ship_from_details", "shipping_cost", "tax_date")
    recorded = {
        **transaction(world, given, "transaction", lines),
        **{name: calculation[name] for name in carried},
        "_total": calculation["amount_total"],
        "_reversed": 0,
        "_left": {line["id"]: {name: line[name] for name in ("amount", "amount_tax")} for line in lines},
    }
    return public(world.add(recorded))


def reference_free(world: World, reference: str) -> None:
    """Raises: Refusal for a reference that another transaction has."""
    if any(transaction["reference"] == reference for transaction in world.all("tax.transaction")):
        raise invalid(f"A tax transaction with the reference '{reference}' already exists.", param="reference")


def transaction(world: World, given: Json, kind: str, lines: list[Json]) -> Json:
    identifier_ = world.new_id("tax")
    url = f"/v1/tax/transactions/{identifier_}/line_items"
    return {
        "id": identifier_,
        "object": "tax.transaction",
        "created": world.now(),
        "line_items": {"object": "list", "data": lines, "has_more": False, "total_count": len(lines), "url": url},
        "livemode": False,
        "metadata": merged_metadata({}, given.get("metadata", {})),
        "posted_at": given.get("posted_at", world.now()),
        "reference": given["reference"],
        "reversal": None,
        "type": kind,
    }


def retrieve_calculation(call: Call) -> Json:
    return public(call.world.require("tax.calculation", call.subject, param="calculation"))


def retrieve_transaction(call: Call) -> Json:
    return public(call.world.require("tax.transaction", call.subject, param="transaction"))


def list_lines(call: Call) -> Json:
    calculation = call.world.require("tax.calculation", call.subject, param="calculation")
    return page_of(call, calculation["_line_items"]["data"], "line_item")


def list_recorded_lines(call: Call) -> Json:
    transaction = call.world.require("tax.transaction", call.subject, param="transaction")
    return page_of(call, transaction["line_items"]["data"], "line_item")


BASE = "/v1/tax"
ROUTES = [
    Route("tax_calculations.create", "POST", f"{BASE}/calculations", calculate, CREATION),
    Route("tax_calculations.retrieve", "GET", f"{BASE}/calculations/{{id}}", retrieve_calculation, EXPAND),
    Route("tax_calculations.lines", "GET", f"{BASE}/calculations/{{id}}/line_items", list_lines, LISTED),
    Route("tax_transactions.create", "POST", f"{BASE}/transactions/create_from_calculation", record, RECORDING),
    Route("tax_transactions.retrieve", "GET", f"{BASE}/transactions/{{id}}", retrieve_transaction, EXPAND),
    Route("tax_transactions.lines", "GET", f"{BASE}/transactions/{{id}}/line_items", list_recorded_lines, LISTED),
]
