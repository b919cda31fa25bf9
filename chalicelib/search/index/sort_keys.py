"""Sort keys: integers that results are ordered and paged by, one per product and order, practically unique.

A key has a value of 30 bits and 22 bits of a hash of the product's id. It depends on the product alone and not on the
index, so that a page continues after the same product in every later snapshot.
"""

import hashlib

VALUE_BITS, ID_BITS = 30, 22
VALUE_MAX = (1 << VALUE_BITS) - 1
ID_MAX = (1 << ID_BITS) - 1
KEY_MAX = (1 << (VALUE_BITS + ID_BITS)) - 1

_OFFERS_MAX = (1 << 20) - 1
_FIRST_YEAR, _YEARS_MAX = 1970, 255
_DAYS_MAX = (1 << 22) - 1


def key(value: int, product_id: str) -> int:
    """The key of a product for a value from 0; larger values than fit are clamped."""
    return min(max(value, 0), VALUE_MAX) << ID_BITS | _spread(product_id)


def first_key(value: int) -> int:
    """The lowest key of this value."""
    return min(value, VALUE_MAX) << ID_BITS


def last_key(value: int) -> int:
    """The highest key of this value."""
    return min(value, VALUE_MAX) << ID_BITS | ID_MAX


def demand(eligible_offers: int, released_year: int | None) -> int:
    """The demand for a product: the number of competing offers, then its year."""
    return min(eligible_offers, _OFFERS_MAX) << 8 | _year(released_year)


def newness(released_year: int | None, created_day: int) -> int:
    """How new a product is: its year, then the day it was created, counted from 1970."""
    return _year(released_year) << 22 | min(created_day, _DAYS_MAX)


def _year(released_year: int | None) -> int:
    return min(max((released_year or _FIRST_YEAR) - _FIRST_YEAR, 0), _YEARS_MAX)


def _spread(product_id: str) -> int:
    return int.from_bytes(hashlib.blake2b(product_id.encode(), digest_size=8).digest(), "big") >> (64 - ID_BITS)
