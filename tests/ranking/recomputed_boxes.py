"""Boxes recomputed from the tables of products, offers, units, sellers and standings."""

from collections.abc import Collection, Iterator
from typing import Any

import msgspec

from chalicelib.catalog.boxes.box import Box
from chalicelib.catalog.offers.offer import OfferTerms, buyable_since
from chalicelib.catalog.products.product import Product
from chalicelib.kernel.runtime import clock
from chalicelib.ranking.decision.candidates import boxes_of
from chalicelib.sellers.quality.standing import penalties_among
from doubles.in_memory_aws.world import World
from tests.simulation.stored import rows


def boxes_that_differ(world: World, products: Collection[Product]) -> Iterator[tuple[str, str]]:
    """Every box that is not what its offers make of it, read past the application: its product, and what is wrong.

    Who holds a box keeps it within a margin, so the computation from nothing is given the holders, and the margin is
    checked by itself.
    """
    product_ids = {product.product_id for product in products}
    penalties = {(row["seller_id"], row["category"]): row["penalty_minor"] for row in rows(world, "standings")}
    offers: dict[str, list[OfferTerms]] = {product_id: [] for product_id in product_ids}
    for offer in _offers(world, product_ids):
        offers[offer.product_id].append(offer)
    stored: dict[str, dict[str, Box]] = {product_id: {} for product_id in product_ids}
    for row in rows(world, "boxes"):
        if row["product_id"] in product_ids:
            stored[row["product_id"]][row["place"]] = msgspec.json.decode(row["box"], type=Box)
    for product in products:
        found, there = stored[product.product_id], offers[product.product_id]
        costs = penalties_among(penalties, {(offer.seller_id, offer.category) for offer in there})
        holders = {place: box.offer_id for place, box in found.items()}
        made = boxes_of(product, there, costs, holders=holders, on=clock.timestamp())
        yield from (
            (product.product_id, f"{place}: {found.get(place)} is stored, {made.get(place)} is right")
            for place in sorted(found.keys() | made.keys())
            if found.get(place) != made.get(place)
        )
        for place, box in found.items():
            best = min(box.score_minor, box.runner_up_score_minor or box.score_minor)
            if (box.score_minor - best) * 200 >= box.score_minor and box.score_minor != best:
                yield product.product_id, f"{place}: {box.score_minor} is held against {best}"


def _offers(world: World, product_ids: Collection[str]) -> Iterator[OfferTerms]:
    """The offers of products. Whether one is on sale is asked of the offer and its seller, not of the stock."""
    units = {row["offer_id"]: row for row in rows(world, "stock")}
    active = {row["seller_id"] for row in rows(world, "sellers") if _is_active(row)}
    for row in rows(world, "offers"):
        if row["product_id"] in product_ids:
            offer = msgspec.json.decode(row["publication"], type=OfferTerms)
            stock = units[offer.offer_id]
            since = buyable_since(stock.get("units_since"), stock.get("on_sale_since"))
            on_sale = offer.status == "ON_SALE" and offer.seller_id in active
            yield msgspec.structs.replace(offer, available=stock["available"], on_sale=on_sale, buyable_since=since)


def _is_active(row: dict[str, Any]) -> bool:
    return bool(msgspec.json.decode(row["seller"])["status"] == "ACTIVE")
