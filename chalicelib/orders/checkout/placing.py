"""Quotes, and the transaction that reserves stock and creates the order."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

import msgspec

from chalicelib.catalog.offers import terms_reader
from chalicelib.catalog.offers.offer import OfferTerms, TermsChanged
from chalicelib.catalog.stock import stock_acts
from chalicelib.catalog.stock.stock_acts import NoUnitsLeft
from chalicelib.facts.orders import OrderPlaced
from chalicelib.gateways.stripe_tax import TaxAddress
from chalicelib.kernel.fact_store import record_act
from chalicelib.kernel.http.idempotency import fingerprint
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.runtime.settings import settings
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values import ids
from chalicelib.kernel.values.problems import IdempotencyKeyReused, InvalidRequest, Problem
from chalicelib.markets import address_rules, directory
from chalicelib.markets.market import Market, TaxMode, UnknownMarket
from chalicelib.markets.united_states import STATES
from chalicelib.orders import queries
from chalicelib.orders.checkout import order_limits, pricing
from chalicelib.orders.checkout.pricing import DeliveryPlace
from chalicelib.orders.checkout.sales_tax import TaxUnavailable, sales_tax
from chalicelib.orders.lifecycle import FIRST
from chalicelib.orders.line import Line
from chalicelib.orders.order import Order
from chalicelib.orders.payloads import OrderRequest, PostalAddress, QuoteRequest, WantedLine
from chalicelib.orders.stored_items import order_item
from chalicelib.payments import payment_intents
from chalicelib.payments.payment_intents import Charge, OpenPayment
from chalicelib.people.person import Address, FiscalRecord, PersonContact
from chalicelib.people.registration import mail_key, register_act

ROUTE = "POST /v1/orders"
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


class Quote(msgspec.Struct, frozen=True, kw_only=True):
    """Lines at current prices; nothing is reserved."""

    market: Market
    lines: tuple[Line, ...]
    available: dict[str, int]


class PricedLines(msgspec.Struct, frozen=True, kw_only=True):
    """Lines with every amount, and Stripe's calculation of their sales tax, where there is any."""

    lines: tuple[Line, ...]
    tax_calculation_id: str | None = None


class Placed(msgspec.Struct, frozen=True, kw_only=True):
    """An order and its open payment; `is_replay` if the same request placed it before."""

    order: Order
    payment: OpenPayment
    is_replay: bool


class _OrderExists(Exception):
    """An order with the id derived from the request's key exists."""


class GuestKeyNotUuid(Problem):
    slug, status, title = "guest-key-not-uuid", 400, "A guest's Idempotency-Key must be a UUID"


class TotalChanged(Problem):
    """`total_minor` is the current total."""

    slug, status, title = "total-changed", 409, "The total has changed"


REFUSALS = (
    *pricing.REFUSALS,
    TaxUnavailable,
    UnknownMarket,
    TermsChanged,
    TotalChanged,
    NoUnitsLeft,
    GuestKeyNotUuid,
    order_limits.TooManyUnpaidOrders,
    order_limits.TooManyOrders,
    payment_intents.PaymentUnavailable,
    payment_intents.PaymentRefused,
    payment_intents.PaymentClosed,
)


def quote(request: QuoteRequest) -> Quote:
    """Price a basket as an order placed now would be priced.

    Raises: UnknownMarket, InvalidRequest, the refusals of pricing.
    """
    market = _market_here(request.market)
    address = _quoted_address(market, request)
    delivery = DeliveryPlace(country=request.delivery_country, on=clock.timestamp())
    terms = terms_reader.terms_of(line.offer_id for line in request.lines)
    wanted = [(line, terms.get(line.offer_id)) for line in request.lines]
    priced = _priced(market, wanted, delivery, address)
    return Quote(market=market, lines=priced.lines, available={key: found.available for key, found in terms.items()})


def _quoted_address(market: Market, request: QuoteRequest) -> TaxAddress | None:
    """Where a quote is taxed; None without sales tax."""
    if market.tax_mode is not TaxMode.SALES_TAX:
        return None
    state, postal_code = request.delivery_state or "", request.delivery_postal_code or ""
    faults = [{"pointer": "/delivery_state", "reason": "a state whose tax applies is needed"}] * (state not in STATES)
    faults += [{"pointer": "/delivery_postal_code", "reason": "the ZIP code is needed for the tax"}] * (not postal_code)
    if faults:
        raise InvalidRequest(errors=faults)
    return TaxAddress(
        country=request.delivery_country,
        state=state,
        postal_code=postal_code,
        city=request.delivery_city or "",
        street=request.delivery_street or "",
    )


def _priced(
    market: Market,
    wanted: Sequence[tuple[WantedLine, OfferTerms | None]],
    delivery: DeliveryPlace,
    address: TaxAddress | None,
    *,
    contribution_minor: int = 0,
) -> PricedLines:
    """The lines with every amount. Where there is sales tax, it is calculated for the lines without it."""
    lines = pricing.price_lines(market, wanted, delivery, contribution_minor)
    if address is None:
        return PricedLines(lines=lines)
    tax = sales_tax(lines, address, market.currency)
    taxed = msgspec.structs.replace(delivery, sales_taxes=tax.line_minors)
    lines = pricing.price_lines(market, wanted, taxed, contribution_minor)
    return PricedLines(lines=lines, tax_calculation_id=tax.calculation_id)


def place_order(request: OrderRequest, *, idempotency_key: str, origin: str) -> Placed:
    """Reserve the stock and open the payment; the same key returns the same order.

    Raises: REFUSALS, InvalidRequest, IdempotencyKeyReused for another body, InProgress while the first call is still
    asking Stripe, PaymentUnavailable if Stripe does not answer.
    """
    if not _UUID.fullmatch(idempotency_key):
        raise GuestKeyNotUuid()
    order_id = ids.derived_id("ord", ROUTE, "guest", idempotency_key.lower())
    asked = fingerprint(request)
    try:
        order = _prepare(request, order_id, asked)
        transactions.commit(_placing(order, request, origin))
    except _OrderExists:
        return _replay(queries.order(order_id), asked)
    except Problem:
        # A replay takes precedence over every refusal: an order that was placed is never refused afterwards.
        earlier = queries.find_order(order_id)
        if earlier is None:
            raise
        return _replay(earlier, asked)
    return Placed(order=order, payment=payment_intents.open_payment(charge_of(order)), is_replay=False)


def charge_of(order: Order) -> Charge:
    """The amount to request from Stripe for the order."""
    return Charge(order_id=order.order_id, amount_minor=order.total_minor, currency=order.currency)


def _replay(order: Order, asked: str) -> Placed:
    if order.body_hash != asked:
        raise IdempotencyKeyReused()
    return Placed(order=order, payment=payment_intents.open_payment(charge_of(order)), is_replay=True)


def _prepare(request: OrderRequest, order_id: str, asked: str) -> Order:
    market, now = _market_here(request.market), clock.now()
    _require_addresses(market, request)
    address = request.delivery_address
    delivery = DeliveryPlace(country=address.country, on=clock.stamp(now))
    terms = terms_reader.terms_of(line.offer_id for line in request.lines)
    wanted = [(line, terms.get(line.offer_id)) for line in request.lines]
    taxed_at = _taxed_at(address) if market.tax_mode is TaxMode.SALES_TAX else None
    priced = _priced(market, wanted, delivery, taxed_at, contribution_minor=request.contribution_minor)
    lines = priced.lines
    total_minor = sum(line.amounts.paid_minor for line in lines)
    if request.expected_total_minor not in (None, total_minor):
        raise TotalChanged(total_minor=total_minor)
    expires = now + timedelta(minutes=market.windows.reservation_minutes.at(clock.stamp(now)))
    language = request.language if request.language in market.languages else market.default_language
    return Order(
        order_id=order_id,
        state=FIRST,
        market=market.code,
        currency=market.currency,
        language=language,
        delivery_country=address.country,
        lines=lines,
        total_minor=total_minor,
        person_id=ids.new_id("per"),
        mail_key=mail_key(request.buyer.email),
        body_hash=asked,
        created_at=clock.stamp(now),
        expires_at=clock.stamp(expires),
        tax_calculation_id=priced.tax_calculation_id,
    )


def _taxed_at(address: PostalAddress) -> TaxAddress:
    return TaxAddress(
        country=address.country,
        state=address.state or "",
        postal_code=address_rules.normal_postal_code(address.country, address.postal_code),
        city=address.city,
        street=address.street,
    )


def _placing(order: Order, request: OrderRequest, origin: str) -> list[transactions.Act]:
    """The acts of placing. Their order decides which refusal is reported: replay, limits, stock."""
    units = Counter((line.offer_id, line.terms_version) for line in order.lines)
    contact, fiscal = _person(request, order.language)
    placed = OrderPlaced(
        order_id=order.order_id,
        market=order.market,
        product_ids=tuple(sorted({line.product_id for line in order.lines})),
        offer_ids=tuple(sorted({line.offer_id for line in order.lines})),
    )
    return [
        transactions.put_new(order_item(order), lambda _: _OrderExists()),
        order_limits.increment_unpaid_act(order.mail_key),
        order_limits.increment_origin_act(origin),
        *(
            stock_acts.reserve(offer_id, quantity, market=order.market, terms_version=version)
            for (offer_id, version), quantity in sorted(units.items())
        ),
        register_act(order.person_id, contact, fiscal),
        record_act(placed),
    ]


def _person(request: OrderRequest, language: str) -> tuple[PersonContact, FiscalRecord]:
    buyer, delivery = request.buyer, _address(request.delivery_address)
    billing = _address(request.billing_address) if request.billing_address else delivery
    contact = PersonContact(name=buyer.name, email=buyer.email, phone=buyer.phone, address=delivery, language=language)
    return contact, FiscalRecord(name=buyer.name, address=billing)


def _address(given: PostalAddress) -> Address:
    return Address(
        street=given.street,
        postal_code=address_rules.normal_postal_code(given.country, given.postal_code),
        city=given.city,
        country=given.country,
        state=given.state,
        addition=given.addition,
    )


def _require_addresses(market: Market, request: OrderRequest) -> None:
    address = request.delivery_address
    faults = address_rules.address_faults(
        market,
        country=address.country,
        postal_code=address.postal_code,
        city=address.city,
        street=address.street,
        state=address.state,
    )
    if faults:
        raise InvalidRequest(
            errors=[{"pointer": f"/delivery_address/{fault.field}", "reason": fault.reason} for fault in faults]
        )


def _market_here(code: str) -> Market:
    market = directory.market(code)
    if market.cell != settings.cell:
        raise UnknownMarket(f"{code} is a market of the other cell")
    return market
