"""Prices lines from offers' terms, with every amount. Pure; a quote and an order use the same functions."""

from collections.abc import Sequence

import msgspec

from chalicelib.catalog.offers.offer import OfferTerms, ShippingOption, TermsChanged
from chalicelib.kernel.values.money import split
from chalicelib.kernel.values.problems import Problem
from chalicelib.markets import taxes
from chalicelib.markets.market import Market
from chalicelib.orders.line import Line
from chalicelib.orders.payloads import LINES_MAX, PER_OFFER_MAX, WantedLine
from chalicelib.payments.commission import SaleRates, line_amounts


class OfferNotFound(Problem):
    slug, status, title = "offer-not-found", 404, "Offer not found"


class NotInMarket(Problem):
    slug, status, title = "offer-not-in-market", 409, "The offer is not sold in this market"


class NotDeliverable(Problem):
    slug, status, title = "not-deliverable", 409, "The offer cannot be delivered to this destination"


class TooMany(Problem):
    slug, status, title = "too-many-devices", 422, "Too many devices for one order"


REFUSALS = (OfferNotFound, NotInMarket, NotDeliverable, TooMany)


class DeliveryPlace(msgspec.Struct, frozen=True, kw_only=True):
    """The destination, as far as prices depend on it, and the day of the price (`YYYY-MM-DD…`).

    `sales_taxes` is the tax on each device there (minor units); empty where there is none, or none is known yet.
    """

    country: str
    on: str
    sales_taxes: tuple[int, ...] = ()


def price_lines(
    market: Market,
    wanted: Sequence[tuple[WantedLine, OfferTerms | None]],
    delivery: DeliveryPlace,
    contribution_minor: int = 0,
) -> tuple[Line, ...]:
    """One line per device, with every amount. Fee, tax and contribution are split by largest remainder.

    Raises: OfferNotFound, NotInMarket, NotDeliverable, TermsChanged with the offer's id; TooMany above the limits.
    """
    devices = [device for line, terms in wanted for device in _devices(line, terms, market, delivery)]
    _require_few(devices)
    prices = [terms.prices[market.code].price_minor for _, terms, _ in devices]
    fees = split(market.service_fee_minor(sum(prices), delivery.on), prices)
    gifts = split(contribution_minor, prices)
    taxes_minor = delivery.sales_taxes or (0,) * len(devices)
    return tuple(
        _line(str(number), device, minors, (market, delivery))
        for number, (device, *minors) in enumerate(zip(devices, prices, fees, gifts, taxes_minor, strict=True), start=1)
    )


Device = tuple[WantedLine, OfferTerms, ShippingOption]


def _devices(line: WantedLine, terms: OfferTerms | None, market: Market, delivery: DeliveryPlace) -> list[Device]:
    if terms is None:
        raise OfferNotFound(offer_id=line.offer_id)
    if market.code not in terms.prices:
        raise NotInMarket(offer_id=line.offer_id)
    quoted = getattr(line, "terms_version", None)
    if quoted not in (None, terms.prices[market.code].terms_version):
        raise TermsChanged(offer_id=line.offer_id)
    options = terms.shipping_to(delivery.country)
    if not options or delivery.country not in market.delivery_countries:
        raise NotDeliverable(offer_id=line.offer_id)
    if line.carrier is None:
        return [(line, terms, options[0])] * line.quantity
    for option in options:
        if option.carrier == line.carrier:
            return [(line, terms, option)] * line.quantity
    raise NotDeliverable(f"{line.carrier} does not deliver this offer there", offer_id=line.offer_id)


def _require_few(devices: Sequence[Device]) -> None:
    if len(devices) > LINES_MAX:
        raise TooMany(f"At most {LINES_MAX} devices in one order")
    offers = [terms.offer_id for _, terms, _ in devices]
    for offer_id in offers:
        if offers.count(offer_id) > PER_OFFER_MAX:
            raise TooMany(f"At most {PER_OFFER_MAX} devices of one offer", offer_id=offer_id)


def _line(line_id: str, device: Device, minors: Sequence[int], place: tuple[Market, DeliveryPlace]) -> Line:
    (_, offer, option), (price_minor, fee_minor, contribution_minor, tax_minor) = device, minors
    market, delivery = place
    vat = taxes.commission_vat(
        market.cell, offer.seller_country, vat_number_checked=offer.seller_vat_checked, on=delivery.on
    )
    rates = SaleRates(
        commission_bp=market.commission_bp.at(delivery.on),
        commission_vat_bp=vat.rate_bp,
        fee_vat_bp=market.vat_standard_bp.at(delivery.on) if market.vat_standard_bp else 0,
    )
    amounts = line_amounts(
        rates,
        price_minor=price_minor,
        shipping_minor=option.cost_minor,
        fee_minor=fee_minor,
        tax_minor=tax_minor,
        contribution_minor=contribution_minor,
    )
    return Line(
        line_id=line_id,
        offer_id=offer.offer_id,
        terms_version=offer.prices[market.code].terms_version,
        seller_id=offer.seller_id,
        sku=offer.sku,
        product_id=offer.product_id,
        title=offer.product_title,
        category=offer.category,
        grade=offer.grade,
        terms=offer.terms,
        amounts=amounts,
        carrier=option.carrier,
        delivery_days=option.delivery_days,
        commission_vat_rule=vat.rule,
        vat_rate_bp=taxes.goods_vat_bp(market, offer.terms.vat_scheme, delivery.on),
        identifier_kind=offer.identifier_kind,
        carbon_category=offer.carbon_category,
    )
