"""The basket that is measured: two devices of two sellers, the heaviest to store that the demo market has."""

from functools import cache

import msgspec

from chalicelib.catalog.categories.category_tree import category
from chalicelib.catalog.offers.sku import offer_id
from chalicelib.catalog.products.creation import product_id_of
from chalicelib.orders.payloads import Buyer, OrderRequest, PostalAddress, QuotedLine
from local.demo.generation import demo_market
from local.demo.market import DemoOffer, DemoProduct
from local.demo_tables import SEED, seller_id

MARKET = "FR"
STOCK_MIN = 5


class Basket(msgspec.Struct, frozen=True, kw_only=True):
    """An order's request and the products it is about."""

    request: OrderRequest
    product_ids: tuple[str, ...]


@cache
def heaviest_basket() -> Basket:
    """One unit each of the offers with the longest titles, of two sellers, with all a buyer can fill in."""
    chosen = _chosen()
    lines = tuple(
        QuotedLine(offer_id=_id(offer), quantity=1, terms_version=1, carrier=_carrier(offer)) for offer, _ in chosen
    )
    request = OrderRequest(
        market=MARKET,
        lines=lines,
        buyer=Buyer(
            name="Marie-Hélène Vandenbroucke", email="marie-helene.vandenbroucke@example.org", phone="+33 6 00 00 00 00"
        ),
        delivery_address=PostalAddress(
            street="128 bis boulevard du Maréchal-de-Lattre-de-Tassigny",
            postal_code="92150",
            city="Suresnes",
            country="FR",
            addition="Bâtiment C, 4e étage",
        ),
        contribution_minor=250,
    )
    return Basket(request=request, product_ids=tuple(product_id_of(gtin) for _, gtin in chosen))


def _chosen() -> list[tuple[DemoOffer, str]]:
    demo = demo_market("eu", SEED)
    products = {each.key: each for each in demo.products}
    sold = [each for each in demo.offers if _is_sold(each) and _has_carbon(products[each.product])]
    by_weight = sorted(sold, key=lambda each: (-len(products[each.product].title.encode()), each.product, each.sku))
    first = by_weight[0]
    other = next(each for each in by_weight if each.seller != first.seller and each.product != first.product)
    return [(each, products[each.product].gtin) for each in (first, other)]


def _is_sold(offer: DemoOffer) -> bool:
    serves = any(option.country == MARKET for option in offer.shipping)
    return MARKET in offer.prices_minor and offer.stock >= STOCK_MIN and serves


def _has_carbon(product: DemoProduct) -> bool:
    """Whether a sale of it writes a carbon record."""
    return category(product.category).carbon_category is not None


def _carrier(offer: DemoOffer) -> str:
    return next(option.carrier for option in offer.shipping if option.country == MARKET)


def _id(offer: DemoOffer) -> str:
    return offer_id(seller_id(offer.seller), offer.sku)
