"""Orders as other modules and rooms are given them: frozen values, read from the tables of `models`."""

import msgspec

from chalicelib.orders.lifecycle import LineState
from chalicelib.orders.line import Line


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """What a buyer pays at once. Amounts are in minor units of `currency`.

    `state` is that of all its lines until payment and `PAID` from then on, when seller orders hold the lines' states.
    `tax_calculation_id` is Stripe's calculation of the sales tax in its amounts, None where there is none.
    """

    order_id: str
    state: LineState
    market: str
    currency: str
    language: str
    delivery_country: str
    lines: tuple[Line, ...]
    total_minor: int
    person_id: str
    mail_key: str
    body_hash: str
    created_at: str
    expires_at: str
    token_version: int = 0
    payment_intent_id: str | None = None
    paid_at: str | None = None
    captured_minor: int = 0
    refunding_minor: int = 0
    refunded_minor: int = 0
    last_decline: str | None = None
    tax_calculation_id: str | None = None


class SellerOrderLine(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The state of one line, with the times of its steps."""

    line_id: str
    sku: str
    state: LineState
    accept_by: str
    accepted_at: str | None = None
    ship_by: str | None = None
    shipped_at: str | None = None
    delivered_at: str | None = None
    delivery_proof: str | None = None
    delivery_reference: str | None = None
    cancelled_at: str | None = None
    cancelled_by: str | None = None
    cancel_reason: str | None = None


class SellerOrder(msgspec.Struct, frozen=True, kw_only=True):
    """One seller's lines of one paid order. `created_at` is the order's; `version` counts the changes, from 1."""

    seller_id: str
    order_id: str
    created_at: str
    lines: tuple[SellerOrderLine, ...]
    version: int
