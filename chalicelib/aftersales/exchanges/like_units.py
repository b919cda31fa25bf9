"""Like units: which offers of the same seller have a unit that can replace a device."""

from collections.abc import Collection

from chalicelib.catalog import queries as catalog_queries
from chalicelib.catalog.offers.offer import GRADES
from chalicelib.catalog.queries import StoredOffer
from chalicelib.orders.line import Line


def like_offers(line: Line) -> list[StoredOffer]:
    """The seller's offers of the line's product with a unit left, same grade or better, the nearest grade first.

    A device with a new battery is replaced by one with a new battery.
    """
    offer_ids = catalog_queries.offer_ids_of_product(line.product_id)
    return sorted(_alike(line, catalog_queries.own_offers(offer_ids)), key=lambda offer: _rank(line, offer))


def _alike(line: Line, offers: Collection[StoredOffer]) -> list[StoredOffer]:
    worst = GRADES.index(line.grade)
    return [
        offer
        for offer in offers
        if offer.publication.seller_id == line.seller_id
        and GRADES.index(offer.publication.grade) <= worst
        and offer.units.available > 0
        and (line.terms.battery != "NEW" or offer.publication.terms.battery == "NEW")
    ]


def _rank(line: Line, offer: StoredOffer) -> tuple[int, bool, str]:
    """The grade nearest to the sold one first, and within a grade the offer that was bought."""
    found = offer.publication
    return -GRADES.index(found.grade), found.offer_id != line.offer_id, found.offer_id
