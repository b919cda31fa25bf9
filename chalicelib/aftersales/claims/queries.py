"""Reading claims, in bounded pages."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from chalicelib.aftersales.cases import open_cases
from chalicelib.aftersales.claims.claim import Claim
from chalicelib.aftersales.claims.claim_lifecycle import FINAL, ClaimState
from chalicelib.aftersales.claims.models import ClaimItem
from chalicelib.aftersales.claims.stored_items import OPERATORS
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.values import ids
from chalicelib.kernel.values.problems import NotFound

CLAIM = "clm"
# Index entries that are read at once where only those of some states are wanted.
FILTERED_PAGE = 200
# No state of a claim whose time runs lasts that long.
OPEN_DAYS = 60
OPEN_READ_MAX = 500


def claim(claim_id: str) -> Claim:
    """A claim, read consistently.

    Raises: NotFound, WrongCell.
    """
    found = find(ids.require_here(CLAIM, claim_id))
    if found is None:
        raise NotFound()
    return found


def find(claim_id: str) -> Claim | None:
    """A claim, read consistently; None if there is none."""
    try:
        return ClaimItem.get(claim_id, consistent_read=True).claim
    except ClaimItem.DoesNotExist:
        return None


def of_order(order_id: str, claim_id: str) -> Claim:
    """A claim of an order.

    Raises: NotFound, the same for an absent claim and for one of another order; WrongCell.
    """
    found = claim(claim_id)
    if found.order_id != order_id:
        raise NotFound()
    return found


def of_seller(claim_id: str, seller_id: str) -> Claim:
    """A claim of a seller's line.

    Raises: NotFound, the same for an absent claim and for another seller's; WrongCell.
    """
    found = claim(claim_id)
    if found.seller_id != seller_id:
        raise NotFound()
    return found


def claims_of_order(order_id: str) -> list[Claim]:
    """Every claim of an order, oldest first, read consistently."""
    case_ids = [case_id for each in open_cases.histories_of(order_id).values() for case_id in each.case_ids]
    wanted = [case_id for case_id in case_ids if case_id.startswith(f"{CLAIM}_")]
    found = [item.claim for item in ClaimItem.batch_get(wanted, consistent_read=True)] if wanted else []
    return sorted(found, key=lambda each: each.opened_at)


def page_of_seller(
    seller_id: str,
    limit: int,
    start: dict[str, Any] | None,
    *,
    since: str | None = None,
    states: Collection[ClaimState] = (),
) -> tuple[list[Claim], dict[str, Any] | None]:
    """A page of a seller's claims by their last change, oldest first, and where the next page starts.

    Where `states` are given, those in others are left out.
    """
    page = ClaimItem.of_seller.query(
        seller_id,
        ClaimItem.changed_at >= since if since else None,
        ClaimItem.state.is_in(*states) if states else None,
        limit=limit,
        page_size=FILTERED_PAGE if states else limit,
        last_evaluated_key=start,
    )
    return _whole([item.claim_id for item in page]), page.last_evaluated_key


def open_of_seller(seller_id: str) -> tuple[dict[str, ClaimState], bool]:
    """A seller's open claims by id with their states, newest change first, among the OPEN_READ_MAX changed last.

    The flag says that older ones were not read; none of them changed within OPEN_DAYS.
    """
    since = ClaimItem.changed_at >= clock.stamp(clock.now() - timedelta(days=OPEN_DAYS))
    page = ClaimItem.of_seller.query(seller_id, since, scan_index_forward=False, limit=OPEN_READ_MAX)
    states = {item.claim_id: ClaimState(item.state) for item in page}
    return {each: state for each, state in states.items() if state not in FINAL}, page.last_evaluated_key is not None


def page_for_operators(limit: int, start: dict[str, Any] | None) -> tuple[list[Claim], dict[str, Any] | None]:
    """A page of the claims that the operators must decide, longest waiting first, and where the next page starts."""
    page = ClaimItem.for_operators.query(OPERATORS, limit=limit, last_evaluated_key=start)
    return _whole([item.claim_id for item in page]), page.last_evaluated_key


def count_for_operators() -> int:
    """How many claims wait for the operators' decision."""
    return ClaimItem.for_operators.count(OPERATORS)


def _whole(claim_ids: list[str]) -> list[Claim]:
    """The claims of index entries, in their order. An index can list one twice while its entry moves."""
    wanted = list(dict.fromkeys(claim_ids))
    found = {item.claim_id: item.claim for item in ClaimItem.batch_get(wanted, consistent_read=True)}
    return [found[each] for each in wanted if each in found]
