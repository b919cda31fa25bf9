"""Reading an offer's stock from a raw item, as batch reads and scans return it."""

from collections.abc import Mapping
from typing import Any

from chalicelib.catalog.offers.offer import StockSnapshot, buyable_since

# The attributes that `stock_snapshot` reads, as a projection.
READ = "offer_id, available, on_sale, units_since, on_sale_since"


def stock_snapshot(stock: Mapping[str, Any]) -> StockSnapshot:
    """The snapshot of a stock item, from its attributes as DynamoDB returns them."""
    units_since, on_sale_since = (stock.get(name, {}).get("S") for name in ("units_since", "on_sale_since"))
    return StockSnapshot(
        offer_id=stock["offer_id"]["S"],
        available=int(stock["available"]["N"]),
        on_sale=stock["on_sale"]["BOOL"],
        buyable_since=buyable_since(units_since, on_sale_since),
    )
