"""Versions: making a publication of an offer the current one, and keeping it for ever."""

import msgspec

from chalicelib.catalog.models import OfferItem, OfferVersionItem
from chalicelib.catalog.offer import Publication
from chalicelib.kernel import transactions


class Overtaken(Exception):
    """Another version was published between reading and writing."""


def same(one: Publication, other: Publication) -> bool:
    """Whether two publications say the same, their version and moment aside."""
    return msgspec.structs.replace(one, version=other.version, published_at=other.published_at) == other


def replacing(publication: Publication, current: Publication | None) -> list[transactions.Act]:
    """The acts that put a publication in the place of the one it was derived from; refused with Overtaken."""
    condition = OfferItem.absent() if current is None else OfferItem.version == current.version
    return [
        transactions.put(item(publication), condition, lambda _: Overtaken()),
        transactions.put_new(version_item(publication)),
    ]


def standing_still(current: Publication) -> transactions.Act:
    """Commit only while this is the current version: Overtaken."""
    condition = OfferItem.version == current.version
    return transactions.check(OfferItem(current.offer_id), condition, lambda _: Overtaken())


def item(publication: Publication) -> OfferItem:
    """A publication as the current one."""
    return OfferItem(
        publication.offer_id,
        seller_id=publication.seller_id,
        sku=publication.sku,
        product_id=publication.product_id,
        version=publication.version,
        publication=publication,
    )


def version_item(publication: Publication) -> OfferVersionItem:
    """A publication as the price history keeps it."""
    return OfferVersionItem(publication.offer_id, publication.version, publication=publication)
