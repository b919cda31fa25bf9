"""Offers: which quotes a new version makes stale."""

from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.catalog.offers.agreed_terms import AgreedTerms
from chalicelib.catalog.offers.offer import MarketPrice, Publication, next_prices

MARKETS = st.dictionaries(st.sampled_from(["FR", "DE", "ES"]), st.integers(1, 3), min_size=1)
STEPS = st.lists(st.tuples(st.sampled_from([12, 24]), MARKETS), min_size=1, max_size=8)


def terms(guarantee_months: int) -> AgreedTerms:
    return AgreedTerms(battery=None, guarantee_months=guarantee_months, vat_scheme="REGULAR")


def publication(version: int, guarantee_months: int, prices: dict[str, MarketPrice]) -> Publication:
    unimportant: dict[str, Any] = {
        name: "" for name in Publication.__struct_fields__ if name not in ("carbon_category", "shipping")
    }
    known: dict[str, Any] = {
        "version": version,
        "prices": prices,
        "terms": terms(guarantee_months),
        "shipping": (),
        "carbon_category": None,
    }
    return Publication(**(unimportant | known))


@given(STEPS)
def test_a_quote_is_stale_exactly_when_what_its_buyer_agreed_to_changed(
    steps: list[tuple[int, dict[str, int]]],
) -> None:
    current: Publication | None = None
    quoted: dict[str, tuple[int, tuple[int, int]]] = {}
    for version, (guarantee_months, asked) in enumerate(steps, start=1):
        same_terms = current is not None and current.terms == terms(guarantee_months)
        prices = next_prices(current, asked, same_terms=same_terms, version=version, at="")
        assert {market: price.price_minor for market, price in prices.items()} == asked
        for market in quoted.keys() - prices.keys():
            del quoted[market]
        for market, price in prices.items():
            agreed = (price.price_minor, guarantee_months)
            if market in quoted:
                terms_version, before = quoted[market]
                assert (terms_version == price.terms_version) == (before == agreed)
            else:
                assert price.terms_version == version
            quoted[market] = (price.terms_version, agreed)
        current = publication(version, guarantee_months, prices)
    assert current is not None
    assert msgspec.json.decode(msgspec.json.encode(current.prices), type=dict[str, MarketPrice]) == current.prices
