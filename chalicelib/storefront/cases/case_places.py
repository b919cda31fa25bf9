"""Where the page of a case is, and the last day of its time limits."""

from chalicelib.markets import directory, due_dates
from chalicelib.orders.order import Order


def path_of(order_id: str, case_id: str) -> str:
    """The page of a case on its order: returns and claims tell by their ids which they are."""
    kind = "returns" if is_return(case_id) else "claims"
    return f"/orders/{order_id}/{kind}/{case_id}"


def last_day(order: Order, ends_at: str | None) -> str | None:
    """The last day of a time that ends, in the order's market: what ends at midnight ends with the day before."""
    return None if ends_at is None else due_dates.last_day(directory.market(order.market), ends_at).isoformat()


def is_return(case_id: str) -> bool:
    """Whether a case is a return; it is a claim otherwise."""
    return case_id.startswith("ret_")
