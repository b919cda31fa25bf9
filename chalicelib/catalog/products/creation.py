"""Creating products: the catalogue is shared, so each model and configuration is described once."""

from chalicelib.catalog import search_outbox, stored_items
from chalicelib.catalog.models import ProductItem
from chalicelib.catalog.products.product import Description, Product, faults
from chalicelib.catalog.served_markets import currency
from chalicelib.kernel.http import idempotency
from chalicelib.kernel.http.idempotency import Request
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.storage.tables import Table
from chalicelib.kernel.values import ids
from chalicelib.kernel.values.problems import InvalidRequest, Problem


class ProductExists(Problem):
    """`product_id` names the product that has this GTIN."""

    slug, status, title = "product-exists", 409, "There is a product with this GTIN"


class _CreatedBefore(Exception):
    """An earlier call with the same key created exactly this product."""


def create_product(description: Description, request: Request) -> tuple[Product, bool]:
    """A new product, and whether an earlier call with this key had made it.

    InvalidRequest with every fault, IdempotencyKeyReused, and ProductExists: a GTIN names one configuration of one
    model, so the id is derived from it.
    """
    now = clock.timestamp()
    if found := faults(description, currency(), now[:10]):
        raise InvalidRequest(errors=[{"pointer": pointer, "reason": reason} for pointer, reason in found])
    product_id, created_at = idempotency.decide(request, (product_id_of(description.gtin), now))
    product = described_as(description, product_id, created_at)

    def refusal(stored: Table | None) -> Exception:
        if isinstance(stored, ProductItem) and stored.product == product:
            return _CreatedBefore()
        return ProductExists(product_id=product_id)

    try:
        transactions.commit(
            [transactions.put_new(stored_items.product_item(product), refusal), search_outbox.enqueue_act(product_id)]
        )
    except _CreatedBefore:
        return product, True
    return product, False


def product_id_of(gtin: str | None) -> str:
    """The id a GTIN always has; a new one for a product without."""
    return ids.derived_id("prd", gtin) if gtin else ids.new_id("prd")


def described_as(description: Description, product_id: str, created_at: str) -> Product:
    """The product a description makes."""
    said = {name: getattr(description, name) for name in Description.__struct_fields__}
    return Product(product_id=product_id, created_at=created_at, **said)
