"""A guarantee: the dated rights of one delivered device, legal and commercial, and what a repair adds to them."""

import msgspec

from chalicelib.markets import due_dates
from chalicelib.markets.directory import market as market_of
from chalicelib.markets.disclosures import Moment, disclosures
from chalicelib.markets.guarantees import legal_guarantee_months, presumption_months
from chalicelib.markets.legal_texts import WORDING_VERSION, spoken_language, wording_version
from chalicelib.markets.market import Market
from chalicelib.orders.order import Order


class Extension(msgspec.Struct, frozen=True, kw_only=True):
    """Months that a repair added to the legal guarantee; `cause_id` is the return that was repaired."""

    cause_id: str
    extended_at: str
    months: int


class Guarantee(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The guarantee of one line. Days are `YYYY-MM-DD` in the market and the last ones on which a right holds.

    The legal members are absent where the market's law sets no term; `is_legal_minimum` says that the right may last
    longer than `legal_ends_on`. `short_term_ends_on` is until when the buyer of a faulty device may end the contract
    at once. `accepted_version` is that of the texts the buyer ordered under, `text_version` that of `texts`.
    """

    order_id: str
    line_id: str
    seller_id: str
    product_id: str
    market: str
    language: str
    ordered_at: str
    delivered_at: str
    delivered_on: str
    commercial_months: int
    commercial_ends_on: str
    accepted_version: str
    text_version: str
    texts: tuple[str, ...]
    legal_months: int = 0
    legal_ends_on: str | None = None
    is_legal_minimum: bool = False
    presumption_months: int = 0
    presumed_until: str | None = None
    short_term_ends_on: str | None = None
    extensions: tuple[Extension, ...] = ()
    version: int = 1


def of_delivered_line(order: Order, line_id: str, delivered_at: str) -> Guarantee:
    """The guarantee of a line from its delivery, by the law and the terms of the order's day.

    Raises: StopIteration for a line that the order does not have.
    """
    line = next(line for line in order.lines if line.line_id == line_id)
    market, ordered_at = market_of(order.market), order.created_at
    language, months = spoken_language(market, order.language), line.terms.guarantee_months
    law = market.legal_guarantee.at(ordered_at) if market.legal_guarantee else None
    presumed_months = presumption_months(market, ordered_at)
    commercial = due_dates.guarantee_ends_at(market, delivered_at, months)
    presumed = due_dates.guarantee_ends_at(market, delivered_at, presumed_months) if presumed_months else None
    return Guarantee(
        order_id=order.order_id,
        line_id=line_id,
        seller_id=line.seller_id,
        product_id=line.product_id,
        market=market.code,
        language=language,
        ordered_at=ordered_at,
        delivered_at=delivered_at,
        delivered_on=due_dates.local_day(market, delivered_at).isoformat(),
        commercial_months=months,
        commercial_ends_on=due_dates.last_day(market, commercial).isoformat(),
        accepted_version=wording_version(ordered_at),
        text_version=WORDING_VERSION,
        texts=disclosures(
            market, Moment.GUARANTEE_CERTIFICATE, language=language, on=ordered_at, guarantee_months=[months]
        ),
        legal_months=legal_guarantee_months(market, ordered_at),
        legal_ends_on=_day(market, due_dates.legal_guarantee_ends_at(market, ordered_at, delivered_at)),
        is_legal_minimum=law.open_ended if law else False,
        presumption_months=presumed_months,
        presumed_until=_day(market, presumed),
        short_term_ends_on=_day(market, due_dates.short_term_right_ends_at(market, ordered_at, delivered_at)),
    )


def offered_months(guarantee: Guarantee, claimed_at: str) -> int:
    """The months that choosing repair adds to the legal guarantee for a fault claimed at a time; 0 for none.

    None where the law of the order's day adds none, once some were added, and for a fault claimed after the term.
    """
    market = market_of(guarantee.market)
    if guarantee.extensions or guarantee.legal_ends_on is None or claimed_at >= _legal_ends_at(guarantee, market):
        return 0
    return market.repair_extension_months.at(guarantee.ordered_at)


def extended_end(guarantee: Guarantee) -> str | None:
    """The last day of the legal guarantee after a repair; None where the law sets no term."""
    market = market_of(guarantee.market)
    ends_at = due_dates.legal_guarantee_ends_at(market, guarantee.ordered_at, guarantee.delivered_at, repairs=1)
    return _day(market, ends_at)


def after_repair(guarantee: Guarantee, cause_id: str, *, claimed_at: str, repaired_at: str) -> Guarantee | None:
    """The guarantee after a repair that the buyer chose; None where it adds nothing."""
    months = offered_months(guarantee, claimed_at)
    if months == 0:
        return None
    extension = Extension(cause_id=cause_id, extended_at=repaired_at, months=months)
    return msgspec.structs.replace(
        guarantee,
        legal_ends_on=extended_end(guarantee),
        extensions=(*guarantee.extensions, extension),
        version=guarantee.version + 1,
    )


def is_under_legal_guarantee(guarantee: Guarantee, at: str) -> bool:
    """Whether a fault told of at a time is within the legal guarantee; beyond a minimum it may be, so it says True."""
    if guarantee.legal_ends_on is None:
        return False
    return guarantee.is_legal_minimum or at < _legal_ends_at(guarantee, market_of(guarantee.market))


def _legal_ends_at(guarantee: Guarantee, market: Market) -> str:
    repairs = len(guarantee.extensions)
    ends_at = due_dates.legal_guarantee_ends_at(market, guarantee.ordered_at, guarantee.delivered_at, repairs=repairs)
    return ends_at or guarantee.delivered_at


def _day(market: Market, ends_at: str | None) -> str | None:
    return None if ends_at is None else due_dates.last_day(market, ends_at).isoformat()
