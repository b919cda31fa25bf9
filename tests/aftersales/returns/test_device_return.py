"""Who has the device, by the state of its return."""

import msgspec
import pytest

from chalicelib.aftersales.returns.return_lifecycle import ReturnState
from tests.aftersales.returns.test_due_times import FOUND, FRIDAY


@pytest.mark.parametrize(
    ("state", "received_at", "is_with_seller"),
    [
        (ReturnState.APPROVED, None, False),
        (ReturnState.REFUSED, None, False),
        (ReturnState.REFUSED, FRIDAY, True),
        (ReturnState.APPEALED, FRIDAY, True),
        (ReturnState.IN_REPAIR, FRIDAY, True),
        (ReturnState.CLOSED, FRIDAY, False),
    ],
)
def test_the_seller_has_the_device_from_its_receipt_until_the_return_ends(
    state: ReturnState, received_at: str | None, *, is_with_seller: bool
) -> None:
    found = msgspec.structs.replace(FOUND, state=state, received_at=received_at)
    assert found.is_with_seller is is_with_seller
