"""The certificate of a guarantee as it is printed: the device's serial number comes from the vault."""

from chalicelib.aftersales.guarantees.guarantee import Guarantee
from chalicelib.documents import downloads
from chalicelib.documents.certificate import Certificate, GuaranteeExtension, GuaranteePeriod
from chalicelib.documents.download import Download
from chalicelib.documents.rendered_documents import certificate_pdf
from chalicelib.markets import due_dates, legal_texts
from chalicelib.markets.directory import market as market_of
from chalicelib.orders import queries as orders
from chalicelib.orders.order import Order
from chalicelib.people.queries import identifiers
from chalicelib.sellers import queries as sellers
from chalicelib.sellers.profile.correspondence import party_of

_TITLES = ("warranty_title", "commercial_guarantee_title")


def pdf(order: Order, guarantee: Guarantee) -> Download:
    """A link to the certificate as a PDF. Raises: Unavailable."""
    return downloads.offer(
        certificate_pdf(printed(order, guarantee)),
        downloads.PDF,
        f"guarantee-{guarantee.order_id}-{guarantee.line_id}.pdf",
    )


def title(guarantee: Guarantee) -> str:
    """What the law of the market calls the seller's guarantee, in the guarantee's language."""
    market = market_of(guarantee.market)
    key = next(key for key in _TITLES if key in legal_texts.wording_keys(market))
    return legal_texts.wording(market, guarantee.language, key, on=guarantee.ordered_at)


def printed(order: Order, guarantee: Guarantee) -> Certificate:
    """The certificate of a line's guarantee."""
    line = orders.line(order, guarantee.line_id)
    parcel = identifiers(order.person_id, guarantee.line_id)
    market = market_of(guarantee.market)
    return Certificate(
        language=guarantee.language,
        title=title(guarantee),
        order_id=guarantee.order_id,
        line_id=guarantee.line_id,
        issued_on=guarantee.delivered_on,
        device=line.title,
        grade=line.grade,
        serial=parcel.serial if parcel else None,
        seller=party_of(sellers.seller(guarantee.seller_id)),
        delivered_on=guarantee.delivered_on,
        periods=_periods(guarantee),
        extensions=tuple(
            GuaranteeExtension(
                repaired_on=due_dates.local_day(market, each.extended_at).isoformat(), months=each.months
            )
            for each in guarantee.extensions
        ),
        texts=guarantee.texts,
        text_version=guarantee.text_version,
        accepted_version=guarantee.accepted_version,
    )


def _periods(guarantee: Guarantee) -> tuple[GuaranteePeriod, ...]:
    """The rights that the guarantee has an end of."""
    market = market_of(guarantee.market)
    law = market.legal_guarantee.at(guarantee.ordered_at).law if market.legal_guarantee else None
    found = [GuaranteePeriod(right="COMMERCIAL", ends_on=guarantee.commercial_ends_on)]
    if guarantee.legal_ends_on:
        legal = GuaranteePeriod(
            right="LEGAL", ends_on=guarantee.legal_ends_on, is_minimum=guarantee.is_legal_minimum, law=law
        )
        found.append(legal)
    if guarantee.presumed_until:
        found.append(GuaranteePeriod(right="PRESUMPTION", ends_on=guarantee.presumed_until))
    if guarantee.short_term_ends_on:
        found.append(GuaranteePeriod(right="SHORT_TERM", ends_on=guarantee.short_term_ends_on))
    return tuple(found)
