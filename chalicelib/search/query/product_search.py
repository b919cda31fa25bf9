"""Product search: the results of words, filters and an order in a market, from the index alone."""

from collections.abc import Sequence
from typing import Any, Literal

import msgspec

from chalicelib.catalog.categories import category_tree
from chalicelib.catalog.categories.category_tree import UnknownCategory
from chalicelib.catalog.offers.offer import GRADES, Grade
from chalicelib.kernel.values import cursors
from chalicelib.kernel.values.problems import InvalidRequest
from chalicelib.markets.market import Market
from chalicelib.search.index import engine, index_reader, sort_keys
from chalicelib.search.index.card import IndexedCard
from chalicelib.search.index.engine import Query, Searcher, price_field, saving_field
from chalicelib.search.query import facets, index_queries
from chalicelib.search.query.facets import Chosen, Facets
from chalicelib.search.text_analysis import MATCHINGS, Matching, folded, words

Sort = Literal["relevance", "price", "savings", "newest"]
SORTS: tuple[Sort, ...] = ("relevance", "price", "savings", "newest")
# Products with every word in the title come before those with the words elsewhere.
Tier = Literal["title", "elsewhere"]

LIMIT = 24
QUERY_CHARACTERS_MAX = 200
QUERY_WORDS_MAX = 12
# The most products with the same key (value and 22 bits of the id) that were ever observed.
_SAME_KEY_MAX = 4

_decode_card = msgspec.msgpack.Decoder(IndexedCard).decode


class SearchRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A search. An empty `q` finds everything that the filters allow.

    Prices are bounds of complete totals in the market's minor units, both included; of the chosen grade if there is
    one. `cursor` is the `next_cursor` of the previous page, for the same search by the same `caller` (the id of a
    principal, or "" for an anonymous one).
    """

    market: Market
    q: str = ""
    category: str | None = None
    brand: str | None = None
    grade: Grade | None = None
    min_price_minor: int | None = None
    max_price_minor: int | None = None
    sort: Sort = "relevance"
    cursor: str | None = None
    limit: int = LIMIT
    caller: str = ""


class SearchResult(msgspec.Struct, frozen=True, kw_only=True):
    """A page of results. `total` and `facets` are for all pages; `next_cursor` is None on the last page."""

    cards: tuple[IndexedCard, ...]
    total: int
    facets: Facets
    next_cursor: str | None
    matching: Matching


class _Position(msgspec.Struct, frozen=True, kw_only=True):
    """The product after which a page begins."""

    matching: Matching
    tier: Tier
    key: int
    product_id: str


class _Order(msgspec.Struct, frozen=True):
    """The field that results are ordered by, and the direction."""

    field: str
    rising: bool


class _Question(msgspec.Struct, frozen=True, kw_only=True):
    """A search while it is processed."""

    searcher: Searcher
    words: tuple[str, ...]
    filters: dict[facets.Name, Query]
    order: _Order
    by_tier: bool


def find(asked: SearchRequest) -> SearchResult:
    """A page of results. An unknown brand finds nothing.

    Raises: InvalidRequest (422, with pointers) for an unknown category, for too many words or characters, or for a
    minimum price above the maximum; InvalidCursor for another search's cursor; SearchNotReady (503, Retry-After)
    before the first index.
    """
    asked_words = words(asked.q)
    _check(asked, asked_words)
    after = _position(asked)
    question = _Question(
        searcher=index_reader.searcher(asked.market.code),
        words=asked_words,
        filters=_filters(asked),
        order=_order(asked),
        by_tier=asked.sort == "relevance" and bool(asked_words),
    )
    # A query of stop words only is an empty one; signs are not words, and nothing matches them.
    if asked.q.strip() and not folded(asked.q):
        return _nothing(asked)
    matching = after.matching if after is not None else _matching(question)
    counted, total = _counted(question, matching, asked)
    cards, last = _page(question, matching, after, asked.limit)
    return SearchResult(
        cards=tuple(cards),
        total=total,
        facets=facets.facets_of(counted, _chosen(asked), total),
        next_cursor=cursors.seal(msgspec.to_builtins(last), *_binding(asked)) if last is not None else None,
        matching=matching,
    )


def _check(asked: SearchRequest, asked_words: Sequence[str]) -> None:
    faults = []
    if len(asked.q) > QUERY_CHARACTERS_MAX:
        faults.append({"pointer": "/q", "reason": f"must have at most {QUERY_CHARACTERS_MAX} characters"})
    elif len(asked_words) > QUERY_WORDS_MAX:
        faults.append({"pointer": "/q", "reason": f"must have at most {QUERY_WORDS_MAX} words"})
    low, high = asked.min_price_minor, asked.max_price_minor
    if low is not None and high is not None and low > high:
        faults.append({"pointer": "/max_price_minor", "reason": "must not be below min_price_minor"})
    if asked.category is not None and not _is_category(asked.category):
        faults.append({"pointer": "/category", "reason": "is not a category"})
    if faults:
        raise InvalidRequest(errors=faults)


def _is_category(slug: str) -> bool:
    try:
        category_tree.category(slug)
    except UnknownCategory:
        return False
    return True


def _filters(asked: SearchRequest) -> dict[facets.Name, Query]:
    found: dict[facets.Name, Query] = {}
    if asked.category is not None:
        found["category"] = index_queries.in_category(asked.category)
    if asked.brand is not None:
        found["brand"] = index_queries.of_brand(asked.brand)
    if asked.grade is not None:
        found["grade"] = index_queries.in_grade(asked.grade)
    if asked.min_price_minor is not None or asked.max_price_minor is not None:
        found["price"] = index_queries.in_price_range(asked.min_price_minor, asked.max_price_minor, asked.grade or "")
    return found


def _order(asked: SearchRequest) -> _Order:
    grade = asked.grade or ""
    return {
        "relevance": _Order("demand", rising=False),
        "price": _Order(price_field(grade), rising=True),
        "savings": _Order(saving_field(grade), rising=False),
        "newest": _Order("newness", rising=False),
    }[asked.sort]


def _matching(question: _Question) -> Matching:
    """The strictest matching that finds the words at all, filters ignored."""
    if not question.words:
        return MATCHINGS[0]
    for matching in MATCHINGS[:-1]:
        found = index_queries.all_of(index_queries.matching_words(question.words, matching, "words"))
        if question.searcher.search(found, 1, count=False, order_by_field="demand").hits:
            return matching
    return MATCHINGS[-1]


def _counted(question: _Question, matching: Matching, asked: SearchRequest) -> tuple[dict[facets.Name, Any], int]:
    """The counts of each facet and of all results.

    One pass over the index, one more per filter in force, and one for grades if a price is set.
    """
    found = index_queries.matching_words(question.words, matching, "words")
    price = price_field(asked.grade or "")
    together = [name for name in facets.NAMES if "price" not in question.filters or name != "grade"]
    free = [name for name in together if name not in question.filters]
    wanted = {name: facets.aggregation(name, price) for name in free} | {"total": {"value_count": {"field": "demand"}}}
    counted: dict[Any, Any] = question.searcher.aggregate(
        index_queries.all_of([*found, *question.filters.values()]), wanted
    )
    for name in together:
        if name in question.filters:
            asked_for = index_queries.all_of([*found, *_filters_but(question, name)])
            counted |= question.searcher.aggregate(asked_for, {name: facets.aggregation(name, price)})
    if "grade" not in together:
        low, high = asked.min_price_minor, asked.max_price_minor
        asked_for = index_queries.all_of([*found, *_filters_but(question, "grade", "price")])
        wanted = facets.aggregation_within(low, high, {grade: price_field(grade) for grade in GRADES})
        counted["grade"] = facets.counted_within(question.searcher.aggregate(asked_for, wanted), high)
    return counted, int(counted["total"]["value"])


def _filters_but(question: _Question, *names: facets.Name) -> list[Query]:
    return [query for name, query in question.filters.items() if name not in names]


def _page(
    question: _Question, matching: Matching, after: _Position | None, limit: int
) -> tuple[list[IndexedCard], _Position | None]:
    """Up to `limit` cards after a position, and the position of the last one if others follow."""
    found: list[tuple[Tier, int, IndexedCard]] = []
    tiers: tuple[Tier, ...] = ("title", "elsewhere") if question.by_tier else ("elsewhere",)
    for tier in tiers[tiers.index(after.tier) if after is not None else 0 :]:
        start = after if after is not None and after.tier == tier else None
        wanted = limit + 1 - len(found)
        found += [
            (tier, key, card) for key, card in _ordered(question, _of_tier(question, matching, tier), start, wanted)
        ]
        if len(found) > limit:
            break
    if len(found) <= limit:
        return [card for _, _, card in found], None
    tier, key, last = found[limit - 1]
    return [card for _, _, card in found[:limit]], _Position(
        matching=matching, tier=tier, key=key, product_id=last.product_id
    )


def _of_tier(question: _Question, matching: Matching, tier: Tier) -> Query:
    filters = question.filters.values()
    anywhere = index_queries.matching_words(question.words, matching, "words")
    if not question.by_tier:
        return index_queries.all_of([*anywhere, *filters])
    in_title = index_queries.matching_words(question.words, matching, "title")
    if tier == "title":
        return index_queries.all_of([*in_title, *filters])
    return index_queries.all_of([*anywhere, *filters], unwanted=in_title)


def _ordered(question: _Question, query: Query, after: _Position | None, count: int) -> list[tuple[int, IndexedCard]]:
    """The first results after a position in the requested order; equal keys are ordered by product id."""
    order = question.order
    if after is not None:
        low, high = (after.key, sort_keys.KEY_MAX) if order.rising else (0, after.key)
        query = index_queries.all_of([query, index_queries.within(order.field, low, high)])
    hits = engine.in_order(question.searcher, query, order.field, rising=order.rising, count=count + _SAME_KEY_MAX)
    found = [(key, _decode_card(card)) for key, card in hits]
    found.sort(key=lambda pair: (pair[0] if order.rising else -pair[0], pair[1].product_id))
    if after is not None:
        found = [pair for pair in found if pair[0] != after.key or pair[1].product_id > after.product_id]
    return found[:count]


def _chosen(asked: SearchRequest) -> Chosen:
    return Chosen(**{name: getattr(asked, name) for name in Chosen.__struct_fields__})


def _nothing(asked: SearchRequest) -> SearchResult:
    """The result of a query with signs only: nothing matches them, unlike an empty query, which finds everything."""
    counted: dict[facets.Name, Any] = {name: {"buckets": []} for name in facets.NAMES}
    shown = facets.facets_of(counted, _chosen(asked), 0)
    return SearchResult(cards=(), total=0, facets=shown, next_cursor=None, matching=MATCHINGS[0])


def _binding(asked: SearchRequest) -> tuple[str, ...]:
    return (
        "search",
        asked.caller,
        asked.market.code,
        " ".join(words(asked.q)),
        asked.sort,
        *(str(each) for each in (asked.category, asked.brand, asked.grade)),
        *(str(each) for each in (asked.min_price_minor, asked.max_price_minor)),
    )


def _position(asked: SearchRequest) -> _Position | None:
    opened = cursors.open_sealed(asked.cursor, *_binding(asked))
    return msgspec.convert(opened, _Position) if opened is not None else None
