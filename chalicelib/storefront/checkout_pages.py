"""The checkout: one page with the exact total, and a form that places one order however often it is sent."""

from typing import Any

import msgspec

from chalicelib.access.order_tokens import order_token
from chalicelib.catalog.offers import terms_reader
from chalicelib.catalog.offers.offer import TermsChanged
from chalicelib.catalog.served_markets import served_market
from chalicelib.catalog.stock.stock_acts import NoUnitsLeft
from chalicelib.kernel.http.answer import Answer
from chalicelib.kernel.http.call import Call
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.values import payloads, problems
from chalicelib.kernel.values.money import Money
from chalicelib.kernel.values.problems import InvalidRequest, Problem
from chalicelib.markets.address_rules import ADDRESS_RULES, address_faults
from chalicelib.markets.disclosures import Moment, disclosures
from chalicelib.markets.market import Market, TaxMode
from chalicelib.markets.united_states import STATES
from chalicelib.orders import views
from chalicelib.orders.checkout import placing
from chalicelib.orders.checkout.sales_tax import TaxUnavailable
from chalicelib.orders.payloads import OrderRequest, QuoteRequest, WantedLine
from chalicelib.payments.payment_intents import PaymentUnavailable
from chalicelib.sellers import queries as sellers
from chalicelib.storefront import basket, basket_rows
from chalicelib.storefront.pages import page
from chalicelib.storefront.visitor import BASKET_COOKIE, Visitor
from chalicelib.web import cookies, forms
from chalicelib.web.forms import Fields, first
from chalicelib.web.rendering import redirect

# Opens the pages of one order, so it is sent to those alone.
ORDER_COOKIE = cookies.path_cookie("order")

BUYER_FIELDS = ("name", "email", "phone")
LINE_PARTS = ("offer_id", "quantity", "terms_version")
ADDRESS_FIELDS = ("street", "addition", "postal_code", "city")

# What a buyer can mend, or try again, on the same page and with the same key: nothing was placed, or what was placed
# is found again by the key.
MENDED_HERE = (
    InvalidRequest,
    TermsChanged,
    placing.TotalChanged,
    PaymentUnavailable,
    TaxUnavailable,
    problems.TooManyRequests,
    problems.Conflict,
    problems.InProgress,
    problems.Unavailable,
)


class Place(msgspec.Struct, frozen=True):
    """Where the order goes, as far as the total depends on it. `state` and `zip_code` are None where tax knows none."""

    market: Market
    country: str
    state: str | None = None
    zip_code: str | None = None


class CheckoutForm(msgspec.Struct, frozen=True, kw_only=True):
    """The form as it stands: its key, what was typed, and what is wrong with it by field."""

    key: str
    typed: dict[str, str] = {}
    faults: dict[str, str] = {}
    notice: str | None = None
    shown_total: Money | None = None
    changed_offer_id: str | None = None


def show(visitor: Visitor, country: str, *, state: str, zip_code: str) -> Answer:
    """The page; first the question for state and ZIP code where there is sales tax. The basket if it must change."""
    if not basket_rows.shown(visitor.basket, visitor.market).is_ready:
        return redirect(visitor, "/basket")
    place = _place(visitor.market, country, state=state, zip_code=zip_code)
    if place is None:
        return page(visitor, "state.html", states=STATES, chosen=state, zip_code=zip_code)
    lines = tuple(WantedLine(offer_id=offer, quantity=quantity) for offer, quantity in visitor.basket.items())
    typed = {"postal_code": place.zip_code} if place.zip_code else {}
    return _page(visitor, place, lines, CheckoutForm(key=forms.new_idempotency_key(), typed=typed))


def place_order(call: Call, visitor: Visitor) -> Answer:
    """Place what the form shows and go on to payment; the same form sent again goes on to the same order's."""
    fields = forms.posted(call, visitor)
    place = _place(
        served_market(first(fields, "market")),
        first(fields, "country"),
        state=first(fields, "state"),
        zip_code=first(fields, "zip"),
    )
    if place is None:
        return redirect(visitor, "/checkout")
    try:
        request = _request(visitor, place, fields)
        placed = placing.place_order(request, idempotency_key=first(fields, "key"), origin=call.origin)
    except NoUnitsLeft as refusal:
        return _sold_out(visitor, str(refusal.members["offer_id"]))
    except MENDED_HERE as refusal:
        return _mend(visitor, place, fields, refusal)
    order_id = placed.order.order_id
    kept = {offer: count for offer, count in visitor.basket.items() if offer not in _offer_ids(fields)}
    return redirect(
        visitor,
        f"/orders/{order_id}/payment",
        cookies.kept(BASKET_COOKIE, basket.written(kept), max_age_seconds=cookies.MONTH_SECONDS),
        opening_cookie(order_id, order_token(order_id, 0)),
    )


def opening_cookie(order_id: str, token: str) -> str:
    """The cookie that opens an order's pages, and is sent to no other."""
    return cookies.kept(ORDER_COOKIE, token, path=f"/orders/{order_id}", max_age_seconds=cookies.MONTH_SECONDS)


def _place(market: Market, country: str, *, state: str, zip_code: str) -> Place | None:
    """Where to, the market's own country unless another it delivers to was named.

    None where there is sales tax, while the state or a ZIP code of it is missing.
    """
    country = country if country in market.delivery_countries else market.delivery_countries[0]
    if market.tax_mode is not TaxMode.SALES_TAX:
        return Place(market, country)
    faults = address_faults(market, country=country, postal_code=zip_code, city="-", street="-", state=state)
    return None if faults else Place(market, country, state, zip_code)


def _request(visitor: Visitor, place: Place, fields: Fields) -> OrderRequest:
    address: dict[str, Any] = {name: first(fields, name) for name in ADDRESS_FIELDS if first(fields, name)}
    values: dict[str, Any] = {
        "market": place.market.code,
        "lines": [_line(text.split()) for text in fields.get("line", [])],
        "buyer": {name: first(fields, name) for name in BUYER_FIELDS if first(fields, name)},
        "delivery_address": address | {"country": place.country} | ({"state": place.state} if place.state else {}),
        "language": visitor.language,
        "expected_total_minor": first(fields, "total_minor"),
    }
    request: OrderRequest = payloads.convert(values, OrderRequest)
    return request


def _line(parts: list[str]) -> dict[str, str]:
    """A line as the page wrote it; anything else becomes a line that is refused for what it lacks."""
    return dict(zip(LINE_PARTS, parts, strict=True)) if len(parts) == len(LINE_PARTS) else {}


def _offer_ids(fields: Fields) -> list[str]:
    return [line.split()[0] for line in fields.get("line", []) if line.strip()]


def _mend(visitor: Visitor, place: Place, fields: Fields, refusal: Problem) -> Answer:
    """The same page at today's terms, with everything typed still in it and the reason on top."""
    wanted = {offer: line.split() for offer, line in zip(_offer_ids(fields), fields.get("line", []), strict=False)}
    lines = tuple(
        WantedLine(offer_id=offer, quantity=int(parts[1]))
        for offer, parts in wanted.items()
        if len(parts) == 3 and parts[1] in "123"
    )
    if not lines:
        return redirect(visitor, "/basket")
    total = first(fields, "total_minor")
    draft = CheckoutForm(
        key=first(fields, "key"),
        typed={name: first(fields, name) for name in (*BUYER_FIELDS, *ADDRESS_FIELDS)},
        faults=_faults(refusal, place, fields),
        notice=refusal.slug,
        shown_total=Money(int(total), place.market.currency) if total.isdecimal() and len(total) < 12 else None,
        changed_offer_id=refusal.members.get("offer_id"),
    )
    return _page(visitor, place, lines, draft, status=refusal.status)


def _faults(refusal: Problem, place: Place, fields: Fields) -> dict[str, str]:
    """Reasons by the field they belong to, the last step of each JSON pointer.

    A form that is not valid is refused before its address is checked; the buyer is shown both kinds of fault at once.
    """
    stated = {fault["pointer"].rsplit("/", 1)[-1]: fault["reason"] for fault in refusal.members.get("errors", ())}
    return (_address_faults(place, fields) | stated) if stated else {}


def _address_faults(place: Place, fields: Fields) -> dict[str, str]:
    found = address_faults(
        place.market,
        country=place.country,
        postal_code=first(fields, "postal_code"),
        city=first(fields, "city"),
        street=first(fields, "street"),
        state=place.state,
    )
    return {fault.field: fault.reason for fault in found}


def _page(
    visitor: Visitor, place: Place, lines: tuple[WantedLine, ...], draft: CheckoutForm, *, status: int = 200
) -> Answer:
    quote = placing.quote(_quote_request(place, lines, draft))
    names = sellers.sellers(line.seller_id for line in quote.lines)
    return page(
        visitor,
        "checkout.html",
        status=status,
        quote=views.quote(quote),
        sellers={seller_id: found.trader.trade_name for seller_id, found in names.items()},
        place=place,
        state_name=STATES[place.state].name if place.state else None,
        countries=place.market.delivery_countries,
        postal_code_example=ADDRESS_RULES[place.country].postal_code_example,
        draft=draft,
        disclosures=disclosures(
            place.market,
            Moment.CHECKOUT,
            language=visitor.language,
            on=clock.timestamp(),
            guarantee_months=[line.terms.guarantee_months for line in quote.lines],
        ),
    )


def _quote_request(place: Place, lines: tuple[WantedLine, ...], draft: CheckoutForm) -> QuoteRequest:
    """What the page asks the total for: the address typed, once it is valid, else the ZIP code that was asked first."""
    request = QuoteRequest(
        market=place.market.code,
        lines=lines,
        delivery_country=place.country,
        delivery_state=place.state,
        delivery_postal_code=place.zip_code,
    )
    street, city, postal_code = (draft.typed.get(name) for name in ("street", "city", "postal_code"))
    if not (street and city and postal_code) or draft.faults:
        return request
    return msgspec.structs.replace(
        request, delivery_street=street, delivery_city=city, delivery_postal_code=postal_code
    )


def _sold_out(visitor: Visitor, offer_id: str) -> Answer:
    offer = terms_reader.terms_of([offer_id]).get(offer_id)
    return page(visitor, "sold_out.html", status=NoUnitsLeft.status, offer=offer)
