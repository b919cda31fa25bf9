"""Stripe Tax behind plain functions: what sales tax an American sale bears at its address, and what was collected.

Source: https://docs.stripe.com/tax/custom and https://docs.stripe.com/tax/tax-codes
"""

from collections.abc import Sequence
from typing import Any, Final, Literal

import msgspec

from chalicelib.gateways import stripe

# Goods, with charges a buyer cannot decline; and shipping, which many states exempt.
TaxCode = Literal["txcd_99999999", "txcd_92010001"]
GOODS: Final = "txcd_99999999"
SHIPPING: Final = "txcd_92010001"
LINES_PER_PAGE = 100


class TaxAddress(msgspec.Struct, frozen=True, kw_only=True):
    """Where a sale is taxed. State and ZIP code are needed; street and city make the rate exact."""

    country: str
    state: str
    postal_code: str
    city: str = ""
    street: str = ""


class TaxableItem(msgspec.Struct, frozen=True, kw_only=True):
    """An amount without its tax (minor units). `reference` is ours and unique among the items of a sale."""

    reference: str
    amount_minor: int
    code: TaxCode


class TaxCalculation(msgspec.Struct, frozen=True, kw_only=True):
    """Stripe's calculation, kept for 90 days, and the tax on each item by its reference (minor units)."""

    id: str
    tax_minor: dict[str, int]


class ReportedItem(msgspec.Struct, frozen=True, kw_only=True):
    """An item whose tax was reported as collected: its id at Stripe, our reference, its amount and the tax on it."""

    id: str
    reference: str
    amount_minor: int
    tax_minor: int


def calculate(items: Sequence[TaxableItem], address: TaxAddress, currency: str) -> TaxCalculation:
    """The sales tax on a sale. It changes nothing at Stripe, so it may be asked for again.

    Raises: StripeRefused("customer_tax_location_invalid") for an address that Stripe does not know, OutcomeUnknown.
    """
    placed = {
        "line1": address.street,
        "city": address.city,
        "state": address.state,
        "postal_code": address.postal_code,
        "country": address.country,
    }
    asked = {
        "currency": currency.lower(),
        "line_items": [
            {
                "reference": item.reference,
                "amount": item.amount_minor,
                "tax_code": item.code,
                "tax_behavior": "exclusive",
            }
            for item in items
        ],
        "customer_details": {
            "address": {name: value for name, value in placed.items() if value},
            "address_source": "shipping",
        },
        "expand": ["line_items"],
    }
    made = stripe.ask(lambda v1: v1.tax.calculations.create(asked)).to_dict()
    listed: dict[str, Any] = made["line_items"]
    if listed["has_more"]:
        page = {"limit": LINES_PER_PAGE}
        listed = stripe.ask(lambda v1: v1.tax.calculations.line_items.list(made["id"], page)).to_dict()
    return TaxCalculation(id=made["id"], tax_minor={line["reference"]: line["amount_tax"] for line in listed["data"]})


def record(parameters: dict[str, Any], idempotency_key: str) -> str:
    """Report the tax of a calculation as collected, or get what the same key reported before; the transaction's id.

    StripeRefused for a calculation that has expired, or a reference that another transaction has.
    """
    chosen = stripe.options(None, idempotency_key)
    made = stripe.ask(lambda v1: v1.tax.transactions.create_from_calculation(parameters, chosen))
    return str(made.id)


def reported_items(transaction_id: str) -> list[ReportedItem]:
    """Every item of a tax transaction."""
    page = {"limit": LINES_PER_PAGE}
    listed = stripe.ask(lambda v1: list(v1.tax.transactions.line_items.list(transaction_id, page).auto_paging_iter()))
    return [
        ReportedItem(id=line.id, reference=line.reference, amount_minor=line.amount, tax_minor=line.amount_tax)
        for line in listed
    ]


def reverse(parameters: dict[str, Any], idempotency_key: str) -> str:
    """Report that tax was given back, or get what the same key reported before; the reversal's id."""
    chosen = stripe.options(None, idempotency_key)
    made = stripe.ask(lambda v1: v1.tax.transactions.create_reversal(parameters, chosen))
    return str(made.id)
