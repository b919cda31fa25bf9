"""Index queries: a buyer's words and filters as queries of the engine."""

from collections.abc import Sequence
from typing import Literal

from chalicelib.search.index import sort_keys
from chalicelib.search.index.engine import Query, price_field, schema
from chalicelib.search.text_analysis import Matching, folded, may_begin_a_word, may_hold_a_typo

Field = Literal["title", "words"]


def matching_words(words: Sequence[str], matching: Matching, field: Field) -> list[Query]:
    """One query per word; a document that matches all of them has all the words in the field."""
    return [_word(word, matching, field) for word in words]


def in_category(slug: str) -> Query:
    return _term("category", slug)


def of_brand(brand: str) -> Query:
    """A brand, whatever its case and accents."""
    return _term("brand_folded", folded(brand))


def in_grade(grade: str) -> Query:
    return _term("grade", grade)


def in_price_range(min_minor: int | None, max_minor: int | None, grade: str) -> Query:
    """Complete totals between two amounts, both included; of a grade, or the lowest for ""."""
    low = 0 if min_minor is None else sort_keys.first_key(min_minor)
    high = sort_keys.KEY_MAX if max_minor is None else sort_keys.last_key(max_minor)
    return within(price_field(grade), low, high)


def within(field: str, low: int, high: int) -> Query:
    """Keys from `low` to `high`, both included."""
    import tantivy

    return tantivy.Query.range_query(schema(), field, tantivy.FieldType.Unsigned, low, high)


def all_of(wanted: Sequence[Query], unwanted: Sequence[Query] = ()) -> Query:
    """Documents that match every wanted query, and not all of the unwanted ones."""
    import tantivy

    clauses = [(tantivy.Occur.Must, query) for query in wanted] or [(tantivy.Occur.Must, tantivy.Query.all_query())]
    if unwanted:
        clauses.append((tantivy.Occur.MustNot, all_of(unwanted)))
    return clauses[0][1] if len(clauses) == 1 else tantivy.Query.boolean_query(clauses)


def _term(field: str, value: str) -> Query:
    import tantivy

    return tantivy.Query.term_query(schema(), field, value, "basic")


def _word(word: str, matching: Matching, field: Field) -> Query:
    import tantivy

    if matching == "words" or not may_begin_a_word(word):
        return _term(field, word)
    begun = tantivy.Query.fuzzy_term_query(schema(), field, word, 0, True, True)
    if matching == "prefixes" or not may_hold_a_typo(word):
        return begun
    # A transposition of two letters is one error (Damerau-Levenshtein distance).
    mistyped = tantivy.Query.fuzzy_term_query(schema(), field, word, 1, True)
    return tantivy.Query.boolean_query([(tantivy.Occur.Should, begun), (tantivy.Occur.Should, mistyped)])
