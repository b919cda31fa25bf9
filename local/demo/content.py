"""The written part of the demo market: real models, real makers, invented sellers.

Models, weights, release years and launch prices follow the makers' announcements, makers' addresses their public
pages; all were written down from general knowledge and none was checked against a register, so they serve a demo and
prove nothing. Where a machine was sold in many configurations, or under another price in each country, the source of
its price says "typical at launch". The article numbers are not the makers': they are well-formed GTIN-13 from the
range GS1 keeps for restricted circulation (prefix 2), so none of them can meet a real article. Every seller is
invented, its register number says so, and its email address ends in `.example`.
"""

from pathlib import Path

import msgspec

from chalicelib.markets.directory import markets
from local.demo.market import DemoProduct, DemoSeller, Manufacturer, PriceNew


class _WrittenProduct(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    key: str
    category: str
    brand: str
    model: str
    title: str
    attributes: dict[str, str | int]
    gtin: str
    weight_grams: int
    released_year: int
    manufacturer: str
    reference_price_minor: dict[str, int]
    reference_price_source: str
    reference_price_dated: str
    attributes_by_cell: dict[str, dict[str, str | int]] = {}


def _written(name: str) -> bytes:
    return Path(__file__).with_name(name).read_bytes()


def _product(written: _WrittenProduct, cell: str, currency: str, manufacturer: Manufacturer) -> DemoProduct:
    return DemoProduct(
        key=written.key,
        category=written.category,
        brand=written.brand,
        model=written.model,
        title=written.title,
        attributes=written.attributes | written.attributes_by_cell.get(cell, {}),
        gtin=written.gtin,
        weight_grams=written.weight_grams,
        released_year=written.released_year,
        manufacturer=manufacturer,
        reference_price=PriceNew(
            amount_minor=written.reference_price_minor[cell],
            currency=currency,
            source=written.reference_price_source,
            dated=written.reference_price_dated,
        ),
    )


def products(cell: str) -> tuple[DemoProduct, ...]:
    """The products sold new in this cell (`eu` or `us`): some never reached the United States."""
    currency = markets(cell)[0].currency
    makers = msgspec.json.decode(_written("manufacturers.json"), type=dict[str, dict[str, Manufacturer]])
    every = msgspec.json.decode(_written("products.json"), type=list[_WrittenProduct])
    return tuple(
        _product(each, cell, currency, makers[each.manufacturer][cell])
        for each in every
        if cell in each.reference_price_minor
    )


def sellers(cell: str) -> tuple[DemoSeller, ...]:
    """The 25 invented sellers established in this cell (`eu` or `us`; else KeyError)."""
    return msgspec.json.decode(_written("sellers.json"), type=dict[str, tuple[DemoSeller, ...]])[cell]
