"""After any facts, twice and in any order, the index is the one that the tables alone would give."""

import pytest

from chalicelib.catalog import search_outbox
from chalicelib.kernel.runtime.settings import settings
from chalicelib.search.index.indexing import index_search
from chalicelib.search.index.rebuild import rebuild_search
from testing.clients import client_of
from tests.ranking.busy_market import busy_market
from tests.search.processes import begin_anew
from tests.search.sample_products import from_scratch, published

TURNS = 6


def converge(seed: int, *, products: int, sellers_count: int, facts: int) -> None:
    files = client_of("s3")
    with busy_market(seed, products=products, sellers_count=sellers_count) as market:
        market.world.buckets.create(settings.files_bucket)
        market.world.attach(files)
        rebuild_search()
        for turn in range(1, TURNS + 1):
            market.live(facts * turn // TURNS)
            index_search()
            if turn == TURNS // 2:
                rebuild_search()
        while search_outbox.pending(1):
            index_search()
        held = published()
        assert held == from_scratch()
        assert len(held["FR"]) > products // 10
        assert held["FR"].keys() != held["DE"].keys()
    begin_anew()


def test_the_index_equals_what_is_made_from_nothing_after_random_facts_twice_and_shuffled() -> None:
    converge(1, products=40, sellers_count=6, facts=300)


@pytest.mark.long
def test_ten_thousand_products_are_indexed_as_from_nothing_after_fifty_thousand_facts() -> None:
    converge(2, products=10_000, sellers_count=60, facts=50_000)
