"""Creating products. The catalogue is shared: each model and configuration is described once."""

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
    """`product_id` is the product that has this GTIN."""

    slug, status, title = "product-exists", 409, "A product with this GTIN already exists"


class _CreatedBefore(Exception):
    """An earlier call with the same key created exactly this product."""


def create_product(description: Description, request: Request) -> tuple[Product, bool]:
    """Create a product; returns it and whether an earlier call with this key created it.

    Raises: InvalidRequest with every fault, IdempotencyKeyReused, ProductExists (a GTIN identifies one configuration
    of one model, so the id is derived from it).
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
    """The id derived from a GTIN, or a new id without one."""
    return ids.derived_id("prd", gtin) if gtin else ids.new_id("prd")


def described_as(description: Description, product_id: str, created_at: str) -> Product:
    """The product with this description."""
    said = {name: getattr(description, name) for name in Description.__struct_fields__}
    return Product(product_id=product_id, created_at=created_at, **said)
