"""Two competing offers of one product, and the winners of its boxes."""

from chalicelib.catalog import queries
from chalicelib.catalog.products.product import Product
from chalicelib.catalog.stock import stock_acts
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values.money import Money
from testing.builders import a_product, a_seller, an_offer


def euros(amount_minor: int, market: str = "FR") -> dict[str, Money]:
    return {market: Money(amount_minor, "EUR")}


def holder(product: Product, market: str = "FR") -> str | None:
    found = queries.boxes(product.product_id, market)
    return found[0].offer_id if found else None


def two_competing_offers(first_minor: int = 34_900, second_minor: int = 33_000) -> tuple[Product, str, str]:
    product = a_product()
    first = an_offer(a_seller(), product, prices=euros(first_minor)).publication.offer_id
    second = an_offer(a_seller(), product, prices=euros(second_minor)).publication.offer_id
    return product, first, second


def buy(offer_id: str, quantity: int = 5) -> None:
    transactions.commit([stock_acts.reserve(offer_id, quantity, market="FR", terms_version=1)])
