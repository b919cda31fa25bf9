"""The whole demo market of a cell, from a seed: the same seed always writes the same market."""

from random import Random

from chalicelib.markets.directory import markets
from local.demo.content import products, sellers
from local.demo.market import DemoMarket
from local.demo.offers import offers
from local.demo.standings import standings


def demo_market(cell: str, seed: int) -> DemoMarket:
    """Products, 25 sellers, their standings and 1,500 offers of one cell (`eu` or `us`; else KeyError). Pure."""
    sold_here, trading_here = products(cell), sellers(cell)
    return DemoMarket(
        cell=cell,
        currency=markets(cell)[0].currency,
        markets=tuple(market.code for market in markets(cell)),
        products=sold_here,
        sellers=trading_here,
        standings=standings(sold_here, trading_here),
        offers=offers(sold_here, trading_here, Random(f"{cell}:{seed}")),
    )
