"""The thread of a case as its pages show it, and where a case's page is."""

from chalicelib.aftersales.messages import queries
from chalicelib.aftersales.messages.answers import ShownMessage
from chalicelib.aftersales.messages.message import MESSAGES_MAX
from chalicelib.aftersales.messages.views import message_view
from chalicelib.markets import directory, due_dates
from chalicelib.orders.order import Order


def messages_of(case_id: str, person_id: str) -> list[ShownMessage]:
    """Every message of a case, oldest first."""
    found, _ = queries.page_of_case(case_id, MESSAGES_MAX, None, person_id=person_id)
    return [message_view(each) for each in found]


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
