"""By when each step must be done: the market's limits for sellers, the platform's for the rest."""

from typing import Any

import msgspec
import pytest

from chalicelib.aftersales.cases.reasons import ReturnReason
from chalicelib.aftersales.returns import due_times
from chalicelib.aftersales.returns.buyer_rights import Right
from chalicelib.aftersales.returns.device_return import DeviceReturn
from chalicelib.aftersales.returns.return_lifecycle import FINAL, ReturnState
from chalicelib.markets import directory

FRIDAY = "2026-11-27T09:00:00.000Z"
FOUND = DeviceReturn(
    return_id="ret_eu_1",
    order_id="ord_eu_1",
    line_id="1",
    seller_id="sel_eu_1",
    sku="A-1",
    product_id="prd_eu_1",
    offer_id="off_eu_1",
    person_id="per_eu_1",
    market="DE",
    ordered_at=FRIDAY,
    state=ReturnState.REQUESTED,
    reason=ReturnReason.FAULTY_IN_GUARANTEE,
    right=Right.LEGAL_GUARANTEE,
    wish="REPAIR",
    opened_at=FRIDAY,
    changed_at=FRIDAY,
    state_at=FRIDAY,
)
WITH_SELLER: dict[str, Any] = {"received_at": FRIDAY, "resolve_from": FRIDAY}


def _due_day(**changed: Any) -> str:
    found = msgspec.structs.replace(FOUND, **changed)
    return (due_times.due_by(found, directory.market("DE")) or "")[:10]


@pytest.mark.parametrize(
    ("changed", "day"),
    [
        ({}, "2026-12-01"),
        ({"state": ReturnState.APPROVED}, "2026-12-12"),
        ({"state": ReturnState.IN_TRANSIT}, "2026-12-19"),
        ({"state": ReturnState.REFUSED}, "2026-12-12"),
        ({"state": ReturnState.TO_SEND_BACK}, "2026-12-03"),
        ({"state": ReturnState.RECEIVED, **WITH_SELLER}, "2026-12-03"),
        ({"state": ReturnState.IN_REPAIR, **WITH_SELLER}, "2026-12-03"),
        ({"state": ReturnState.IN_REPAIR, "taken_over_at": FRIDAY, **WITH_SELLER}, "2026-12-08"),
        ({"state": ReturnState.REFUSED, **WITH_SELLER}, "2026-12-12"),
        ({"state": ReturnState.APPEALED, **WITH_SELLER}, ""),
    ],
)
def test_each_state_has_its_time(changed: dict[str, Any], day: str) -> None:
    """An instant at which a day is over is the first one of the next day."""
    assert _due_day(**changed) == day


def test_after_a_withdrawal_the_money_is_back_when_the_device_is_and_the_fourteen_days_are_over() -> None:
    withdrawn = {"state": ReturnState.RECEIVED, "reason": ReturnReason.WITHDRAWAL}
    assert _due_day(**withdrawn, **WITH_SELLER) == "2026-12-12"
    late = {"received_at": "2026-12-14T09:00:00.000Z", "resolve_from": "2026-12-14T09:00:00.000Z"}
    assert _due_day(**withdrawn, **late) == "2026-12-17"


@pytest.mark.parametrize("state", sorted(FINAL))
def test_nobody_is_waited_for_once_a_return_ended(state: ReturnState) -> None:
    assert _due_day(state=state) == ""


@pytest.mark.parametrize(
    ("changed", "day"),
    [
        ({}, "2026-11-30T00:00:00.000Z"),
        ({"state": ReturnState.INSPECTED, **WITH_SELLER}, "2026-12-02T00:00:00.000Z"),
        ({"state": ReturnState.TO_SEND_BACK}, "2026-12-02T00:00:00.000Z"),
        ({"state": ReturnState.APPROVED}, None),
        ({"state": ReturnState.RECEIVED, "taken_over_at": FRIDAY, **WITH_SELLER}, None),
        ({"state_at": "2026-12-01T01:00:00.000Z"}, None),
        ({"state": ReturnState.CLOSED}, None),
    ],
)
def test_a_seller_is_reminded_a_day_before_its_time_is_over(changed: dict[str, Any], day: str | None) -> None:
    found = msgspec.structs.replace(FOUND, **changed)
    found = msgspec.structs.replace(found, due_by=due_times.due_by(found, directory.market("DE")))
    assert due_times.reminded_at(found) == day
