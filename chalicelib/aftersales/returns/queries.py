"""Reading returns, in bounded pages."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from chalicelib.aftersales.cases import open_cases
from chalicelib.aftersales.returns.device_return import DeviceReturn
from chalicelib.aftersales.returns.models import ReturnItem
from chalicelib.aftersales.returns.return_lifecycle import FINAL, ReturnState
from chalicelib.aftersales.returns.stored_items import OPERATORS
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.values import ids
from chalicelib.kernel.values.problems import NotFound

RETURN = "ret"
# Index entries that are read at once where only those of some states are wanted.
FILTERED_PAGE = 200
# No state of a return whose time runs lasts that long.
OPEN_DAYS = 60
OPEN_READ_MAX = 500


def device_return(return_id: str) -> DeviceReturn:
    """A return, read consistently.

    Raises: NotFound, WrongCell.
    """
    found = find(ids.require_here(RETURN, return_id))
    if found is None:
        raise NotFound()
    return found


def find(return_id: str) -> DeviceReturn | None:
    """A return, read consistently; None if there is none."""
    try:
        return ReturnItem.get(return_id, consistent_read=True).device_return
    except ReturnItem.DoesNotExist:
        return None


def of_order(order_id: str, return_id: str) -> DeviceReturn:
    """A return of an order.

    Raises: NotFound, the same for an absent return and for one of another order; WrongCell.
    """
    found = device_return(return_id)
    if found.order_id != order_id:
        raise NotFound()
    return found


def of_seller(return_id: str, seller_id: str) -> DeviceReturn:
    """A seller's return.

    Raises: NotFound, the same for an absent return and for another seller's; WrongCell.
    """
    found = device_return(return_id)
    if found.seller_id != seller_id:
        raise NotFound()
    return found


def returns_of_order(order_id: str) -> list[DeviceReturn]:
    """Every return of an order, oldest first, read consistently."""
    case_ids = [case_id for each in open_cases.histories_of(order_id).values() for case_id in each.case_ids]
    wanted = [case_id for case_id in case_ids if case_id.startswith(f"{RETURN}_")]
    found = [item.device_return for item in ReturnItem.batch_get(wanted, consistent_read=True)] if wanted else []
    return sorted(found, key=lambda each: each.opened_at)


def page_of_seller(
    seller_id: str,
    limit: int,
    start: dict[str, Any] | None,
    *,
    since: str | None = None,
    states: Collection[ReturnState] = (),
) -> tuple[list[DeviceReturn], dict[str, Any] | None]:
    """A page of a seller's returns by their last change, oldest first, and where the next page starts.

    Where `states` are given, those in others are left out.
    """
    page = ReturnItem.of_seller.query(
        seller_id,
        ReturnItem.changed_at >= since if since else None,
        ReturnItem.state.is_in(*states) if states else None,
        limit=limit,
        page_size=FILTERED_PAGE if states else limit,
        last_evaluated_key=start,
    )
    return _whole([item.return_id for item in page]), page.last_evaluated_key


def open_of_seller(seller_id: str) -> tuple[dict[str, ReturnState], bool]:
    """A seller's open returns by id with their states, newest change first, among the OPEN_READ_MAX changed last.

    The flag says that older ones were not read; none of them changed within OPEN_DAYS.
    """
    since = ReturnItem.changed_at >= clock.stamp(clock.now() - timedelta(days=OPEN_DAYS))
    page = ReturnItem.of_seller.query(seller_id, since, scan_index_forward=False, limit=OPEN_READ_MAX)
    states = {item.return_id: ReturnState(item.state) for item in page}
    return {each: state for each, state in states.items() if state not in FINAL}, page.last_evaluated_key is not None


def page_for_operators(limit: int, start: dict[str, Any] | None) -> tuple[list[DeviceReturn], dict[str, Any] | None]:
    """A page of the returns that wait for the operators, longest waiting first, and where the next page starts."""
    page = ReturnItem.for_operators.query(OPERATORS, limit=limit, last_evaluated_key=start)
    return _whole([item.return_id for item in page]), page.last_evaluated_key


def count_for_operators() -> int:
    """How many returns wait for the operators."""
    return ReturnItem.for_operators.count(OPERATORS)


def _whole(return_ids: list[str]) -> list[DeviceReturn]:
    """The returns of index entries, in their order. An index can list one twice while its entry moves."""
    wanted = list(dict.fromkeys(return_ids))
    found = {item.return_id: item.device_return for item in ReturnItem.batch_get(wanted, consistent_read=True)}
    return [found[each] for each in wanted if each in found]
