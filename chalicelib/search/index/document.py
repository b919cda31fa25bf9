"""Documents: what the index has of a product in a market, computed from the product and its boxes alone."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache

import msgspec

from chalicelib.catalog.boxes.box import Box
from chalicelib.catalog.categories import category_tree
from chalicelib.catalog.offers.offer import GRADES, Grade
from chalicelib.catalog.offers.price_tags import total_minor
from chalicelib.catalog.products.product import Product
from chalicelib.markets.market import Market
from chalicelib.search.index import sort_keys
from chalicelib.search.index.card import card_of
from chalicelib.search.text_analysis import folded, words

_EPOCH = date(1970, 1, 1).toordinal()


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """One product in one market. `price_keys` and `saving_keys` are by grade; "" is the product's lowest total.

    `category` has the leaf and its ancestors. `card` is the card in MessagePack.
    """

    product_id: str
    title: str
    words: str
    category: tuple[str, ...]
    brand: str
    brand_folded: str
    grades: tuple[Grade, ...]
    demand_key: int
    newness_key: int
    price_keys: dict[str, int]
    saving_keys: dict[str, int]
    card: bytes


def documents_of(product: Product, boxes: Sequence[Box], markets: Sequence[Market], on: str) -> dict[str, Document]:
    """The documents of a product by market; none for a market in which it has no box."""
    by_market: dict[str, list[Box]] = {}
    for box in boxes:
        by_market.setdefault(box.market, []).append(box)
    return {
        market.code: _document(product, _best_first(by_market[market.code]), market, on)
        for market in markets
        if market.code in by_market
    }


def _document(product: Product, boxes: Sequence[Box], market: Market, on: str) -> Document:
    new_minor = product.reference_price_in(market.currency).amount_minor
    totals: dict[str, int] = {box.grade: total_minor(box.price_minor, box.shipping_minor, market, on) for box in boxes}
    totals[""] = min(totals.values())
    title = words(product.title)
    return Document(
        product_id=product.product_id,
        title=" ".join(title),
        words=" ".join(dict.fromkeys((*title, *_all_words(product, market)))),
        category=tuple(each.slug for each in category_tree.path(product.category)),
        brand=product.brand,
        brand_folded=folded(product.brand),
        grades=tuple(box.grade for box in boxes),
        demand_key=sort_keys.key(
            sort_keys.demand(sum(box.eligible for box in boxes), product.released_year), product.product_id
        ),
        newness_key=sort_keys.key(
            sort_keys.newness(product.released_year, _day(product.created_at)), product.product_id
        ),
        price_keys={grade: sort_keys.key(total, product.product_id) for grade, total in totals.items()},
        saving_keys={grade: sort_keys.key(new_minor - total, product.product_id) for grade, total in totals.items()},
        card=msgspec.msgpack.encode(card_of(product, boxes, market.currency)),
    )


def _best_first(boxes: Sequence[Box]) -> list[Box]:
    return sorted(boxes, key=lambda box: GRADES.index(box.grade))


def _day(timestamp: str) -> int:
    return max(date.fromisoformat(timestamp[:10]).toordinal() - _EPOCH, 0)


def _all_words(product: Product, market: Market) -> Iterator[str]:
    yield from words(product.brand)
    yield from words(product.model)
    languages = tuple(sorted({"en", *market.languages}))
    yield from _words_of_category(product.category, languages)
    for attribute in category_tree.category(product.category).attributes:
        value = product.attributes.get(attribute.name)
        if isinstance(value, int):
            yield from words(f"{value} {attribute.unit or ''}")
        elif value is not None:
            yield from words(value)
            yield from _choices(product.category, attribute.name, languages).get(value, ())


# Both caches are bounded by the category tree.
@cache
def _words_of_category(slug: str, languages: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a category's names and of its ancestors'."""
    named = [each.names.spoken_in(language) for each in category_tree.path(slug) for language in languages]
    return tuple(dict.fromkeys(word for name in named for word in words(name)))


@cache
def _choices(slug: str, attribute: str, languages: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """The words of the names of each value of an attribute."""
    known = next(each for each in category_tree.category(slug).attributes if each.name == attribute)
    return {
        choice.value: tuple(
            dict.fromkeys(word for language in languages for word in words(choice.names.spoken_in(language)))
        )
        for choice in known.choices
    }
